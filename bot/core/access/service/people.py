"""People: who has an ID, or a username."""

from bot.core.access.store.people import known, named

__all__ = ["known", "named"]
