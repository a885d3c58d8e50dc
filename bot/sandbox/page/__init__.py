"""The chat page: talk to the bot in a browser."""
