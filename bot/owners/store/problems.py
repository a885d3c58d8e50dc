"""Updates and outbox messages that were given up, as rows."""

from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.dead_letters import ProblemKind
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.owners.rules.problems import Problem, cause_of

_UPDATES = (col(InboxUpdate.error).is_not(None), col(InboxUpdate.handled_at).is_(None))
_PUSHES = (col(OutboxMessage.dead).is_(True),)


async def latest(session: AsyncSession, limit: int) -> list[Problem]:
    """Return the latest problems, newest first."""
    updates = select(InboxUpdate).where(*_UPDATES).order_by(col(InboxUpdate.update_id).desc())
    pushes = select(OutboxMessage).where(*_PUSHES).order_by(col(OutboxMessage.id).desc())
    found = [
        *((await session.execute(updates.limit(limit))).scalars()),
        *((await session.execute(pushes.limit(limit))).scalars()),
    ]
    return sorted(map(_problem, found), key=lambda it: it.at, reverse=True)[:limit]


async def count(session: AsyncSession) -> int:
    """Count all problems."""
    updates = select(func.count()).select_from(InboxUpdate).where(*_UPDATES)
    pushes = select(func.count()).select_from(OutboxMessage).where(*_PUSHES)
    return sum([(await session.execute(query)).scalar_one() for query in (updates, pushes)])


def _problem(row: InboxUpdate | OutboxMessage) -> Problem:
    if isinstance(row, InboxUpdate):
        kind, number, lane, at = ProblemKind.UPDATE, row.update_id, row.lane, row.received_at
        what = row.payload
    else:
        kind, number, lane, at = ProblemKind.PUSH, row.id, row.chat_id, row.created_at
        what = {"kind": row.kind, **row.payload}
    cause, detail = cause_of(kind, row.error or "")
    return Problem(
        kind=kind, number=number, lane=lane, at=at, what=what, cause=cause, detail=detail
    )


async def lock(
    session: AsyncSession, kind: ProblemKind, number: int
) -> InboxUpdate | OutboxMessage | None:
    """Lock the row of a problem, `None` if it is none (any more)."""
    if kind is ProblemKind.PUSH:
        push = await session.get(OutboxMessage, number, with_for_update=True)
        return push if push is not None and push.dead else None
    update = await session.get(InboxUpdate, number, with_for_update=True)
    is_dead_letter = update is not None and update.error is not None and update.handled_at is None
    return update if is_dead_letter else None


def retry(row: InboxUpdate | OutboxMessage, now: datetime) -> None:
    """Make a row as if it had just come."""
    if isinstance(row, InboxUpdate):
        row.error, row.attempts = None, 0
    else:
        row.dead, row.attempts, row.created_at, row.due_at = False, 0, now, now


async def delete_push(session: AsyncSession, push: OutboxMessage) -> None:
    """Delete a message of the outbox."""
    await session.execute(delete(OutboxMessage).where(col(OutboxMessage.id) == push.id))
