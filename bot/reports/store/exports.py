"""Files of orders that were asked for, and the orders that go into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import ServiceRow
from bot.core.access.tables import Chat
from bot.core.database.claims import Due
from bot.core.database.engine import Topic, notify_on_commit
from bot.orders.tables import Order
from bot.reports.store.statistics import PLACE, READ_AT_ONCE, Scope, after
from bot.reports.tables import Export


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was sent, and is not the last.

    Attributes:
        place: of the last order in it.
    """

    rows: int
    place: tuple[datetime, int]


_DUE = Due(Export)
_COLUMNS: tuple[Any, ...] = (
    Order.id,
    Order.provider_order_id,
    Order.created_at,
    col(Chat.title).label("chat"),
    Order.user_name,
    col(ServiceRow.provider_id).label("service"),
    Order.service_name,
    Order.link,
    Order.quantity,
    Order.remains,
    Order.state,
    Order.price,
    Order.charge,
    Order.currency,
    Order.start_count,
    Order.state_at,
)


async def of_person(session: AsyncSession, chat_id: int, asked_by: int) -> Export | None:
    """Return the file that is being made for a person in a chat."""
    query = select(Export).where(col(Export.chat_id) == chat_id, col(Export.asked_by) == asked_by)
    return (await session.execute(query)).scalar_one_or_none()


async def ask(session: AsyncSession, export: Export) -> None:
    """Write down that a file is wanted; while one is being made for this person, it is that."""
    if await of_person(session, export.chat_id, export.asked_by) is None:
        session.add(export)
        notify_on_commit(session, Topic.EXPORTS)


async def claim(session: AsyncSession, now: datetime) -> Export | None:
    """Take the file that is due for the longest time."""
    return next(iter(await _DUE.take(session, now=now, limit=1)), None)


async def get_for_change(session: AsyncSession, export_id: int) -> Export | None:
    """Lock a row and read it as it is now."""
    return await session.get(Export, export_id, with_for_update=True, populate_existing=True)


def record_sent(export: Export, part: Part) -> None:
    """Write down that a file has arrived: the next one begins after it."""
    export.rows += part.rows
    export.files += 1
    export.after_at, export.after_id = part.place
    export.attempts = 0


async def page(
    session: AsyncSession, scope: Scope, place: tuple[datetime, int] | None
) -> Sequence[Any]:
    """Return the next orders after a place, oldest first, with their chat and service."""
    query = (
        select(*_COLUMNS)
        .outerjoin(Chat, col(Chat.id) == col(Order.chat_id))
        .outerjoin(ServiceRow, col(ServiceRow.id) == col(Order.service_id))
        .where(*scope.conditions())
        .order_by(*PLACE)
        .limit(READ_AT_ONCE)
    )
    if place is not None:
        query = query.where(after(*place))
    return (await session.execute(query)).all()
