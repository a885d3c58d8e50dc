"""Rules of vouchers, in plain Python."""
