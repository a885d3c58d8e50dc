"""The order log: the one source of truth about what was ordered, and how it stands."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, update
from sqlalchemy import select as sa_select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.chats.rules.forgetting import NOBODY
from bot.core.database.by_key import ByKey
from bot.core.database.paging import page_of
from bot.core.paging import Page
from bot.orders.rules.states import ENDED, TRACKED, OrderState
from bot.orders.store import events
from bot.orders.tables import Order

RECENT_ORDERS = 50
"""So many orders are searched for the services that a person has ordered lately."""
LONGEST_ID = 18
"""Digits of a number that surely fits 64 bits."""
_MOST_ALIKE = 20
"""Orders with the same number at panels; a panel seldom gives one twice."""
_DIGITS = re.compile(r"0*([1-9]\d*)", re.ASCII)
_ORDERS = ByKey(Order)
# Statements for what is asked often are built once.
_ANY_IN = (
    select(Order.id)
    .where(col(Order.state) == bindparam("state"), col(Order.panel_id) == bindparam("panel_id"))
    .limit(1)
)
_WRITTEN = select(Order).where(col(Order.draft_key) == bindparam("key"))
_EXPECTED: tuple[Any, ...] = (Order.price, Order.currency, Order.cost, Order.cost_currency)
_RECENT_SERVICES = (
    select(Order.service_id)
    .where(col(Order.chat_id) == bindparam("chat_id"), col(Order.user_id) == bindparam("user_id"))
    .order_by(col(Order.id).desc())
    .limit(RECENT_ORDERS)
)
_LATELY = (
    select(Order)
    .where(col(Order.chat_id) == bindparam("chat_id"), col(Order.user_id) == bindparam("user_id"))
    .order_by(col(Order.id).desc())
    .limit(RECENT_ORDERS)
)
_BESIDE = (
    select(Order.panel_id)
    .where(
        col(Order.link_key) == bindparam("key"),
        col(Order.id) != bindparam("order_id"),
        col(Order.state).in_(list(TRACKED)),
    )
    .order_by(col(Order.id).desc())
    .limit(1)
)
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


async def with_key(session: AsyncSession, key: str) -> Order | None:
    """Return the order that a form or a line of a list has become."""
    return (await session.execute(_WRITTEN, {"key": key})).scalar_one_or_none()


async def add(session: AsyncSession, order: Order) -> Order:
    """Write a new order into the log, with the first event of its history."""
    order = await _ORDERS.add(session, order)
    await events.add(session, order, order.state_at)
    return order


async def get(session: AsyncSession, order_id: int) -> Order:
    """Return an order of any chat, which is there: orders are never deleted.

    Raises:
        RuntimeError: it is not.
    """
    return _known(await _ORDERS.find(session, order_id), order_id)


async def lock(session: AsyncSession, order_id: int) -> Order:
    """Lock the row of an order, which is there, and read it as it is now.

    Raises:
        RuntimeError: it is not.
    """
    return _known(await _ORDERS.lock(session, order_id), order_id)


def _known(order: Order | None, order_id: int) -> Order:
    if order is None:
        raise RuntimeError(f"there is no order {order_id}")
    return order


async def get_for_change(session: AsyncSession, order_id: int) -> Order | None:
    """Lock an order's row and read it as it is now; `None` if there is none."""
    return await _ORDERS.lock(session, order_id)


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


def seen_in(chat_id: int, only: int | None) -> SelectOfScalar[Order]:
    """Select the orders that a chat sees, everybody's or those of one person.

    A private chat does not see those of who was forgotten.
    """
    here: SelectOfScalar[Order] = select(Order).where(col(Order.chat_id) == chat_id)
    if chat_id > 0:
        here = here.where(col(Order.user_id) > NOBODY)
    return here if only is None else here.where(col(Order.user_id) == only)


async def find(
    session: AsyncSession, chat_id: int, number: str, *, only: int | None = None
) -> Sequence[Order]:
    """Return this chat's orders that a number means, never another chat's.

    `#12` is ours. `23501` is a panel's, or ours: people type what they see, and leave the sign
    out. Several orders are found where it is both, or of several panels.

    Args:
        only: whose orders they have to be; `None`: anybody's.
    """
    here = seen_in(chat_id, only)
    found: list[Order] = []
    if not number.startswith("#"):
        newest = here.where(col(Order.provider_order_id) == number).order_by(col(Order.id).desc())
        theirs = (await session.execute(newest.limit(_MOST_ALIKE))).scalars()
        of_panel: dict[int, Order] = {}
        for order in theirs:
            of_panel.setdefault(order.panel_id, order)
        found += of_panel.values()
    own = own_number(number.removeprefix("#"))
    if own is not None:
        ours = (await session.execute(here.where(col(Order.id) == own))).scalars()
        found += [order for order in ours if order not in found]
    return found


