"""What owners can do about prices, each in one transaction."""
