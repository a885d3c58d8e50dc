"""What features may read and change of chats and people; the queries are in the store."""
