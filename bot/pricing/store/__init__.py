"""Stored rules, tiers and exchange rates."""
