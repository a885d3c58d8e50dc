"""Updates from Telegram: written down, then handled, then marked as handled."""
