"""The catalogue: synced, overridden by operators, browsed and searched."""
