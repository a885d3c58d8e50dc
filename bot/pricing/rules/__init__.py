"""Prices as plain values: nothing here asks the database."""
