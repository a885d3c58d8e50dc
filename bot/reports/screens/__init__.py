"""Statistics and exports as people see them."""
