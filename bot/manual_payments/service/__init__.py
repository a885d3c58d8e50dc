"""What can happen when people pay in by hand: each is one transaction."""
