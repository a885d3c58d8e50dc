"""Stand-ins for the outside world: a local Bot API, a chat page, a panel."""
