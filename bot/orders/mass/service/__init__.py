"""The use cases of lists of orders."""
