"""What people tap, type and pay."""
