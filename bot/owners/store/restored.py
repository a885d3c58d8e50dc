"""The statements that make an earlier copy of the database safe to go on with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.broadcasts.rules import BroadcastState
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.tables import Chat
from bot.core.database import decisions
from bot.core.database.watermark import NOTHING, Progress
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.tables import Draft, Order, OrderEvent
from bot.panel.rules.statuses import RefillState
from bot.refills.tables import CancelRequest, CancelState, Refill
from bot.reports.tables import Export
from bot.wallet.tables import Transfer

AHEAD = 10_000
"""Our numbers jump by this much: more than the orders made since the copy, it is hoped."""
_NEVER_USED = """
    insert into sqlite_sequence select :name, 0
    where :name not in (select name from sqlite_sequence)
"""
_COUNTED = "update sqlite_sequence set seq = seq + :ahead where name = :name"


async def latest_moment(session: AsyncSession) -> datetime | None:
    """Return the latest moment that the copy knows of."""
    latest = [
        (await session.execute(select(func.max(column)))).scalar()
        for column in (OrderEvent.at, InboxUpdate.received_at, OutboxMessage.created_at)
    ]
    return max((at for at in latest if at is not None), default=None)


async def progress(session: AsyncSession) -> Progress:
    """Return how far the bot has got, as far as the copy knows."""
    left = select(func.max(OrderEvent.at)).where(col(OrderEvent.state) == OrderState.SUBMITTING)
    return Progress(
        left_at=(await session.execute(left)).scalar() or NOTHING.left_at,
        transfer=(await session.execute(select(func.max(Transfer.id)))).scalar() or 0,
        decision=await decisions.count(session),
    )


async def chats_with_something_open(session: AsyncSession) -> list[int]:
    """Return the chats that wait for an answer, or have a form or a list open."""
    waits = select(InboxUpdate.lane).where(col(InboxUpdate.handled_at).is_(None))
    lists = select(MassOrder.chat_id).where(col(MassOrder.confirmed_at).is_(None))
    is_open = (
        col(Chat.id).in_(waits) | col(Chat.id).in_(lists) | col(Chat.id).in_(select(Draft.chat_id))
    )
    query = select(Chat.id).where(is_open, col(Chat.reachable).is_(True)).order_by(col(Chat.id))
    return list((await session.execute(query)).scalars())


class Counted(NamedTuple):
    """Rows of a table."""

    table: type[SQLModel]
    conditions: tuple[ColumnElement[bool], ...] = ()


FORMS = Counted(Draft)
OPEN_LISTS = Counted(MassOrder, (col(MassOrder.confirmed_at).is_(None),))
MESSAGES = Counted(OutboxMessage)
BROADCASTS = Counted(Broadcast, (col(Broadcast.state) == BroadcastState.RUNNING,))
REFILLS = Counted(Refill, (col(Refill.state).in_([RefillState.QUEUED, RefillState.REQUESTING]),))
CANCELLATIONS = Counted(
    CancelRequest, (col(CancelRequest.state).in_([CancelState.QUEUED, CancelState.REQUESTING]),)
)


async def count(session: AsyncSession, of: Counted) -> int:
    """Return how many rows there are."""
    query = select(func.count()).select_from(of.table).where(*of.conditions)
    return (await session.execute(query)).scalar_one()


def orders_in(states: Iterable[OrderState]) -> Counted:
    """Return the orders in some states."""
    return Counted(Order, (col(Order.state).in_(list(states)),))


async def unfinished_lists(session: AsyncSession) -> int:
    """Return how many lists were confirmed and not all placed."""
    confirmed = col(MassOrder.confirmed_at).is_not(None)
    lists = (await session.execute(select(MassOrder).where(confirmed))).scalars()
    return sum(1 for it in lists if it.lines)


async def delete_open(session: AsyncSession) -> None:
    """Delete messages to push, forms and files to make."""
    for table in (OutboxMessage, Draft, Export):
        await session.execute(delete(table))


async def close_updates(session: AsyncSession, now: datetime) -> None:
    """Handle no update that was stored; its number stays known."""
    values: dict[str, Any] = {"handled_at": now, "payload": {}, "error": None}
    waits = col(InboxUpdate.handled_at).is_(None)
    await session.execute(update(InboxUpdate).where(waits).values(**values))


async def pause_broadcasts(session: AsyncSession) -> None:
    """Pause what was being sent: an owner knows whether it has arrived since."""
    drafts = select(Broadcast.id).where(col(Broadcast.state) == BroadcastState.DRAFT)
    await session.execute(delete(Recipient).where(col(Recipient.broadcast_id).in_(drafts)))
    await session.execute(delete(Broadcast).where(col(Broadcast.state) == BroadcastState.DRAFT))
    running = col(Broadcast.state) == BroadcastState.RUNNING
    paused = {"state": BroadcastState.PAUSED}
    await session.execute(update(Broadcast).where(running).values(**paused))


async def count_ahead(session: AsyncSession) -> None:
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
