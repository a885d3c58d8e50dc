"""Rules of digests and balances, in plain Python."""
