"""What people and owners see of wallets."""
