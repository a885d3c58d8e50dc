"""The order log: the one source of truth; a change and what follows are one transaction."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from sqlalchemy import ColumnElement, bindparam, func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.catalogue.tables import ServiceRow
from bot.chats.rules.forgetting import NOBODY
from bot.core.database.by_key import ByKey
from bot.core.database.claims import Due
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.mass import store as mass_store
from bot.orders.rules.notices import order_notice
from bot.orders.rules.purchases import Purchase
from bot.orders.rules.states import ENDED, OrderState, check_transition
from bot.orders.service.announcements import announce
from bot.orders.store import drafts
from bot.orders.tables import Draft, Order, OrderEvent
from bot.panel.rules.statuses import StatusReport
from bot.panel.tables import CURRENT_PANEL
from bot.refills.rules.refills import REFILLABLE
from bot.refills.store import refills

DRAWN_IN_THE_FORM = frozenset(
    {
        OrderState.AWAITING,
        OrderState.REQUOTED,
        OrderState.REFUSED,
        OrderState.QUEUED,
        OrderState.UNKNOWN,
        OrderState.PLACED,
        OrderState.REJECTED,
        OrderState.DROPPED,
    }
)
"""States at which the message with the form is drawn again; later ones are pushed."""


ANSWERED_WITHIN = timedelta(seconds=0.5)
"""Most panels have answered by then, and a confirmed form is drawn once for both: the tap itself
was answered at once."""
RECENT_ORDERS = 50
"""So many orders are looked at for the services that a person has ordered lately."""
LONGEST_ID = 18
"""Digits of a number that surely fits 64 bits."""


_DIGITS = re.compile(r"0*([1-9]\d*)", re.ASCII)
_ORDERS = ByKey(Order)
_EVENTS = ByKey(OrderEvent)
_IS_OURS = col(Order.panel_id) == CURRENT_PANEL
_DUE = Due(
    Order,
    col(Order.state).in_(bindparam("states", expanding=True)),
    or_(_IS_OURS, col(Order.state) == OrderState.SUBMITTING),
)
_NUMBERED = Due(
    Order,
    col(Order.state) == OrderState.UNKNOWN,
    col(Order.claimed_number).is_not(None),
    _IS_OURS,
)
_ANY_IN = select(Order.id).where(col(Order.state) == bindparam("state")).limit(1)
_WRITTEN = select(Order).where(col(Order.draft_key) == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who orders, and where: pushes answer the message that asked."""

    chat_id: int
    user_id: int
    user_name: str
    thread_id: int | None
    source_message_id: int | None


async def add(
    session: AsyncSession,
    service: ServiceRow,
    purchase: Purchase,
    *,
    key: str,
    by: Orderer,
    now: datetime,
    state: OrderState = OrderState.QUEUED,
    form_message_id: int | None = None,
    batch_id: int | None = None,
) -> Order:
    """Write a confirmed order into the log; the same key twice is one order.

    Args:
        state: where its life begins; `AWAITING`: above a limit.
        form_message_id: the message that shows how it stands.
        batch_id: the mass order that it is part of.
    """
    known = (await session.execute(_WRITTEN, {"key": key})).scalar_one_or_none()
    if known is not None:
        return known
    promise = await refills.promised(session, service)
    fresh = Order(
        draft_key=key,
        chat_id=by.chat_id,
        user_id=by.user_id,
        user_name=by.user_name,
        thread_id=by.thread_id,
        source_message_id=by.source_message_id,
        form_message_id=form_message_id,
        batch_id=batch_id,
        panel_id=service.panel_id,
        service_id=service.id,
        service_name=purchase.service_name,
        service_type=service.type if purchase.quote is None else purchase.quote.type,
        refill_kind=promise.kind,
        refill_days=promise.days,
        answers=dict(purchase.answers),
        params=purchase.params,
        quantity_hint=purchase.quantity_hint,
        quantity=purchase.quantity,
        link=purchase.link,
        link_key=purchase.link_key,
        price=purchase.price,
        currency=purchase.currency,
        quote=None if purchase.quote is None else purchase.quote.as_json(),
        state=state,
        state_at=now,
        created_at=now,
        due_at=now,
    )
    order = await _ORDERS.add(session, fresh)
    await _EVENTS.add(session, OrderEvent(order_id=order.id, at=now, state=order.state))
    notify_on_commit(session, Topic.ORDERS)
    return order


