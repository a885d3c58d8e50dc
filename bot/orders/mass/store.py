"""Lists of orders: the one that a person has not confirmed yet, and the orders of each."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import ENDED, OrderState
from bot.orders.tables import Order

# Built once: what is typed is looked at for every message.
_OPEN = (
    select(MassOrder)
    .where(
        col(MassOrder.chat_id) == bindparam("chat_id"),
        col(MassOrder.user_id) == bindparam("user_id"),
        col(MassOrder.confirmed_at).is_(None),
    )
    .with_for_update()
)

_LISTS = MassOrder.metadata.tables["mass_orders"].c
_STOPPING = delete(MassOrder.metadata.tables["mass_orders"]).where(
    _LISTS.chat_id == bindparam("chat_id"),
    _LISTS.user_id == bindparam("user_id"),
    _LISTS.confirmed_at.is_(None),
    _LISTS.text == "",
)


async def begin(session: AsyncSession, mass: MassOrder) -> MassOrder:
    """Store a new list in place of the person's former one that was not confirmed."""
    await session.execute(
        delete(MassOrder).where(
            col(MassOrder.chat_id) == mass.chat_id,
            col(MassOrder.user_id) == mass.user_id,
            col(MassOrder.confirmed_at).is_(None),
        )
    )
    session.add(mass)
    await session.flush()
    return mass


async def open_of(session: AsyncSession, chat_id: int, user_id: int) -> MassOrder | None:
    """Lock and return the list that a person has not confirmed yet."""
    values = {"chat_id": chat_id, "user_id": user_id}
    return (await session.execute(_OPEN, values)).scalar_one_or_none()


async def stop_waiting(session: AsyncSession, chat_id: int, user_id: int) -> None:
    """Delete the list that a person was asked for: something else was begun."""
    await session.execute(_STOPPING, {"chat_id": chat_id, "user_id": user_id})


async def find(session: AsyncSession, mass_id: int) -> MassOrder | None:
    """Return a list of orders, to be read."""
    return await session.get(MassOrder, mass_id)


async def get(session: AsyncSession, mass_id: int) -> MassOrder | None:
    """Lock a list of orders and read it as it is now."""
    return await session.get(MassOrder, mass_id, with_for_update=True, populate_existing=True)


async def discard(session: AsyncSession, mass: MassOrder) -> None:
    """Delete a list."""
    await session.execute(delete(MassOrder).where(col(MassOrder.id) == mass.id))


async def counts(session: AsyncSession, mass_id: int) -> Mapping[OrderState, int]:
    """Return how many of its orders are in each state."""
    query = (
        select(col(Order.state), func.count())
        .where(col(Order.batch_id) == mass_id)
        .group_by(col(Order.state))
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def in_state(
    session: AsyncSession, mass_id: int, state: OrderState, limit: int
) -> Sequence[Order]:
    """Return the first of its orders in a state."""
    query = select(Order).where(col(Order.batch_id) == mass_id, col(Order.state) == state)
    return (await session.execute(query.order_by(col(Order.id)).limit(limit))).scalars().all()


async def orders_of(session: AsyncSession, mass_id: int) -> Sequence[Order]:
    """Return its orders, in the order of its lines."""
    query = select(Order).where(col(Order.batch_id) == mass_id).order_by(col(Order.id))
    return (await session.execute(query)).scalars().all()


async def lock_queued(session: AsyncSession, mass_id: int) -> Sequence[Order]:
    """Lock and return those of its orders that wait to be sent; one that is leaving is not one."""
    query = select(Order).where(
        col(Order.batch_id) == mass_id, col(Order.state) == OrderState.QUEUED
    )
    # The mass order is locked before its orders, where the submitter takes them the other way.
    locking = query.order_by(col(Order.id)).with_for_update(skip_locked=True)
    found = await session.execute(locking.execution_options(populate_existing=True))
    return found.scalars().all()


async def has_open(session: AsyncSession, mass_id: int) -> bool:
    """Return whether there are orders of it that have not ended."""
    left = select(Order.id).where(
        col(Order.batch_id) == mass_id, ~col(Order.state).in_(list(ENDED))
    )
    return (await session.execute(left.limit(1))).first() is not None


async def discard_unconfirmed(session: AsyncSession) -> None:
    """Throw away every list that nobody has confirmed."""
    await session.execute(delete(MassOrder).where(col(MassOrder.confirmed_at).is_(None)))


async def with_lines_left(session: AsyncSession) -> Sequence[MassOrder]:
    """Return the lists of which orders are still to be written down."""
    query = select(MassOrder).where(col(MassOrder.lines) != [])
    return (await session.execute(query)).scalars().all()


async def booked(session: AsyncSession, mass_id: int) -> int:
    """Return what the wallet has paid for the orders of a list, in its units."""
    query = select(func.coalesce(func.sum(Order.booked), 0)).where(col(Order.batch_id) == mass_id)
    return int((await session.execute(query)).scalar_one())
