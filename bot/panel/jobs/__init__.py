"""Figures of the calls of each panel."""
