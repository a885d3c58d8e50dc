"""The database's files are their owner's alone: they hold people's names, links and money."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

WATERMARK = "-left"
"""So the name of the file goes on that says how far the bot has got."""
PART = ".part"
"""So the name of a file goes on until it is whole."""
BESIDE = ("-wal", "-shm", "-journal", "-lock", PART, WATERMARK)
"""What stands beside a database's file, by the end of its name."""
KEPT = ".before-restore"
"""So the name of an earlier database goes on; of a second one with -2, and so on."""
MODE = 0o600
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(file: Path) -> None:
    """Create a database's file if there is none, and take it, with those beside it, from others.

    SQLite gives the files that it makes the mode of the database's own. A file that is there is
    never opened: closing it would give up SQLite's locks. What cannot be done is left to SQLite
    to complain about.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE))
    beside = [file.with_name(file.name + end) for end in BESIDE]
    for each in (file, *beside, *file.parent.glob(f"{escape(file.name)}{KEPT}*")):
        _tighten(each)


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Yield where to write a file that appears whole at the end, or not at all.

    Raises:
        OSError: it cannot be written there.
    """
    part = file.with_name(file.name + PART)
    part.unlink(missing_ok=True)
    make_private(part)
    try:
        yield part
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def _tighten(file: Path) -> None:
    with suppress(OSError):
        mode = file.stat().st_mode
        if stat.S_ISREG(mode) and mode & _OF_OTHERS:
            file.chmod(stat.S_IMODE(mode) & ~_OF_OTHERS)
