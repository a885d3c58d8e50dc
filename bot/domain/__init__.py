"""Business rules in plain Python: no I/O, no clock, no Telegram, no HTTP, no SQL."""
