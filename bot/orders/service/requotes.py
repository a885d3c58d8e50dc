"""Orders whose service changed while they waited: held back, and asked about again.

An order is checked once more in the transaction in which it would leave. What has become
dearer, or another service, waits for its person's yes to exactly what it would be now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.catalogue.rules.storefront import Storefront
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.orders.mass import store as mass_store
from bot.orders.outbox import OrderMessage
from bot.orders.rules.notices import Notice
from bot.orders.rules.quotes import can_be_had
from bot.orders.rules.states import OrderState
from bot.orders.service import reserving, routing, unsent
from bot.orders.service.announcements import announce
from bot.orders.service.quotes import (
    OnOffer,
    is_endless,
    objection_to,
    offer_for,
    on_offer,
    take_offer,
)
from bot.orders.service.transitions import transition
from bot.orders.store import orders, requotes
from bot.orders.tables import Order
from bot.spending.rules.approvals import WAITS, Verdict
from bot.spending.service import approvals, limits


@dataclass(frozen=True, slots=True)
class Confirming:
    """Who says yes, and where."""

    chat: Chat
    name: str
    role: Role


class Accepting(StrEnum):
    """What came of a yes."""

    ACCEPTED = "accepted"
    PAUSED = "paused"  # nobody orders in this group at present
    CHANGED = "changed"  # it is not what was shown any more, and shown as it is now
    NOT_AVAILABLE = "not_available"


async def hold_back(
    session: Session, leaving: Sequence[Order], storefront: Storefront, now: datetime
) -> Sequence[Order]:
    """Return those of some queued orders that still are as they were agreed; ask about others.

    Args:
        leaving: locked by the caller, who sends what is returned.
    """
    offers = await _offers(session, leaving, storefront)
    changed = await _changed(session, leaving, offers, storefront, now)
    if changed:
        # People are asked about a list once.
        others = await requotes.queued_beside(session, leaving)
        theirs = await _offers(session, others, storefront)
        held = [*changed, *await _changed(session, others, theirs, storefront, now)]
        await _ask(session, held, {**offers, **theirs}, now)
    return [order for order in leaving if order.state is OrderState.QUEUED]


async def _offers(
    session: Session, waiting: Sequence[Order], storefront: Storefront
) -> dict[int, OnOffer | None]:
    """Return what is on offer in place of each of some orders, by their numbers."""
    offers = await on_offer(session, {order.service_id for order in waiting}, storefront)
    return {
        order.id: offers.get(order.service_id, order.chat_id)
        if offers.is_listed(order.service_id)
        else None
        for order in waiting
    }


async def _changed(
    session: Session,
    waiting: Sequence[Order],
    offers: Mapping[int, OnOffer | None],
    storefront: Storefront,
    now: datetime,
) -> list[Order]:
    """Return the orders that cannot go on as they were agreed.

    What is bought from several panels can as long as one of them sells it at that price.
    """
    elsewhere = [it for it in waiting if it.source_id is not None]
    suited = await routing.suited(session, elsewhere, storefront, now)
    return [
        it
        for it in waiting
        if it.id not in suited
        and (it.source_id is not None or objection_to(it, offers[it.id]) is not None)
    ]


async def _ask(
    session: Session,
    held: Sequence[Order],
    offers: Mapping[int, OnOffer | None],
    now: datetime,
) -> None:
    lists: dict[int, Order] = {}
    for order in held:
        offer = offers[order.id]
        why = objection_to(order, offer)
        order.offer = offer_for(order.answers, offer)
        note = why.value if why else ""
        await transition(session, order, OrderState.REQUOTED, now=now, note=note)
        if order.batch_id is None:
            payload = {"order_id": order.id}
            outbox_store.add(session, order.chat_id, OrderMessage.REQUOTE, payload, now)
        else:
            lists[order.batch_id] = order
    for mass_id, order in lists.items():
        payload = {"mass_id": mass_id}
        outbox_store.add(session, order.chat_id, OrderMessage.REQUOTE, payload, now)


async def asked_of_order(session: Session, order_id: int) -> Sequence[Order]:
    """Lock and return an order, if its person is asked about it."""
    order = await orders.get_for_change(session, order_id)
    return [order] if order is not None and order.state is OrderState.REQUOTED else []


async def asked_of_list(session: Session, mass_id: int) -> Sequence[Order]:
    """Lock and return the orders of a list about which its person is asked."""
    await mass_store.get(session, mass_id)
    return await requotes.asked_of_list(session, mass_id)


async def accept(
    session: Session,
    asked: Sequence[Order],
    by: Confirming,
    *,
    storefront: Storefront,
    owners: Collection[int],
    now: datetime,
) -> Accepting:
    """Let orders go on as their question shows them, or wait for an approval above a limit.

    Args:
        asked: locked, and what the question was about.
        by: who says yes.
        storefront: how the operator sells what the panel offers.
    """
    if by.chat.paused:
        return Accepting.PAUSED
    is_same, offers = await _refresh(session, asked, storefront)
    if not is_same:
        return Accepting.CHANGED
    had = [order for order in asked if can_be_had(order.offer)]
    if not had:
        return Accepting.NOT_AVAILABLE
    budget = await limits.budget_for_order(session, by.chat, by.role, now)
    prices = [Decimal((order.offer or {})["price"]) for order in had]
    endless = any(is_endless(order) for order in had)
    above = budget.excess(sum(prices, Decimal(0)), max(prices), is_endless=endless)
    state = OrderState.QUEUED if above is None else OrderState.AWAITING
    for order in had:
        await _go_on(session, order, offers[order.id], state, name=by.name, now=now)
        if above is not None:
            await approvals.ask(session, order, above, owners, now)
    return Accepting.ACCEPTED


async def withdraw(session: Session, asked: Sequence[Order], name: str, now: datetime) -> None:
    """End orders that their person does not want as they would be now."""
    for order in asked:
        await _end(session, order, Verdict.WITHDRAWN, name, now)


async def _refresh(
    session: Session, asked: Sequence[Order], storefront: Storefront
) -> tuple[bool, Mapping[int, OnOffer | None]]:
    """Return what is on offer for some orders, and whether it is what their question shows."""
    offers = await _offers(session, asked, storefront)
    now = [offer_for(order.answers, offers[order.id]) for order in asked]
    is_same = now == [order.offer for order in asked]
    for order, offer in zip(asked, now, strict=True):
        order.offer = offer
    return is_same, offers


async def _go_on(
    session: Session,
    order: Order,
    offer: OnOffer | None,
    state: OrderState,
    *,
    name: str,
    now: datetime,
) -> None:
    if offer is None:
        raise ValueError(f"order {order.id} cannot be had")
    take_offer(order, offer)
    await reserving.reserve_anew(session, order, now)
    order.due_at = now
    await transition(session, order, state, now=now, note=f"{Verdict.APPROVED.value} by {name}")


async def _end(session: Session, order: Order, verdict: Verdict, name: str, now: datetime) -> None:
    """End an order that its person does not want as it would be now, or has forgotten."""
    await unsent.end(session, order, verdict, name, now)
    if verdict is not Verdict.WITHDRAWN and order.batch_id is None:
        await announce(session, order, Notice.REFUSED, now)


async def are_overdue(session: Session, now: datetime) -> bool:
    """Return whether there are orders whose people have not answered for a week."""
    return await requotes.is_any_asked_before(session, now - WAITS)


async def end_overdue(session: Session, now: datetime, limit: int) -> int:
    """End orders whose people have not answered for a week; return how many there were."""
    found = await requotes.asked_before(session, now - WAITS, limit)
    for order in found:
        await _end(session, order, Verdict.EXPIRED, "", now)
    return len(found)
