"""Limits and approvals as people see them."""