async def confirm(
    session: AsyncSession,
    draft: Draft,
    service: ServiceRow,
    purchase: Purchase,
    now: datetime,
    *,
    state: OrderState = OrderState.QUEUED,
) -> Order:
    """Turn a draft into an order, and delete the draft."""
    by = Orderer(
        chat_id=draft.chat_id,
        user_id=draft.user_id,
        user_name=draft.user_name,
        thread_id=draft.thread_id,
        source_message_id=draft.source_message_id,
    )
    order = await add(
        session,
        service,
        purchase,
        key=draft.key,
        by=by,
        now=now,
        state=state,
        form_message_id=draft.message_id,
    )
    await drafts.discard(session, draft)
    draw_form(session, order, now, after=ANSWERED_WITHIN)
    return order


async def get(session: AsyncSession, order_id: int, *, for_change: bool = False) -> Order:
    """Return an order of any chat, which is there: orders are never deleted.

    Args:
        for_change: lock its row, and read it as it is now.

    Raises:
        RuntimeError: it is not.
    """
    read = _ORDERS.lock if for_change else _ORDERS.find
    order = await read(session, order_id)
    if order is None:
        raise RuntimeError(f"there is no order {order_id}")
    return order


async def get_for_change(session: AsyncSession, order_id: int) -> Order | None:
    """Lock an order's row and read it as it is now."""
    return await _ORDERS.lock(session, order_id)


async def transition(
    session: AsyncSession, order: Order, after: OrderState, *, now: datetime, note: str = ""
) -> None:
    """Change an order's state, with its event and with the messages that follow from it.

    Raises:
        IllegalTransitionError: `after` cannot follow the present state.
    """
    check_transition(order.state, after)
    order.state, order.state_at, order.lease_until, order.attempts = after, now, None, 0
    order.claimed_number = None
    await _EVENTS.add(session, OrderEvent(order_id=order.id, at=now, state=after, note=note))
    if after in REFILLABLE and order.ended_at is None:
        order.ended_at = now
    if after in DRAWN_IN_THE_FORM:
        draw_form(session, order, now)
    await _announce(session, order, now)
    if after is OrderState.QUEUED:
        notify_on_commit(session, Topic.ORDERS)


async def note(session: AsyncSession, order: Order, text: str, now: datetime) -> None:
    """Add to an order's history what does not change its state."""
    event = OrderEvent(order_id=order.id, at=now, state=order.state, note=text)
    await _EVENTS.add(session, event)


async def place(
    session: AsyncSession,
    order: Order,
    number: str,
    *,
    now: datetime,
    look_at: datetime | None,
    note: str = "",
) -> None:
    """Have an order placed under the panel's number.

    Raises:
        IllegalTransitionError: it is placed already.
    """
    order.provider_order_id = number
    order.placed_at, order.look_at = now, look_at
    await transition(session, order, OrderState.PLACED, now=now, note=note)


def claim_number(session: AsyncSession, order: Order, number: str, now: datetime) -> None:
    """Note the number that an owner gives an order: it is believed when the panel knows it."""
    order.claimed_number, order.due_at, order.lease_until = number, now, None
    notify_on_commit(session, Topic.NUMBERS)


async def with_number(session: AsyncSession, number: str, *, besides: Order) -> Order | None:
    """Return another order that has a number of the panel, or may have it.

    Panels read a number up to what is no digit: `23501x` is 23501 there.
    """
    digits = _DIGITS.match(number)
    spellings = {number, digits.group(1) if digits else number}
    is_its = or_(
        col(Order.provider_order_id).in_(spellings),
        col(Order.claimed_number).in_(spellings),
        col(Order.reported_number).in_(spellings),
    )
    query = select(Order).where(is_its, *_beside(besides))
    return (await session.execute(query.order_by(col(Order.id)).limit(1))).scalar()


