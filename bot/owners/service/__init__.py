"""What owners may do, and what they are told by itself."""
