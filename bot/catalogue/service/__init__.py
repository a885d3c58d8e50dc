"""The use cases of the catalogue, each one transaction, and what other features ask of it."""
