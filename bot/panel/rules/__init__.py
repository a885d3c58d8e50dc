"""What panels' words and calls mean, in plain Python."""
