"""What is known of the panel, as rows."""
