"""What orders have taken from the balances at their panels."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import and_, delete, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.money import Money
from bot.orders.rules.states import TRACKED, OrderState
from bot.orders.tables import Order, PanelCharge


def add(session: AsyncSession, panel_id: int, money: Money) -> None:
    """Write down what has left the balance at a panel; below 0: what has come back."""
    session.add(PanelCharge(panel_id=panel_id, currency=money.currency, amount=money.amount))


async def take(session: AsyncSession, panel_id: int) -> dict[str, Decimal]:
    """Return by currency what was written down for a panel, and delete it."""
    query = (
        delete(PanelCharge)
        .where(col(PanelCharge.panel_id) == panel_id)
        .returning(col(PanelCharge.currency), col(PanelCharge.amount))
        .execution_options(synchronize_session=False)
    )
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in (await session.execute(query)).all():
        found[currency] += amount
    return dict(found)


async def refundable(
    session: AsyncSession, panel_id: int, currency: str, since: datetime
) -> Decimal:
    """Return what orders under way have taken that were not checked since a moment."""
    query = select(col(Order.taken)).where(
        col(Order.panel_id) == panel_id,
        col(Order.state).in_(list(TRACKED)),
        or_(col(Order.looked_at).is_(None), col(Order.looked_at) < since),
        or_(
            and_(col(Order.cost).is_(None), col(Order.currency) == currency),
            and_(col(Order.cost).is_not(None), col(Order.cost_currency) == currency),
        ),
    )
    return sum((await session.execute(query)).scalars(), Decimal(0))


async def is_any_on_its_way(session: AsyncSession, panel_id: int) -> bool:
    """Return whether an order is being sent to a panel at this moment."""
    query = select(Order.id).where(
        col(Order.panel_id) == panel_id, col(Order.state) == OrderState.SUBMITTING
    )
    return (await session.execute(query.limit(1))).first() is not None
