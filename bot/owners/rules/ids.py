"""Ids of people and chats, and our numbers of orders, as owners type them."""

LONGEST_ID = 15
"""Digits; Telegram's ids have at most 52 bits."""
LONGEST_ROW_ID = 18
"""Digits; what is longer is no number of a row of ours."""


def id_in(text: str) -> int | None:
    """Return the id that a text is, of a person or a chat; a group's is below zero."""
    digits = text.removeprefix("-")
    is_id = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID
    return int(text) if is_id else None
