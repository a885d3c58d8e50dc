"""What people and owners see of vouchers."""
