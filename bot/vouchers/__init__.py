"""Vouchers: codes that add money to the wallet of whoever redeems them."""
