"""Searching, inline mode, and shaping the catalogue."""
