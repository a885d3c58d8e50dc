"""A folder that is kept in memory: nothing that tests write waits for a disk there."""

import os
import shutil
from functools import cache
from pathlib import Path

MEBIBYTE = 1024**2


@cache
def in_memory(mebibytes: int) -> Path | None:
    """Return the folder if it has so much room; `None` stands for the usual one on the disk."""
    folder = Path("/dev/shm")  # noqa: S108 - whoever can read it can read these tests
    has_room = folder.is_dir() and shutil.disk_usage(folder).free > mebibytes * MEBIBYTE
    return folder if has_room and os.access(folder, os.W_OK) else None
