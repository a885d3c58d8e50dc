"""The use cases of orders, each one transaction."""
