"""The kinds of outbox message about letting chats in, and what their payloads hold."""

from enum import StrEnum


class ChatMessage(StrEnum):
    """What is pushed."""

    DECISION = "decision"  # tell a chat whether it was let in: {"approved"}
