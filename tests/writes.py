"""How many rows of the catalogue are written while a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from bot.core.database.engine import Database

_TABLES = frozenset({"services", "categories"})
_WRITING = frozenset({"INSERT", "UPDATE", "DELETE"})


@dataclass
class Writes:
    """Counts rows of services and categories."""

    rows: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Writes]:
    """Count what is written until the block ends."""
    writes = Writes()

    def count(*args: Any) -> None:
        _, _, statement, parameters, _, many = args
        words = statement.split(maxsplit=3)
        if words[0] in _WRITING and _TABLES & set(words[1:3]):
            writes.rows += len(parameters) if many else 1

    engine = getattr(database.engine, "sync_engine", database.engine)
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield writes
    finally:
        event.remove(engine, "before_cursor_execute", count)
