"""What can happen to a top-up and to money that has arrived."""
