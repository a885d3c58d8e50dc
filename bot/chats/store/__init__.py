"""The queries of settings, privacy and upgraded groups."""
