"""When a backup is due, what it is called, and which ones are deleted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

OLD = timedelta(days=2)
"""Owners are told of a backup that is older."""
AGAIN_AFTER = timedelta(hours=1)
"""What failed is tried again after so long."""
SEND_FOR = timedelta(hours=12)
"""A backup that could not be sent for so long is not sent any more: the next one is near."""
SEALED = ".gz.age"
_NAME = re.compile(r"bot-\d{8}-\d{6}Z\.(?:sqlite3|dump)", re.ASCII)
_LEFT_OVER = re.compile(
    rf"{_NAME.pattern}(?:{re.escape(SEALED)}(?:\.\d{{3}})?|\.part(?:-journal)?)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """What the operator wants.

    Attributes:
        keep: how many copies stay in the folder.
        hour: of the day, UTC.
        chat_id: who is sent each copy; 0: nobody.
        passphrase: what opens the copy that is sent.
    """

    folder: Path
    keep: int
    hour: int
    chat_id: int = 0
    passphrase: str = ""


def name_of(moment: datetime, *, is_sqlite: bool) -> str:
    """Return the name of a copy that was made at a moment, UTC."""
    return f"bot-{moment:%Y%m%d-%H%M%S}Z.{'sqlite3' if is_sqlite else 'dump'}"


def next_due(now: datetime, hour: int) -> datetime:
    """Return the next moment at which it is `hour` o'clock, UTC."""
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def superfluous(names: Iterable[str], keep: int) -> list[str]:
    """Return which of a folder's files are deleted: our copies but the newest, and no others."""
    return sorted(name for name in names if _NAME.fullmatch(name))[:-keep]


def left_over(names: Iterable[str]) -> list[str]:
    """Return which of a folder's files are copies as they are sent, or unfinished ones."""
    return [name for name in names if _LEFT_OVER.fullmatch(name)]
