"""The queries of accounts, transfers and holds."""
