"""What can happen to a refill or a request to cancel; each function is part of one transaction."""
