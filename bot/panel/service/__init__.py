"""What can happen to what is known of the panel, and what other features ask about it."""
