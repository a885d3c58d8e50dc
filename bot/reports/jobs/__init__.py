"""Loops that make reports: files that were asked for, and weekly summaries."""
