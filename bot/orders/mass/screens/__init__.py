"""Text and buttons of lists of orders."""
