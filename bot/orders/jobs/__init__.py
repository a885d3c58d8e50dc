"""Orders go to the panel and are followed there."""
