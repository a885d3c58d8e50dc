"""An order's refills: what was promised, what can be asked for now, and asking for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import Category, ServiceRow
from bot.core.database.by_key import ByKey
from bot.core.database.engine import Topic, notify_on_commit
from bot.orders.tables import Order
from bot.panel.rules.statuses import RefillState
from bot.panel.service import panel_state
from bot.refills.rules.refills import (
    LastRefill,
    RefillDecision,
    RefillPromise,
    is_remembered,
    refill_decision,
    refill_promise,
)
from bot.refills.tables import Refill

_CATEGORIES = ByKey(Category)


@dataclass(frozen=True, slots=True)
class RefillTerms:
    """How an order stands with refills.

    Attributes:
        promise: what was promised when it was ordered; `by_button` as the panel says now.
        last: the state of the newest refill, `None` if none was ever asked for.
        words: what the panel said of that one.
        number: ours of the newest refill, 0 if there is none: a button for the next one has it.
    """

    promise: RefillPromise
    decision: RefillDecision
    last: RefillState | None
    words: str = ""
    number: int = 0


async def promised(session: AsyncSession, service: ServiceRow) -> RefillPromise:
    """Return what is promised for a service that is ordered now."""
    category = await _CATEGORIES.get_one(session, service.category_id)
    return refill_promise(service.name, category.name, service.description, service.refill)


async def are_disabled(session: AsyncSession, service_id: int, now: datetime) -> bool:
    """Return whether the panel, or this service, is known to take no refill requests."""
    service = await session.get_one(ServiceRow, service_id)
    state = await panel_state.get(session)
    panel_has_none = state.capabilities.get("refill") is False
    is_elsewhere = service.panel_id != state.panel_id
    return panel_has_none or is_elsewhere or is_remembered(service.refill_refused_at, now)


async def terms(
    session: AsyncSession, order: Order, wait: timedelta, now: datetime
) -> RefillTerms:
    """Return how an order stands with refills.

    Args:
        wait: after the end of an order, and after a request that was taken.
    """
    promise = await _promise(session, order)
    last = await _last(session, order)
    decision = refill_decision(
        order.state,
        promise,
        now=now,
        ended_at=order.ended_at,
        last=LastRefill(last.state, last.created_at, last.ended_at) if last else None,
        disabled=await are_disabled(session, order.service_id, now),
        wait=wait,
    )
    if last is None:
        return RefillTerms(promise, decision, None)
    return RefillTerms(promise, decision, last.state, last.words, last.id)


async def _promise(session: AsyncSession, order: Order) -> RefillPromise:
    flag = (await session.get_one(ServiceRow, order.service_id)).refill
    if order.refill_kind is None:
        return refill_promise(order.service_name, "", "", flag)
    return RefillPromise(order.refill_kind, order.refill_days, flag)


async def _last(session: AsyncSession, order: Order) -> Refill | None:
    of_order = select(Refill).where(col(Refill.order_id) == order.id)
    return (await session.execute(of_order.order_by(col(Refill.id).desc()).limit(1))).scalar()


async def ask(
    session: AsyncSession, order_id: int, user_name: str, wait: timedelta, now: datetime
) -> RefillDecision:
    """Write down that a refill is wanted, if one can be asked for now; tell whether it can."""
    # The order's row is the lock: two taps at once, in two processes, make one refill.
    order = await session.get_one(Order, order_id, with_for_update=True, populate_existing=True)
    decision = (await terms(session, order, wait, now)).decision
    if decision.allowed:
        session.add(Refill(order_id=order.id, user_name=user_name, created_at=now, due_at=now))
        notify_on_commit(session, Topic.REQUESTS)
    return decision


async def remember_refusal(session: AsyncSession, order_id: int, now: datetime) -> None:
    """Note that the panel refills no order of this one's service, whatever it promises."""
    order = await session.get_one(Order, order_id)
    (await session.get_one(ServiceRow, order.service_id)).refill_refused_at = now
