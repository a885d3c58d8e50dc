"""Limits and approvals in Telegram."""
