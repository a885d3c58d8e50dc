"""A database that is older than what has happened since: nothing of it is done a second time.

What was waiting when the copy was made may have been done since, and nobody knows. So what would
spend money is put before owners, what was open is closed, and no number is given a second time.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.broadcasts.rules import BroadcastState
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.tables import Chat
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.store import waiting
from bot.orders.tables import Draft, OrderEvent
from bot.panel.service import panel_state
from bot.reports.tables import Export

AHEAD = 10_000
"""So far our numbers jump: fewer orders than this have been made since the copy, it is hoped."""
_NEVER_USED = """
    insert into sqlite_sequence select :name, 0
    where :name not in (select name from sqlite_sequence)
"""
_COUNTED = "update sqlite_sequence set seq = seq + :ahead where name = :name"
_MAY_HAVE_LEFT = waiting.NOT_SENT | {OrderState.SUBMITTING}
_WORDS = "the database is an earlier copy: the order may have been sent since it was made"
_ASKED = "the database is an earlier copy: it may have been asked for since it was made"


async def settle(session: AsyncSession, owners: Iterable[int], now: datetime) -> None:
    """Make a copy that was put back safe to go on with, and have owners and people told."""
    made_at = await _made_at(session)
    closed = await _chats_with_something_open(session)
    for table in (OutboxMessage, Draft, Export):
        await session.execute(delete(table))
    await _close_updates(session, now)
    count = await waiting.give_up_orders(session, _MAY_HAVE_LEFT, _WORDS, now)
    await waiting.close_lists(session)
    await waiting.give_up_requests(session, _ASKED, now)
    await _hold_broadcasts(session)
    await _ask_panel_anew(session, now)
    await _count_ahead(session)
    for chat_id in closed:
        outbox_store.add(session, chat_id, OutboxKind.RESTORED, {}, now)
    moment = made_at.isoformat() if made_at else ""
    outbox_store.add_alert(session, owners, Alert.RESTORED, now, count=count, made_at=moment)


async def _made_at(session: AsyncSession) -> datetime | None:
    """Return the latest moment that the copy knows of."""
    latest = [
        (await session.execute(select(func.max(column)))).scalar()
        for column in (OrderEvent.at, InboxUpdate.received_at, OutboxMessage.created_at)
    ]
    return max((at for at in latest if at is not None), default=None)


async def _chats_with_something_open(session: AsyncSession) -> list[int]:
    waits = select(InboxUpdate.lane).where(col(InboxUpdate.handled_at).is_(None))
    lists = select(MassOrder.chat_id).where(col(MassOrder.confirmed_at).is_(None))
    is_open = (
        col(Chat.id).in_(waits) | col(Chat.id).in_(lists) | col(Chat.id).in_(select(Draft.chat_id))
    )
    query = select(Chat.id).where(is_open, col(Chat.reachable).is_(True)).order_by(col(Chat.id))
    return list((await session.execute(query)).scalars())


async def _close_updates(session: AsyncSession, now: datetime) -> None:
    """Handle no update that was stored; its number stays known."""
    values: dict[str, Any] = {"handled_at": now, "payload": {}, "error": None}
    waits = col(InboxUpdate.handled_at).is_(None)
    await session.execute(update(InboxUpdate).where(waits).values(**values))


async def _hold_broadcasts(session: AsyncSession) -> None:
    """Pause what was being sent: an owner knows whether it has arrived since."""
    drafts = select(Broadcast.id).where(col(Broadcast.state) == BroadcastState.DRAFT)
    await session.execute(delete(Recipient).where(col(Recipient.broadcast_id).in_(drafts)))
    await session.execute(delete(Broadcast).where(col(Broadcast.state) == BroadcastState.DRAFT))
    running = col(Broadcast.state) == BroadcastState.RUNNING
    paused = {"state": BroadcastState.PAUSED}
    await session.execute(update(Broadcast).where(running).values(**paused))


async def _ask_panel_anew(session: AsyncSession, now: datetime) -> None:
    """Read list and balance at the next start; what was spent since is not known."""
    state = await panel_state.get_for_change(session)
    state.list_digest, state.sync_at = "", None
    state.spent_at, state.balance_watchers = now, []


async def _count_ahead(session: AsyncSession) -> None:
    """Give no number to an order, form, list or broadcast that another had since the copy."""
    await session.flush()
    is_file = session.get_bind().dialect.name == "sqlite"
    for name, table in SQLModel.metadata.tables.items():
        if is_file:
            if table.dialect_options["sqlite"]["autoincrement"]:
                await _count_file_ahead(session, name)
        elif table.autoincrement_column is not None:
            sequence = f"pg_get_serial_sequence('{name}', '{table.autoincrement_column.name}')"
            ahead = f"select setval({sequence}, nextval({sequence}) + {AHEAD})"
            await session.execute(text(ahead))


async def _count_file_ahead(session: AsyncSession, table: str) -> None:
    for statement in (_NEVER_USED, _COUNTED):
        await session.execute(text(statement), {"name": table, "ahead": AHEAD})
