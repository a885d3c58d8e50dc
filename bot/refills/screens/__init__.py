"""Refills in words."""
