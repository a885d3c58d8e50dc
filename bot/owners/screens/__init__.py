"""What owners see."""
