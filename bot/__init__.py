"""A Telegram bot that orders from any SMM panel speaking the reseller API v2."""

__version__ = "1.0.0"