async def placed_as(session: AsyncSession, number: str, *, besides: Order) -> Order | None:
    """Return another order that the panel knows by a number."""
    query = select(Order).where(col(Order.provider_order_id) == number, *_beside(besides))
    return (await session.execute(query.limit(1))).scalar()


def _beside(order: Order) -> tuple[ColumnElement[bool], ...]:
    """Return the other orders of the same panel: elsewhere the same number is another's."""
    return col(Order.id) != order.id, col(Order.panel_id) == order.panel_id


async def apply_report(
    session: AsyncSession,
    order: Order,
    report: StatusReport,
    *,
    now: datetime,
    look_at: datetime | None,
) -> None:
    """Write down what the panel said of an order and when to look again.

    What the panel leaves out keeps its last value; a word that nobody knows changes no state.
    """
    order.provider_word = report.word
    order.charge = order.charge if report.charge is None else report.charge
    order.start_count = order.start_count if report.start_count is None else report.start_count
    order.remains = order.remains if report.remains is None else report.remains
    order.posts = order.posts if report.posts is None else report.posts
    order.looked_at, order.look_at, order.attempts = now, look_at, 0
    if report.state is not None and report.state is not order.state:
        await transition(session, order, report.state, now=now)


async def claim(
    session: AsyncSession, states: Iterable[OrderState], *, now: datetime, limit: int
) -> Sequence[Order]:
    """Take due orders in one of `states`, the longest due first."""
    return await _DUE.take(session, now=now, limit=limit, states=list(states))


async def claim_numbered(session: AsyncSession, *, now: datetime, limit: int) -> Sequence[Order]:
    """Take unknown orders for which an owner has given the panel's number."""
    return await _NUMBERED.take(session, now=now, limit=limit)


def _here(chat_id: int, only: int | None) -> SelectOfScalar[Order]:
    """Select the orders that a chat sees, everybody's or those of one person.

    A private chat does not see those of who was forgotten.
    """
    here: SelectOfScalar[Order] = select(Order).where(col(Order.chat_id) == chat_id)
    if chat_id > 0:
        here = here.where(col(Order.user_id) > NOBODY)
    return here if only is None else here.where(col(Order.user_id) == only)


async def find(
    session: AsyncSession, chat_id: int, number: str, *, only: int | None = None
) -> Order | None:
    """Return this chat's order by `#12` (ours) or `23501` (the panel's), never another chat's.

    Args:
        only: whose order it has to be; `None`: anybody's.
    """
    here = _here(chat_id, only)
    if number.startswith("#"):
        digits = number[1:]
        if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_ID:
            return None
        return (await session.execute(here.where(col(Order.id) == int(digits)))).scalar()
    newest = here.where(col(Order.provider_order_id) == number).order_by(col(Order.id).desc())
    return (await session.execute(newest.limit(1))).scalar()


async def get_here(session: AsyncSession, chat_id: int, order_id: int) -> Order | None:
    """Return an order by our number if it is of this chat."""
    return await find(session, chat_id, f"#{order_id}")


async def page(
    session: AsyncSession,
    chat_id: int,
    *,
    ended: bool | None,
    number: int,
    size: int,
    only: int | None = None,
) -> tuple[Sequence[Order], int]:
    """Return a page of a chat's log, newest first, and how many orders there are in all.

    Args:
        ended: only finished ones, only open ones, or `None` for all.
        number: of the page, from 0.
        only: whose orders; `None`: everybody's.
    """
    here = _here(chat_id, only)
    if ended is not None:
        is_ended = col(Order.state).in_(list(ENDED))
        here = here.where(is_ended if ended else ~is_ended)
    total = (await session.execute(select(func.count()).select_from(here.subquery()))).scalar_one()
    rows = here.order_by(col(Order.id).desc()).offset(number * size).limit(size)
    return (await session.execute(rows)).scalars().all(), total


async def in_state(session: AsyncSession, states: Iterable[OrderState]) -> Sequence[Order]:
    """Return all orders in `states`, oldest first, of every chat: for owners only."""
    query = select(Order).where(col(Order.state).in_(list(states))).order_by(col(Order.id))
    return (await session.execute(query)).scalars().all()


