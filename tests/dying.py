"""What a process does until it dies at a step of it: imported there, with nothing but the bot."""

import asyncio
import itertools
import os
import sys
from functools import partial
from pathlib import Path

from bot.core.database.backup import restore
from bot.core.database.engine import Database
from bot.owners.service.restored import settle

DEAD = 9
"""The exit code of who died."""
_TOUCHING = {"os.rename", "os.remove", "sqlite3.connect", "shutil.copyfile", "open"}


def restore_and_die(target: Path, copy: Path, last: int) -> None:
    """Restore a copy, and die when a file beside the target is touched for the so many-th time."""
    steps = itertools.count(1)

    def die(event: str, arguments: tuple[object, ...]) -> None:
        if event not in _TOUCHING or str(target.parent) not in str(arguments[0]):
            return
        if next(steps) == last:
            os._exit(DEAD)

    sys.addaudithook(die)
    asyncio.run(restore(Database(f"sqlite:///{target}"), copy, partial(settle, owners=())))
