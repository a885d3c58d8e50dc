"""Limits on spending, and approvals above them."""
