"""Statistics and exports in Telegram."""
