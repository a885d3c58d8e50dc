"""What panels promise of refills, in plain Python."""
