"""Inline mode, overrides, and what owners are sent about the list."""
