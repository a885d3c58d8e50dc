"""Whose orders a report is about, and of which time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose orders are meant, and of which time.

    Attributes:
        chat_id: `None`: every chat's, for owners only.
        user_id: only this person's; `None`: everybody's.
        since: the first moment; `None`: from the beginning.
        until: the moment after the last.
    """

    chat_id: int | None
    user_id: int | None
    since: datetime | None
    until: datetime
