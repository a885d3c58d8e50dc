"""Metrics of the calls of each panel."""
