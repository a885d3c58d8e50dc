"""Status checks of orders: which are due, and what the panel said where no state has changed.

An order is checked when its `look_at` has come; taking it postpones that, so that a process that
dies loses nothing. Most checks change no state: those are written a batch at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Integer, bindparam, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.rules.statuses import StatusReport

TAKEN_OVER = timedelta(seconds=30)
"""A check that was taken and never written down is taken again after this long."""


@dataclass(frozen=True, slots=True)
class StatusCheck:
    """An order to check, as it was when it was taken.

    Attributes:
        answered_at: when the panel last said how it stands; if it never has, when it was placed.
        card: the message that shows it.
        wallet_id: that pays it; `None`: the operator does.
    """

    order_id: int
    number: str
    state: OrderState
    state_at: datetime
    placed_at: datetime
    alarmed: bool
    answered_at: datetime
    attempts: int
    quantity: int
    remains: int | None
    charge: Decimal | None
    chat_id: int
    card: int | None
    wallet_id: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What the panel said of an order whose state has not changed."""

    check: StatusCheck
    report: StatusReport
    check_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The panel said nothing of an order."""

    check: StatusCheck
    check_at: datetime | None


async def take(
    session: AsyncSession, panel_id: int, now: datetime, limit: int
) -> list[StatusCheck]:
    """Take up to `limit` orders of a panel that are due, the longest due first."""
    values = {"panel": panel_id, "now": now, "until": now + TAKEN_OVER, "most": limit}
    taken = (await session.execute(_TAKING, values)).all()
    # Not asked of SQLite: in RETURNING it takes NULL for NOT NULL (3.40).
    return [
        StatusCheck(number, at_panel, state, state_at, placed_at, alarmed_at is not None, *others)
        for number, at_panel, state, state_at, placed_at, alarmed_at, *others in taken
    ]


async def make_due(session: AsyncSession, now: datetime) -> None:
    """Have checks taken again that a killed process may have taken: nobody else runs."""
    soon = col(Order.look_at).between(now, now + TAKEN_OVER)
    await session.execute(update(Order).where(soon).values(look_at=now))


async def set_next(session: AsyncSession, orders: Iterable[Order], at: datetime) -> None:
    """Have the panel asked about those of some orders that it knows at `at`."""
    numbers = [order.id for order in orders if order.provider_order_id is not None]
    await session.execute(update(Order).where(col(Order.id).in_(numbers)).values(look_at=at))


async def record_answered(
    session: AsyncSession, answered: Sequence[Answered], now: datetime
) -> None:
    """Write down what was said; what the panel leaves out keeps its last value."""
    rows = [
        {
            "key": it.check.order_id,
            "was": it.check.state,
            "word": it.report.word,
            "charged": it.report.charge,
            "start": it.report.start_count,
            "left": it.report.remains,
            "posts": it.report.posts,
            "next": it.check_at,
            "answered_at": now,
        }
        for it in answered
    ]
    if rows:
        await session.execute(_RECORD_ANSWERED, rows)


async def record_unanswered(session: AsyncSession, unanswered: Sequence[Unanswered]) -> None:
    """Write down that nothing was said, and when to ask again."""
    rows = [
        {"key": it.check.order_id, "was": it.check.state, "next": it.check_at} for it in unanswered
    ]
    if rows:
        await session.execute(_RECORD_UNANSWERED, rows)


async def record_alarm(
    session: AsyncSession, order_ids: Iterable[int], now: datetime
) -> Sequence[int]:
    """Write down that owners hear of orders; return those of which they have not heard yet."""
    mine = (col(Order.id).in_(list(order_ids)), col(Order.alarmed_at).is_(None))
    query = update(Order).where(*mine).values(alarmed_at=now).returning(col(Order.id))
    return sorted((await session.scalars(query)).all())


_ORDERS = Order.metadata.tables["orders"]
_orders = _ORDERS.c
_UTC = _orders.created_at.type
_due = (
    select(_orders.id)
    .where(_orders.look_at <= bindparam("now"), _orders.panel_id == bindparam("panel"))
    .order_by(_orders.look_at, _orders.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_TAKING = (
    update(_ORDERS)
    .where(_orders.id.in_(select(_due.c.id)))
    .values(look_at=bindparam("until"))
    .returning(
        _orders.id,
        func.coalesce(_orders.provider_order_id, ""),
        _orders.state,
        _orders.state_at,
        func.coalesce(_orders.placed_at, _orders.created_at, type_=_UTC),
        _orders.alarmed_at,
        func.coalesce(_orders.looked_at, _orders.placed_at, _orders.created_at, type_=_UTC),
        _orders.attempts,
        _orders.quantity,
        _orders.remains,
        _orders.charge,
        _orders.chat_id,
        _orders.form_message_id,
        _orders.wallet_id,
    )
)
# An order that has changed meanwhile is left alone: who changed it has set its next check.
_mine = (
    _orders.id == bindparam("key"),
    _orders.state == bindparam("was", type_=_orders.state.type),
)
_RECORD_ANSWERED = (
    update(_ORDERS)
    .where(*_mine)
    .values(
        provider_word=bindparam("word"),
        charge=func.coalesce(bindparam("charged", type_=_orders.charge.type), _orders.charge),
        start_count=func.coalesce(
            bindparam("start", type_=_orders.start_count.type), _orders.start_count
        ),
        remains=func.coalesce(bindparam("left", type_=_orders.remains.type), _orders.remains),
        posts=func.coalesce(bindparam("posts", type_=_orders.posts.type), _orders.posts),
        look_at=bindparam("next", type_=_orders.look_at.type),
        looked_at=bindparam("answered_at"),
        attempts=0,
    )
)
_RECORD_UNANSWERED = (
    update(_ORDERS)
    .where(*_mine)
    .values(attempts=_orders.attempts + 1, look_at=bindparam("next", type_=_orders.look_at.type))
)