def own_number(digits: str) -> int | None:
    """Return our number of an order, if it can be one."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_ID:
        return None
    return int(digits)


async def get_here(session: AsyncSession, chat_id: int, order_id: int) -> Order | None:
    """Return an order by our number if it is of this chat."""
    return next(iter(await find(session, chat_id, f"#{order_id}")), None)


async def page(
    session: AsyncSession,
    chat_id: int,
    *,
    ended: bool | None,
    number: int,
    size: int,
    only: int | None = None,
) -> Page[Order]:
    """Return a page of a chat's log, newest first.

    Args:
        ended: only finished ones, only open ones, or `None` for all.
        number: of the page, from 0 (`page_of`).
        only: whose orders; `None`: everybody's.
    """
    here = seen_in(chat_id, only)
    if ended is not None:
        is_ended = col(Order.state).in_(list(ENDED))
        here = here.where(is_ended if ended else ~is_ended)
    return await page_of(session, here.order_by(col(Order.id).desc()), number, size)


async def in_state(
    session: AsyncSession, states: Iterable[OrderState], *, panel_id: int | None = None
) -> Sequence[Order]:
    """Return all orders in `states`, oldest first, of every chat: for owners only.

    Args:
        panel_id: at which they are; `None`: at any.
    """
    query = select(Order).where(col(Order.state).in_(list(states))).order_by(col(Order.id))
    if panel_id is not None:
        query = query.where(col(Order.panel_id) == panel_id)
    return (await session.execute(query)).scalars().all()


async def first_in_state(
    session: AsyncSession, state: OrderState, limit: int
) -> tuple[Sequence[Order], int]:
    """Return the oldest orders in a state, of every chat, and how many there are."""
    query = select(Order).where(col(Order.state) == state).order_by(col(Order.id))
    page = await page_of(session, query, 0, limit)
    return page.items, page.total


async def any_in(session: AsyncSession, panel_id: int, state: OrderState) -> bool:
    """Return whether a panel has orders in a state."""
    values = {"state": state, "panel_id": panel_id}
    return (await session.execute(_ANY_IN, values)).first() is not None


async def costs_in(session: AsyncSession, panel_id: int, state: OrderState) -> Sequence[Any]:
    """Return what `costs.expected` has to know of a panel's orders in a state."""
    rows = sa_select(*_EXPECTED).where(col(Order.panel_id) == panel_id, col(Order.state) == state)
    return (await session.execute(rows)).all()


async def make_due(
    session: AsyncSession,
    panel_id: int,
    state: OrderState,
    now: datetime,
    *,
    service_id: int | None = None,
) -> None:
    """Make a panel's orders in a state due now; those bought as one service, if it is given."""
    due = [col(Order.panel_id) == panel_id, col(Order.state) == state]
    if service_id is not None:
        bought_as = func.coalesce(Order.source_id, Order.service_id)
        due.append(bought_as == service_id)
    await session.execute(update(Order).where(*due).values(due_at=now))


async def recent_services(session: AsyncSession, chat_id: int, user_id: int) -> Sequence[int]:
    """Return our numbers of what a person has ordered in a chat lately, the latest first."""
    theirs = {"chat_id": chat_id, "user_id": user_id}
    return list(dict.fromkeys((await session.execute(_RECENT_SERVICES, theirs)).scalars()))


async def lately(session: AsyncSession, chat_id: int, user_id: int) -> Sequence[Order]:
    """Return what a person has ordered in a chat lately, the latest first."""
    theirs = {"chat_id": chat_id, "user_id": user_id}
    return (await session.execute(_LATELY, theirs)).scalars().all()


async def of_form(session: AsyncSession, chat_id: int, message_id: int) -> Order | None:
    """Return the order that was made with the form in this message."""
    query = select(Order).where(
        col(Order.chat_id) == chat_id, col(Order.form_message_id) == message_id
    )
    return (await session.execute(query.limit(1))).scalar()


async def panel_beside(session: AsyncSession, order: Order) -> int | None:
    """Return the panel at which another order for the same link is under way."""
    if not order.link_key:
        return None
    values = {"key": order.link_key, "order_id": order.id}
    return (await session.execute(_BESIDE, values)).scalar()


async def open_with_link(
    session: AsyncSession, chat_id: int, service_id: int, key: str
) -> Order | None:
    """Return this chat's open order with the same service and link, which panels refuse twice."""
    values = {"chat_id": chat_id, "service_id": service_id, "key": key}
    return (await session.execute(_OPEN_WITH_LINK, values)).scalar()
