"""Groups that became supergroups, under another ID."""

from bot.core.access.store.migrations import not_joined, record

__all__ = ["not_joined", "record"]
