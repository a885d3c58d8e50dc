"""Files of orders: asked for, made one after the other, and sent part by part."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.database.claims import is_held
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.loops.options import pause
from bot.reports.store import exports as store
from bot.reports.tables import Export


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was sent, and is not the last.

    Attributes:
        place: of the last order in it.
    """

    rows: int
    place: tuple[datetime, int]


async def ask(session: Session, export: Export) -> None:
    """Write down that a file is wanted; while one is being made for this person, it is that."""
    if await store.of_person(session, export.chat_id, export.asked_by) is None:
        store.add(session, export)
        notify_on_commit(session, Topic.EXPORTS)


async def release(session: Session, claimed: Export, now: datetime) -> Export | None:
    """Lock a file that was worked on, free to be taken again; `None` if another process has it."""
    export = await store.lock(session, claimed.id)
    if export is None or not is_held(export, claimed):
        return None
    export.lease_until, export.due_at = None, now
    notify_on_commit(session, Topic.EXPORTS)
    return export


def record_sent(export: Export, part: Part) -> None:
    """Write down that a file has arrived: the next one begins after it."""
    export.rows += part.rows
    export.files += 1
    export.after_at, export.after_id = part.place
    export.attempts = 0


def postpone(export: Export, after: float | None, now: datetime) -> None:
    """Have it tried again after a pause, of at least `after` seconds."""
    export.due_at = now + pause(export.attempts, after)
    export.attempts += 1


async def end(session: Session, export: Export) -> None:
    """Be done with it, whether it was sent or given up."""
    await session.delete(export)
