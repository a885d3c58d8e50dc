"""An order's refills: what was promised, what can be asked for now, asking, and how it ends."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.rules.notices import refill_notice
from bot.orders.service import status_requests
from bot.orders.tables import Order
from bot.panel.rules.statuses import REFILL_ENDED, RefillState
from bot.panel.service import panel_state
from bot.refills.rules.refills import (
    LastRefill,
    RefillDecision,
    RefillPromise,
    RefillTerms,
    is_disabled_for_service,
    is_remembered,
    refill_decision,
    refill_promise,
)
from bot.refills.service.announcements import announce
from bot.refills.store import refills
from bot.refills.tables import Refill


async def promised(session: Session, service: ServiceRow) -> RefillPromise:
    """Return what is promised for a service that is ordered now."""
    category = await refills.category_of(session, service)
    return refill_promise(service.name, category.name, service.description, service.refill)


async def are_disabled(session: Session, service_id: int, now: datetime) -> bool:
    """Return whether the panel, or this service, is known to take no refill requests."""
    service = await session.get_one(ServiceRow, service_id)
    panel_takes_none = await _takes_none(session, service.panel_id)
    return panel_takes_none or is_remembered(service.refill_refused_at, now)


async def _takes_none(session: Session, panel_id: int) -> bool:
    if await panel_state.is_out_of_reach(session, panel_id):
        return True
    state = await panel_state.get(session, panel_id)
    return state.capabilities.get("refill") is False


async def load_terms(
    session: Session, order: Order, wait: timedelta, now: datetime
) -> RefillTerms:
    """Return how an order stands with refills.

    Args:
        wait: after the end of an order, and after a request that was taken, at the panel of the
            settings; another one has its own.
    """
    (found,) = await load_all_terms(session, [order], wait, now)
    return found


async def load_all_terms(
    session: Session, orders: Sequence[Order], wait: timedelta, now: datetime
) -> Sequence[RefillTerms]:
    """Return how each of some orders stands with refills."""
    services = await refills.services(session, {it.bought_id for it in orders})
    latest = await refills.latest(session, [it.id for it in orders])
    takes_none = {
        it: await _takes_none(session, it) for it in {it.panel_id for it in services.values()}
    }
    waits = {
        it: await panel_state.refill_wait(session, it, wait)
        for it in {order.panel_id for order in orders}
    }
    found = []
    for order in orders:
        service = services[order.bought_id]
        disabled = takes_none[service.panel_id] or is_remembered(service.refill_refused_at, now)
        found.append(
            _terms(
                order,
                service,
                latest.get(order.id),
                disabled=disabled,
                wait=waits[order.panel_id],
                now=now,
            )
        )
    return found


def _terms(
    order: Order,
    service: ServiceRow,
    last: Refill | None,
    *,
    disabled: bool,
    wait: timedelta,
    now: datetime,
) -> RefillTerms:
    promise = _promise(order, service)
    decision = refill_decision(
        order.state,
        promise,
        now=now,
        ended_at=order.ended_at,
        last=LastRefill(last.state, last.created_at, last.ended_at) if last else None,
        disabled=disabled,
        wait=wait,
    )
    if last is None:
        return RefillTerms(promise, decision, None)
    return RefillTerms(promise, decision, last.state, last.words, last.id)


def _promise(order: Order, service: ServiceRow) -> RefillPromise:
    if order.refill_kind is None:
        return refill_promise(order.service_name, "", "", service.refill)
    return RefillPromise(order.refill_kind, order.refill_days, service.refill)


async def ask(
    session: Session, order_id: int, user_name: str, wait: timedelta, now: datetime
) -> RefillDecision:
    """Write down that a refill is wanted, if one can be asked for now; return whether it can."""
    # The order's row is the lock: two taps at once, in two processes, make one refill.
    order = await session.get_one(Order, order_id, with_for_update=True, populate_existing=True)
    decision = (await load_terms(session, order, wait, now)).decision
    if decision.allowed:
        session.add(Refill(order_id=order.id, user_name=user_name, created_at=now, due_at=now))
        notify_on_commit(session, Topic.REQUESTS)
    return decision


async def transition(
    session: Session,
    refill: Refill,
    after: RefillState,
    *,
    now: datetime,
    words: str = "",
    shown: str = "",
) -> None:
    """Change a refill's state, and push its end to the chat.

    Args:
        words: what is known, for owners; `shown`: of it, what who ordered may read.
    """
    if refill.state is after:
        return
    refill.state, refill.words, refill.lease_until = after, words, None
    if after in REFILL_ENDED:
        refill.ended_at = now
    notice = refill_notice(after)
    if notice is not None:
        await announce(session, refill.order_id, notice, now, words=words, shown=shown)


def postpone(refill: Refill, until: datetime) -> None:
    """Have a request sent again, which has surely not reached the panel."""
    refill.lease_until, refill.due_at = None, until
    refill.state, refill.attempts = RefillState.QUEUED, refill.attempts + 1


async def accept(
    session: Session, refill: Refill, number: str | None, due_at: datetime, now: datetime
) -> None:
    """Follow a refill that the panel has taken.

    Args:
        number: the panel's; `None`: it has named none, and cannot be asked about it.
        due_at: when the panel is asked how it stands, or when it is given up without a number.
    """
    refill.provider_refill_id, refill.ended_at, refill.due_at = number, None, due_at
    await transition(session, refill, RefillState.PENDING, now=now)


async def refuse(
    session: Session,
    refill: Refill,
    *,
    words: str,
    shown: str,
    capabilities: Mapping[str, bool | None],
    now: datetime,
) -> None:
    """End a refill that the panel refuses.

    What that says of other orders is remembered: their buttons would bring the same.

    Args:
        words: the panel's; `shown`: of them, what who ordered may read.
        capabilities: what is known by now of the calls that the panel takes.
    """
    await transition(session, refill, RefillState.REFUSED, now=now, words=words, shown=shown)
    order = await session.get_one(Order, refill.order_id)
    # First: the sync holds it over services.
    state = await panel_state.get_for_change(session, order.panel_id)
    panel_state.record_capabilities(state, capabilities)
    if is_disabled_for_service(words):
        await remember_refusal(session, refill.order_id, now)


async def mark_unclear(
    session: Session, refill: Refill, words: str, shown: str, now: datetime
) -> None:
    """Say that nobody knows; how the order stands is what can still be asked about."""
    await transition(session, refill, RefillState.UNKNOWN, now=now, words=words, shown=shown)
    await status_requests.request(session, [await session.get_one(Order, refill.order_id)], now)


async def remember_refusal(session: Session, order_id: int, now: datetime) -> None:
    """Note that the panel refills no order of this one's service, whatever it promises."""
    order = await session.get_one(Order, order_id)
    (await session.get_one(ServiceRow, order.bought_id)).refill_refused_at = now
