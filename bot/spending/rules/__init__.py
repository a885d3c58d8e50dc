"""Rules of limits and approvals, in plain Python."""
