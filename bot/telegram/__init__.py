"""The front end: everything that speaks Telegram."""
