"""The catalogue's queries."""
