"""What went wrong for good: updates set aside, pushes given up; owners decide about each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.engine import Topic, notify_on_commit
from bot.core.inbox import store as inbox_store
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.panel.service import panel_state


class ProblemKind(StrEnum):
    """What was given up; also how its reference begins."""

    UPDATE = "U"
    PUSH = "P"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was given up.

    Attributes:
        number: the update's, or the outbox row's.
        lane: chat id, or user id where an update has no chat.
        what: the update as Telegram sent it, or the push's payload.
        error: a traceback, or Telegram's words.
    """

    kind: ProblemKind
    number: int
    lane: int
    at: datetime
    what: dict[str, Any]
    error: str

    @property
    def reference(self) -> str:
        """Return what a person is told, and an owner looks for."""
        return f"{self.kind.value}{self.number}"


async def dead_letter(
    session: AsyncSession,
    update: InboxUpdate,
    error: str,
    *,
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Handle an update no more; who wrote is told, and so are the owners."""
    row = await session.get(InboxUpdate, update.update_id)
    if row is None:
        return
    row.error, row.lease_until = error, None
    reference = f"{ProblemKind.UPDATE.value}{row.update_id}"
    tapped = row.payload.get("callback_query")
    message = tapped.get("message") if isinstance(tapped, dict) else row.payload.get("message")
    if isinstance(message, dict) and (tapped or _is_for_the_bot(message)):
        payload = {
            "reference": reference,
            "reply_to": message.get("message_id"),
            "thread_id": message.get("message_thread_id"),
        }
        outbox_store.add(session, row.lane, OutboxKind.FAILURE, payload, now)
    await tell_owners(session, owners, now)
    notify_on_commit(session, Topic.INBOX)


def _is_for_the_bot(message: dict[str, Any]) -> bool:
    """Return whether a message waits for an answer; in a group much is said to others."""
    chat = message.get("chat")
    is_private = isinstance(chat, dict) and chat.get("type") == "private"
    return is_private or str(message.get("text", "")).startswith("/")


async def tell_owners(session: AsyncSession, owners: Iterable[int], now: datetime) -> None:
    """Tell owners that there is something to look at, once until they have looked."""
    state = await panel_state.get_for_change(session)
    if not state.problems_told:
        state.problems_told = True
        outbox_store.add_alert(session, owners, Alert.PROBLEM, now)


async def looked(session: AsyncSession) -> None:
    """Note that an owner has seen the list: of what comes now they are told again."""
    (await panel_state.get_for_change(session)).problems_told = False


async def listed(session: AsyncSession, limit: int) -> tuple[list[Problem], int]:
    """Return the latest problems, newest first, and how many there are in all."""
    updates, pushes = col(InboxUpdate.error).is_not(None), col(OutboxMessage.dead).is_(True)
    aside = col(InboxUpdate.handled_at).is_(None)
    latest_updates = (
        select(InboxUpdate)
        .where(updates, aside)
        .order_by(col(InboxUpdate.update_id).desc())
        .limit(limit)
    )
    latest_pushes = (
        select(OutboxMessage).where(pushes).order_by(col(OutboxMessage.id).desc()).limit(limit)
    )
    found = [
        *((await session.execute(latest_updates)).scalars()),
        *((await session.execute(latest_pushes)).scalars()),
    ]
    counts = (
        select(func.count()).select_from(InboxUpdate).where(updates, aside),
        select(func.count()).select_from(OutboxMessage).where(pushes),
    )
    total = sum([(await session.execute(count)).scalar_one() for count in counts])
    newest = sorted(map(_problem, found), key=lambda problem: problem.at, reverse=True)
    return newest[:limit], total


def _problem(row: InboxUpdate | OutboxMessage) -> Problem:
    if isinstance(row, InboxUpdate):
        return Problem(
            kind=ProblemKind.UPDATE,
            number=row.update_id,
            lane=row.lane,
            at=row.received_at,
            what=row.payload,
            error=row.error or "",
        )
    return Problem(
        kind=ProblemKind.PUSH,
        number=row.id,
        lane=row.chat_id,
        at=row.created_at,
        what={"kind": row.kind, **row.payload},
        error=row.error,
    )


async def try_again(session: AsyncSession, kind: ProblemKind, number: int, now: datetime) -> bool:
    """Have it handled, or delivered, as if it had just come; `False` if it is gone."""
    row = await _given_up(session, kind, number)
    if isinstance(row, InboxUpdate):
        row.error, row.attempts = None, 0
        notify_on_commit(session, Topic.INBOX)
    elif row is not None:
        row.dead, row.attempts, row.created_at, row.due_at = False, 0, now, now
        notify_on_commit(session, Topic.OUTBOX)
    return row is not None


async def forget(session: AsyncSession, kind: ProblemKind, number: int, now: datetime) -> bool:
    """Leave it at that; `False` if it is gone."""
    row = await _given_up(session, kind, number)
    if isinstance(row, InboxUpdate):
        await inbox_store.mark_handled(session, [row.update_id], now)
    elif row is not None:
        await session.execute(delete(OutboxMessage).where(col(OutboxMessage.id) == row.id))
    return row is not None


async def _given_up(
    session: AsyncSession, kind: ProblemKind, number: int
) -> InboxUpdate | OutboxMessage | None:
    if kind is ProblemKind.PUSH:
        push = await session.get(OutboxMessage, number, with_for_update=True)
        return push if push is not None and push.dead else None
    update = await session.get(InboxUpdate, number, with_for_update=True)
    aside = update is not None and update.error is not None and update.handled_at is None
    return update if aside else None
