"""What was given up: owners are alerted once until they have looked, and decide about each."""

from collections.abc import Collection
from datetime import datetime

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.dead_letters import ProblemKind
from bot.core.inbox import store as inbox_store
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.owners.rules.problems import Problem
from bot.owners.store import problems as store
from bot.panel.service import bot_state


async def alert(session: Session, owners: Collection[int], now: datetime) -> None:
    """Alert owners that there is a problem, once until they have looked."""
    state = await bot_state.get_for_change(session)
    if not state.problems_told:
        state.problems_told = True
        outbox_store.add_alert(session, owners, Alert.PROBLEM, now)


async def read_latest(session: Session, limit: int) -> tuple[list[Problem], int]:
    """Return the latest problems, newest first, and how many there are in all.

    An owner has seen them: of what comes now all are alerted again.
    """
    found, total = await store.latest(session, limit), await store.count(session)
    (await bot_state.get_for_change(session)).problems_told = False
    return found, total


async def try_again(session: Session, kind: ProblemKind, number: int, now: datetime) -> bool:
    """Have it handled, or delivered, as if it had just come; `False` if it no longer exists."""
    row = await store.lock(session, kind, number)
    if row is not None:
        store.retry(row, now)
        topic = Topic.INBOX if isinstance(row, InboxUpdate) else Topic.OUTBOX
        notify_on_commit(session, topic)
    return row is not None


async def drop(session: Session, kind: ProblemKind, number: int, now: datetime) -> bool:
    """Leave it at that; `False` if it no longer exists."""
    row = await store.lock(session, kind, number)
    if isinstance(row, InboxUpdate):
        await inbox_store.mark_handled(session, [row.update_id], now)
    elif row is not None:
        await store.delete_push(session, row)
    return row is not None
