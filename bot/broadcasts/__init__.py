"""Messages to many chats."""
