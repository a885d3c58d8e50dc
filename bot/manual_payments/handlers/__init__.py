"""What people and owners tap, type and send."""
