"""Chats and people as rows."""
