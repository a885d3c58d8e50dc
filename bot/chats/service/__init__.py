"""Changing settings and lists, following groups, and forgetting people."""
