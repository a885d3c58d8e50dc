"""Statistics and exported files."""
