"""The latest completed orders of a service: by them its speed is measured."""

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.rules.services import ServiceType
from bot.orders.rules.pace import Delivery
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order

LATEST = 20
_OF_SERVICE = (  # built once: cards ask for it; ix_orders_delivered
    select(Order.quantity, col(Order.placed_at), col(Order.ended_at), col(Order.answers))
    .where(
        col(Order.service_id) == bindparam("service_id"),
        col(Order.state) == OrderState.COMPLETED,
        col(Order.service_type) != ServiceType.SUBSCRIPTIONS.value,
        col(Order.ended_at).is_not(None),
        col(Order.placed_at).is_not(None),
    )
    .order_by(col(Order.ended_at).desc())
    .limit(LATEST)
)


async def latest(session: AsyncSession, service_id: int) -> Sequence[Delivery]:
    """Return the latest deliveries of a service that were made in one go."""
    rows = (await session.execute(_OF_SERVICE, {"service_id": service_id})).all()
    return [
        Delivery(quantity, ended_at - placed_at)
        for quantity, placed_at, ended_at, answers in rows
        if placed_at is not None and ended_at is not None and answers.get("runs") is None
    ]


def takes_turns(order: Order) -> bool:
    """Return whether the person, or new posts, say when an order delivers: not the service."""
    is_subscribed = order.service_type == ServiceType.SUBSCRIPTIONS
    return is_subscribed or order.answers.get("runs") is not None
