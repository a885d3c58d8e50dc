"""The kinds of outbox message about the panel's list, and what their payloads hold."""

from enum import StrEnum


class CatalogueMessage(StrEnum):
    """What is pushed."""

    NEWS = "news"  # tell an owner what has changed: {"services", "currency", "headlines"}
