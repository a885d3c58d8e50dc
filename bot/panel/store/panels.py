"""Panels that were worked with, and what is stored of each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.rules.services import Flag
from bot.catalogue.tables import ServiceRow
from bot.orders.rules.states import TRACKED, OrderState
from bot.orders.tables import Order
from bot.panel.tables import Panel, PanelState


async def get(session: AsyncSession, panel_id: int) -> Panel:
    """Return a panel, which is there."""
    return await session.get_one(Panel, panel_id)


async def lock(session: AsyncSession, panel_id: int) -> Panel | None:
    """Lock a panel's row and return it as it is now; what refers to it goes on meanwhile."""
    query = select(Panel).where(col(Panel.id) == panel_id).with_for_update(key_share=True)
    found = await session.execute(query, execution_options={"populate_existing": True})
    return found.scalar_one_or_none()


async def every(session: AsyncSession) -> Sequence[Panel]:
    """Return all panels, the first one first."""
    return (await session.execute(select(Panel).order_by(col(Panel.id)))).scalars().all()


async def add(session: AsyncSession, panel: Panel) -> None:
    """Write a panel down, and give it its number."""
    session.add(panel)
    await session.flush()


async def threshold(session: AsyncSession, panel_id: int) -> Decimal | None:
    """Return below what balance owners are alerted."""
    return (await session.get_one(PanelState, panel_id)).low_balance


async def begin(
    session: AsyncSession, panel_id: int, *, low_balance: Decimal | None = None
) -> None:
    """Begin to work with a panel; what was learned of it, if it was before, is forgotten.

    Args:
        low_balance: owners are alerted below it.
    """
    former = await session.get(PanelState, panel_id)
    if former is not None:
        await session.delete(former)
        await session.flush()
    session.add(PanelState(panel_id=panel_id, low_balance=low_balance))
    await session.flush()


async def count_orders(session: AsyncSession, panel_id: int, states: Iterable[OrderState]) -> int:
    """Count a panel's orders in some states."""
    query = select(func.count()).select_from(Order).where(col(Order.panel_id) == panel_id)
    return await _count(session, query.where(col(Order.state).in_(states)))


async def count_services(session: AsyncSession, panel_id: int) -> int:
    """Count a panel's services on sale."""
    query = select(func.count()).where(
        col(ServiceRow.panel_id) == panel_id, col(ServiceRow.gone_at).is_(None)
    )
    return await _count(session, query)


async def _count(session: AsyncSession, query: Select[Any]) -> int:
    return int((await session.execute(query)).scalar_one())


async def withdraw_services(session: AsyncSession, panel_id: int, now: datetime) -> None:
    """Take all services of a panel off sale."""
    gone = {"gone_at": now, "last_seen_at": now, "refill": Flag.NO, "cancel": Flag.NO}
    theirs = (col(ServiceRow.panel_id) == panel_id, col(ServiceRow.gone_at).is_(None))
    await session.execute(update(ServiceRow).where(*theirs).values(**gone))


async def stop_status_checks(session: AsyncSession, panel_id: int) -> None:
    """Ask a panel about none of its orders any more."""
    theirs = col(Order.panel_id) == panel_id
    await session.execute(update(Order).where(theirs).values(look_at=None, claimed_number=None))


async def resume_status_checks(session: AsyncSession, panel_id: int, now: datetime) -> None:
    """Ask a panel about its open orders again."""
    theirs = (col(Order.panel_id) == panel_id, col(Order.state).in_(TRACKED))
    await session.execute(update(Order).where(*theirs).values(look_at=now))