async def any_in(session: AsyncSession, state: OrderState) -> bool:
    """Return whether there are orders in a state."""
    return (await session.execute(_ANY_IN, {"state": state})).first() is not None


async def cheapest(session: AsyncSession, state: OrderState) -> Decimal | None:
    """Return the lowest price among the orders of a state."""
    prices = (
        await session.execute(select(col(Order.price)).where(col(Order.state) == state))
    ).scalars()
    return min(prices, default=None)


async def dearest(session: AsyncSession, state: OrderState) -> Decimal | None:
    """Return the highest price among the orders of a state."""
    prices = select(col(Order.price)).where(col(Order.state) == state)
    return max((await session.execute(prices)).scalars(), default=None)


async def make_due(
    session: AsyncSession, state: OrderState, now: datetime, *, service_id: int | None = None
) -> None:
    """Make the orders of a state due now; those of one service, if it is given."""
    wanted = [col(Order.state) == state]
    if service_id is not None:
        wanted.append(col(Order.service_id) == service_id)
    await session.execute(update(Order).where(*wanted).values(due_at=now))


async def history(session: AsyncSession, order: Order) -> Sequence[OrderEvent]:
    """Return an order's changes, oldest first."""
    query = select(OrderEvent).where(col(OrderEvent.order_id) == order.id)
    return (await session.execute(query.order_by(col(OrderEvent.id)))).scalars().all()


async def has_been(session: AsyncSession, order: Order, state: OrderState) -> bool:
    """Return whether an order was ever in a state."""
    return await times_in(session, order, state) > 0


async def times_in(session: AsyncSession, order: Order, state: OrderState) -> int:
    """Return how often an order has come to a state, whatever was noted of it there."""
    history = await session.execute(
        select(OrderEvent.state)
        .where(col(OrderEvent.order_id) == order.id)
        .order_by(col(OrderEvent.id))
    )
    return sum(after is state for after, _ in groupby(history.scalars()))


async def recent_services(session: AsyncSession, chat_id: int, user_id: int) -> Sequence[int]:
    """Return our numbers of what a person has ordered in a chat lately, the latest first."""
    query = select(Order.service_id).where(
        col(Order.chat_id) == chat_id, col(Order.user_id) == user_id
    )
    latest = query.order_by(col(Order.id).desc()).limit(RECENT_ORDERS)
    return list(dict.fromkeys((await session.execute(latest)).scalars()))


async def of_form(session: AsyncSession, chat_id: int, message_id: int) -> Order | None:
    """Return the order that was made with the form in this message."""
    query = select(Order).where(
        col(Order.chat_id) == chat_id, col(Order.form_message_id) == message_id
    )
    return (await session.execute(query.limit(1))).scalar()


# Built once: every summary asks for it.
_OPEN_WITH_LINK = (
    select(Order)
    .where(
        col(Order.chat_id) == bindparam("chat_id"),
        col(Order.service_id) == bindparam("service_id"),
        col(Order.link_key) == bindparam("key"),
        col(Order.link_key) != "",
        ~col(Order.state).in_(list(ENDED)),
    )
    .limit(1)
)


async def open_with_link(
    session: AsyncSession, chat_id: int, service_id: int, key: str
) -> Order | None:
    """Return this chat's open order with the same service and link, which panels refuse twice."""
    values = {"chat_id": chat_id, "service_id": service_id, "key": key}
    return (await session.execute(_OPEN_WITH_LINK, values)).scalar()


def draw_form(
    session: AsyncSession, order: Order, now: datetime, *, after: timedelta = timedelta(0)
) -> None:
    """Have the message with the form show how the order stands."""
    if order.form_message_id is not None:
        payload = {"order_id": order.id}
        outbox_store.add(session, order.chat_id, OutboxKind.FORM, payload, now, after=after)


async def _announce(session: AsyncSession, order: Order, now: datetime) -> None:
    if order.batch_id is not None:
        await mass_store.moved(session, order.batch_id, now)
        return
    notice = order_notice(order.state, now - order.created_at)
    if notice is None:
        return
    remains = order.remains
    await announce(session, order, notice, now, remains=remains, words=order.words)
