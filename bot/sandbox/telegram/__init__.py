"""A strict local Bot API and a chat page, to talk to the real bot without a token."""
