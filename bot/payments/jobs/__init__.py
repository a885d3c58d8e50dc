"""What is done about top-ups and payments by itself."""
