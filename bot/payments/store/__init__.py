"""The queries of top-ups and payments."""
