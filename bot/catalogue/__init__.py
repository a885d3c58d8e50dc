"""The catalogue: synced, shaped by operators, browsed and searched."""
