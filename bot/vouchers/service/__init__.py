"""What can happen with vouchers: each is one transaction."""
