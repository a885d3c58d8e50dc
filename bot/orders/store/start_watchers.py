"""Who wants to be told when an order starts."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.tables import StartWatcher

_WAITING = select(StartWatcher).where(
    col(StartWatcher.order_id).in_(bindparam("orders", expanding=True))
)


async def add(session: AsyncSession, order_id: int, user_id: int, user_name: str) -> None:
    """Notify a person when an order starts; again is harmless."""
    await session.merge(StartWatcher(order_id=order_id, user_id=user_id, user_name=user_name))


async def of_orders(session: AsyncSession, order_ids: Collection[int]) -> Sequence[StartWatcher]:
    """Return who waits for any of these orders."""
    return (await session.execute(_WAITING, {"orders": list(order_ids)})).scalars().all()


async def forget(session: AsyncSession, order_id: int) -> None:
    """Forget who waited for an order."""
    await session.execute(delete(StartWatcher).where(col(StartWatcher.order_id) == order_id))
