"""What people and owners tap and type about wallets."""
