"""Greeting, settings and privacy."""
