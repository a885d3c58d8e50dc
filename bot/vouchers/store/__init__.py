"""The queries of vouchers."""
