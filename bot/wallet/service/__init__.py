"""What can happen to the money in wallets."""
