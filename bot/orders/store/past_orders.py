"""What has become of a service's orders: by them it is measured."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue.rules.services import ServiceType
from bot.orders.rules.service_metrics import PastOrder
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.tables import Order, OrderEvent

_orders = Order.metadata.tables["orders"].c
_events = OrderEvent.metadata.tables["order_events"].c
_in_progress_at = (
    select(func.min(_events.at, type_=_events.at.type))
    .where(_events.order_id == _orders.id, _events.state == OrderState.IN_PROGRESS)
    .scalar_subquery()
)
_ENDED = (
    select(
        _orders.state,
        _orders.quantity,
        _orders.placed_at,
        _in_progress_at,
        func.coalesce(_orders.ended_at, _orders.state_at, type_=_orders.state_at.type),
        _orders.service_type,
        _orders.quantity_hint,
    )
    .where(_orders.placed_at >= bindparam("since"), _orders.state.in_(list(FINISHED)))
    .order_by(_orders.placed_at.desc())
    .limit(bindparam("most", type_=Integer))
)
_SERVICE_ID: BindParameter[int] = bindparam("service_id")
_OF_SERVICE = _ENDED.where(_orders.service_id == _SERVICE_ID)  # built once: cards ask for it
_AS_ITSELF = _OF_SERVICE.where(_orders.source_id.is_(None))
_AS_SOURCE = _ENDED.where(_orders.source_id == _SERVICE_ID)


async def of_service(
    session: AsyncSession, service_id: int, since: datetime, *, most: int
) -> Sequence[PastOrder]:
    """Return the `most` latest orders of a service, placed since then, that have ended.

    Only those that were to be delivered in one go: else the person, or new posts, say when.
    """
    return await _found(session, _OF_SERVICE, service_id, since, most)


async def bought_as(
    session: AsyncSession, service_id: int, since: datetime, *, most: int
) -> Sequence[PastOrder]:
    """Return what `of_service` does, of the orders that were bought as a panel's service."""
    found = [
        *await _found(session, _AS_ITSELF, service_id, since, most),
        *await _found(session, _AS_SOURCE, service_id, since, most),
    ]
    return sorted(found, key=lambda it: it.placed_at, reverse=True)[:most]


async def _found(
    session: AsyncSession, query: Select[Any], service_id: int, since: datetime, most: int
) -> list[PastOrder]:
    values = {"service_id": service_id, "since": since, "most": most}
    rows = await session.execute(query, values)
    return [
        PastOrder(state, quantity, *times)
        for state, quantity, *times, service_type, quantity_hint in rows
        if _is_in_one_go(service_type, quantity, quantity_hint)  # here: PostgreSQL plans better
    ]


def takes_turns(order: Order) -> bool:
    """Return whether the person, or new posts, say when an order delivers: not the service."""
    return not _is_in_one_go(order.service_type, order.quantity, order.quantity_hint)


def _is_in_one_go(service_type: str, quantity: int, quantity_hint: int) -> bool:
    """Return whether an order has no posts and no runs: `quantity_hint` is that of one run."""
    return service_type != ServiceType.SUBSCRIPTIONS and quantity == quantity_hint
