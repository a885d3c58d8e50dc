"""The queries of limits and approvals."""
