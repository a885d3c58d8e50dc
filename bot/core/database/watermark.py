"""How far the bot has got, beside the database's file: an earlier copy in its place shows by it.

Who copies a file back by hand tells nobody. The copy does not know what has left for the panel
since it was made, and would have it leave once more; nor what was paid and credited since.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.core.database.private_files import MODE, WATERMARK

_WIDTH = 192
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a database knows of, or a part of it; each only grows.

    Attributes:
        left_at: when something last left that must not leave twice.
        transfer: the number of the last transfer of money.
        decision: how many decisions of owners there were (decisions.py).
    """

    left_at: datetime = _LONG_AGO
    transfer: int = 0
    decision: int = 0

    def __or__(self, other: "Progress") -> "Progress":
        """Return how far two have got together."""
        return Progress(
            max(self.left_at, other.left_at),
            max(self.transfer, other.transfer),
            max(self.decision, other.decision),
        )

    def knows(self, other: "Progress") -> bool:
        """Return whether another has got no further in anything."""
        return self | other == self


NOTHING = Progress()


class Watermark:
    """How far the bot has got on a database.

    It is written after what is safe from a power cut, so the database is never behind it by one.

    Args:
        database: the database's file; `None`: there is none, and nothing is kept.
    """

    def __init__(self, database: Path | None) -> None:
        self._file = database and database.with_name(database.name + WATERMARK)
        self._written: Progress | None = None

    def advance(self, to: Progress) -> None:
        """Note how far the bot has got; what cannot be written is not known later."""
        if self._file is None:
            return
        before = self.read() if self._written is None else self._written
        if before.knows(to):
            return
        with suppress(OSError):
            _overwrite(self._file, _text(before | to))
            self._written = before | to

    def read(self) -> Progress:
        """Return how far the bot had got; `NOTHING` if that is not known."""
        if self._file is None:
            return NOTHING
        try:
            return _progress(self._file.read_text().strip())
        except (OSError, ValueError, TypeError, OverflowError):
            return NOTHING

    def forget(self) -> None:
        """Begin anew: another database is in the place now, and it is settled."""
        if self._file is not None:
            self._written = None
            with suppress(OSError):
                self._file.unlink()


def _text(it: Progress) -> str:
    left_at = it.left_at.isoformat()
    said = {"left_at": left_at, "transfer": it.transfer, "decision": it.decision}
    return json.dumps(said).ljust(_WIDTH)


def _overwrite(file: Path, text: str) -> None:
    """Write a text over another, of one width: to empty the file takes longer than all else."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT, MODE)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def _progress(text: str) -> Progress:
    """Read what was written, also before money was recorded: the moment alone.

    Raises:
        ValueError, TypeError, OverflowError: it is neither.
    """
    if not text.startswith("{"):
        return Progress(_moment(text))
    said = json.loads(text)
    left_at = _moment(str(said.get("left_at", _LONG_AGO.isoformat())))
    return Progress(left_at, int(said.get("transfer", 0)), int(said.get("decision", 0)))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
