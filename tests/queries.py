"""What a block asks the database, and how the database finds it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, event

from bot.core.database.engine import Database


class Query(NamedTuple):
    """A statement as the driver gets it."""

    statement: str
    values: Any


@contextmanager
def recorded(database: Database) -> Iterator[list[Query]]:
    """Collect what is executed until the block ends."""
    found: list[Query] = []

    def record(*args: Any) -> None:
        found.append(Query(args[2], args[3]))

    engine = getattr(database.engine, "sync_engine", database.engine)
    event.listen(engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", record)


async def scans(database: Database, query: Query) -> Sequence[str]:
    """Return the steps of a query that read a whole table, as the database says them."""

    def explain(connection: Connection) -> list[str]:
        if database.is_sqlite:
            rows = connection.exec_driver_sql(
                f"explain query plan {query.statement}", query.values
            )
            return [row.detail for row in rows]
        connection.exec_driver_sql("set local enable_seqscan = off")  # all tables are small here
        rows = connection.exec_driver_sql(f"explain {query.statement}", query.values)
        return [row[0] for row in rows]

    steps = await database.run(explain)
    if database.is_sqlite:
        return [it for it in steps if it.startswith("SCAN ") and "USING" not in it]
    return [it for it in steps if "Seq Scan" in it]
