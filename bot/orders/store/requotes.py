"""Orders whose service changed while they waited: held back, and asked about again.

An order is looked at once more in the transaction in which it would leave. What has become
dearer, or another service, waits for its person's yes to exactly what it would be now.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.rules.overrides import FileOverrides
from bot.core.outbox import store as outbox_store
from bot.orders.mass import store as mass_store
from bot.orders.outbox import OrderMessage
from bot.orders.rules.notices import Notice
from bot.orders.rules.states import OrderState
from bot.orders.service.announcements import announce
from bot.orders.service.quotes import OnOffer, accept, objection_to, offer_for, on_offer
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.spending.rules.approvals import WAITS, Verdict


async def hold_back(
    session: AsyncSession, leaving: Sequence[Order], file: FileOverrides, now: datetime
) -> Sequence[Order]:
    """Return those of some queued orders that still are as they were agreed; ask about others.

    Args:
        leaving: locked by the caller, who sends what is returned.
    """
    offers = await on_offer(session, {order.service_id for order in leaving}, file)
    changed = _changed(leaving, offers)
    if changed:
        others = await _of_lists(session, leaving)
        theirs = await on_offer(session, {order.service_id for order in others}, file)
        held = [*changed, *_changed(others, theirs)]
        await _ask(session, held, {**offers, **theirs}, now)
    return [order for order in leaving if order.state is OrderState.QUEUED]


def _changed(waiting: Iterable[Order], offers: Mapping[int, OnOffer]) -> list[Order]:
    return [it for it in waiting if objection_to(it, offers.get(it.service_id)) is not None]


async def _of_lists(session: AsyncSession, leaving: Sequence[Order]) -> Sequence[Order]:
    """Return what else of the same lists is still to leave: people are asked about a list once."""
    lists = {order.batch_id for order in leaving if order.batch_id is not None}
    query = select(Order).where(
        col(Order.batch_id).in_(lists),
        col(Order.state) == OrderState.QUEUED,
        col(Order.id).not_in([order.id for order in leaving]),
    )
    return (await session.execute(query.with_for_update(skip_locked=True))).scalars().all()


async def _ask(
    session: AsyncSession,
    held: Sequence[Order],
    offers: Mapping[int, OnOffer],
    now: datetime,
) -> None:
    lists: dict[int, Order] = {}
    for order in held:
        offer = offers.get(order.service_id)
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


async def asked_of_order(session: AsyncSession, order_id: int) -> Sequence[Order]:
    """Lock and return an order, if its person is asked about it."""
    order = await orders.get_for_change(session, order_id)
    return [order] if order is not None and order.state is OrderState.REQUOTED else []


async def asked_of_list(session: AsyncSession, mass_id: int) -> Sequence[Order]:
    """Lock and return the orders of a list about which its person is asked."""
    await mass_store.get(session, mass_id)
    query = select(Order).where(
        col(Order.batch_id) == mass_id, col(Order.state) == OrderState.REQUOTED
    )
    locked = query.order_by(col(Order.id)).with_for_update()
    fresh = locked.execution_options(populate_existing=True)
    return (await session.execute(fresh)).scalars().all()


def can_be_had(order: Order) -> bool:
    """Return whether a yes would let an order go on; else it can only be looked at again."""
    return bool(order.offer and "price" in order.offer)


async def refresh(
    session: AsyncSession, asked: Sequence[Order], file: FileOverrides
) -> tuple[bool, Mapping[int, OnOffer]]:
    """Look at what is on offer for some orders; tell whether it still is what they were told."""
    offers = await on_offer(session, {order.service_id for order in asked}, file)
    now = [offer_for(order.answers, offers.get(order.service_id)) for order in asked]
    is_same = now == [order.offer for order in asked]
    for order, offer in zip(asked, now, strict=True):
        order.offer = offer
    return is_same, offers


async def go_on(
    session: AsyncSession,
    order: Order,
    offer: OnOffer,
    now: datetime,
    *,
    name: str,
    state: OrderState = OrderState.QUEUED,
) -> None:
    """Let an order go on at what its person has said yes to.

    Args:
        state: `AWAITING` where a limit is in its way.
    """
    accept(order, offer)
    order.due_at = now
    await transition(session, order, state, now=now, note=f"{Verdict.APPROVED.value} by {name}")


async def end(
    session: AsyncSession, order: Order, verdict: Verdict, name: str, now: datetime
) -> None:
    """End an order that its person does not want as it would be now, or has forgotten."""
    order.offer, order.reason, order.words = None, verdict.value, name
    note = f"{verdict.value} by {name}" if name else verdict.value
    await transition(session, order, OrderState.REFUSED, now=now, note=note)
    if verdict is not Verdict.WITHDRAWN and order.batch_id is None:
        await announce(session, order, Notice.REFUSED, now)


async def end_overdue(session: AsyncSession, now: datetime, limit: int) -> int:
    """End orders whose people have not answered for a week; return how many there were."""
    overdue = col(Order.state) == OrderState.REQUOTED, col(Order.state_at) < now - WAITS
    query = select(Order).where(*overdue).limit(limit).with_for_update(skip_locked=True)
    found = (await session.execute(query)).scalars().all()
    for order in found:
        await end(session, order, Verdict.EXPIRED, "", now)
    return len(found)
