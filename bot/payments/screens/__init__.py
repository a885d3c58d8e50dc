"""What people and owners see of top-ups and payments."""
