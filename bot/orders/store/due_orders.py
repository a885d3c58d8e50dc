"""Orders that are due: taken by one process at a time, each under a lease."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import MergedService
from bot.core.database.claims import Due
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.tables import Panel, PanelStatus

_OF_PANEL = col(Order.panel_id) == bindparam("panel_id")
_QUEUED = Due(Order, col(Order.state) == OrderState.QUEUED, _OF_PANEL)
_MERGED = Due(
    Order,
    col(Order.state) == OrderState.QUEUED,
    _OF_PANEL,
    or_(
        col(Order.service_id).in_(select(col(MergedService.service_id))),
        col(Order.source_id).is_not(None),
    ),
)
_ON_ITS_WAY = col(Order.state) == OrderState.SUBMITTING
_ALL_ON_THEIR_WAY = Due(Order, _ON_ITS_WAY)
_WITHIN_REACH = select(Panel.id).where(col(Panel.status) != PanelStatus.OUT_OF_REACH)
_LOST = Due(Order, _ON_ITS_WAY, or_(_OF_PANEL, col(Order.panel_id).not_in(_WITHIN_REACH)))
_NUMBERED = Due(
    Order,
    col(Order.state) == OrderState.UNKNOWN,
    col(Order.claimed_number).is_not(None),
    _OF_PANEL,
)


async def take_queued(
    session: AsyncSession, panel_id: int, *, now: datetime, limit: int
) -> Sequence[Order]:
    """Take due orders that wait to be sent to a panel, the longest due first."""
    return await _QUEUED.take(session, now=now, limit=limit, panel_id=panel_id)


async def take_merged(
    session: AsyncSession, panel_id: int, *, now: datetime, limit: int
) -> Sequence[Order]:
    """Take due orders that wait at a panel, and that may be bought at another one."""
    return await _MERGED.take(session, now=now, limit=limit, panel_id=panel_id)


async def take_lost(
    session: AsyncSession, panel_id: int, *, now: datetime, limit: int
) -> Sequence[Order]:
    """Take orders of a panel, and of those out of reach, whose process died as they were sent."""
    return await _LOST.take(session, now=now, limit=limit, panel_id=panel_id)


async def take_on_their_way(
    session: AsyncSession, *, now: datetime, limit: int
) -> Sequence[Order]:
    """Take the orders of all panels that nobody holds, though they are on their way."""
    return await _ALL_ON_THEIR_WAY.take(session, now=now, limit=limit)


async def take_numbered(
    session: AsyncSession, panel_id: int, *, now: datetime, limit: int
) -> Sequence[Order]:
    """Take unknown orders for which an owner has given a panel's number."""
    return await _NUMBERED.take(session, now=now, limit=limit, panel_id=panel_id)
