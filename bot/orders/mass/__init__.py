"""Many orders from one list."""
