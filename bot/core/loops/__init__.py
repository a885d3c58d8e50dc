"""Loops over due work, and work on its way."""
