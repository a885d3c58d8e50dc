"""How far the bot has got, beside the database's file: an earlier copy in its place shows by it.

Who copies a file back by hand tells nobody. The copy does not know what has left for the panel
since it was made, and would have it leave once more.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.core.database.private_files import WATERMARK, make_private


class Watermark:
    """The latest moment at which something left that must not leave twice.

    It is written after the commit, so the database is never behind it by a crash or a power cut.

    Args:
        database: the database's file; `None`: there is none, and nothing is kept.
    """

    def __init__(self, database: Path | None) -> None:
        self._database = database
        self._file = database and database.with_name(database.name + WATERMARK)

    def advance(self, at: datetime) -> None:
        """Note that something has left; what cannot be written is not known later."""
        if self._database is None or self._file is None:
            return
        with suppress(OSError):
            is_new = not self._file.exists()
            self._file.write_text(at.isoformat())
            if is_new:
                make_private(self._database)

    def read(self) -> datetime | None:
        """Return the latest moment; `None` if none is known."""
        if self._file is None:
            return None
        try:
            return datetime.fromisoformat(self._file.read_text().strip())
        except (OSError, ValueError):
            return None

    def forget(self) -> None:
        """Begin anew: another database is in the place now, and it is settled."""
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink()
