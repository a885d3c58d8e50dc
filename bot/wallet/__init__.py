"""Wallets of people and groups: an exact ledger, and what they see of it."""
