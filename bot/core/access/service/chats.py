"""Chats: who was let in, their settings, and the lists of who may order."""

from bot.core.access.store.chats import (
    empty,
    ensure,
    get,
    get_for_change,
    listed,
    listed_person,
    lock,
    lock_known,
    record_administrators,
    record_quantity,
    set_reachable,
)

__all__ = [
    "empty",
    "ensure",
    "get",
    "get_for_change",
    "listed",
    "listed_person",
    "lock",
    "lock_known",
    "record_administrators",
    "record_quantity",
    "set_reachable",
]
