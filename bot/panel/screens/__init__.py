"""What owners see of the panel."""
