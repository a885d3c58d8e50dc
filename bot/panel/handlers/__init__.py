"""What owners say of the panel."""
