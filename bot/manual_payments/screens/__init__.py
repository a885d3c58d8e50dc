"""What people and owners see of payments by hand."""
