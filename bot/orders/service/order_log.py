"""What is shown of orders: all of it is loaded here, and drawn by the screens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue.service.offers import is_sold
from bot.catalogue.tables import ServiceRow
from bot.core.access import home_zones
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.paging import Page
from bot.orders.rules.actions import can_cancel
from bot.orders.rules.pace import Expectation
from bot.orders.rules.states import OrderState
from bot.orders.service import pace
from bot.orders.store import events as order_events
from bot.orders.store import of_chat, orders, suborders
from bot.orders.tables import Order, OrderEvent, Suborder
from bot.panel.service import panel_state
from bot.refills.rules.refills import RefillTerms
from bot.refills.service import cancellations, refills
from bot.spending.service import approvals
from bot.spending.service.approvals import Question

PAGE_SIZE = 6


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order, with all that its card shows.

    Attributes:
        history: oldest first.
        refills: what was promised, and whether a refill can be asked for.
        question: what was asked of those who approve, if it waits for them.
        suborders: the runs of a drip-feed, the posts of a subscription.
        is_elsewhere: it was ordered at another panel than the one that is worked with.
        is_on_sale: its service still is.
        can_cancel: a cancellation can be asked for.
        expected: how fast it should go, and when it should be done, where enough is known.
    """

    order: Order
    history: Sequence[OrderEvent]
    refills: RefillTerms
    question: Question | None
    suborders: Sequence[Suborder]
    is_elsewhere: bool
    is_on_sale: bool
    can_cancel: bool
    expected: Expectation | None = None


@dataclass(frozen=True, slots=True)
class ConfirmedForm:
    """An order, with what the message of its form shows.

    Attributes:
        question: what was asked of those who approve, if it waits for them.
        is_held: all orders wait.
        expected: how fast it should go, and when it should be done, where enough is known.
    """

    order: Order
    question: Question | None
    is_held: bool
    expected: Expectation | None = None


async def load_page(
    session: Session, chat_id: int, number: int, *, ended: bool | None, only: int | None
) -> Page[Order]:
    """Return a page of a chat's orders, newest first.

    Args:
        number: of the page, from 0; the last one if there are fewer.
        ended: only finished ones, only open ones, or `None` for all.
        only: whose orders; `None`: everybody's.
    """
    return await orders.page(
        session, chat_id, ended=ended, number=number, size=PAGE_SIZE, only=only
    )


async def load_card(
    session: Session, order: Order, refill_wait: timedelta, now: datetime
) -> OrderCard:
    """Return an order with all that its card shows.

    Args:
        refill_wait: the panel's pause before a refill.
    """
    service = await session.get_one(ServiceRow, order.service_id)
    bought = await session.get_one(ServiceRow, order.bought_id)
    is_asked = await cancellations.is_asked_for(session, order)
    return OrderCard(
        order,
        await order_events.of_order(session, order),
        await refills.load_terms(session, order, refill_wait, now),
        await _question(session, order),
        await suborders.of_order(session, order.id),
        is_elsewhere=await panel_state.is_out_of_reach(session, order.panel_id),
        is_on_sale=service.gone_at is None or await is_sold(session, service.id),
        can_cancel=can_cancel(order.state, bought.cancel, asked=is_asked),
        expected=await pace.expectation(session, order, now),
    )


async def load_confirmed(session: Session, order: Order, now: datetime) -> ConfirmedForm:
    """Return an order with what the message of its form shows."""
    is_held = await panel_state.is_held(session, order.panel_id)
    expected = await pace.expectation(session, order, now)
    return ConfirmedForm(order, await _question(session, order), is_held, expected)


async def load_numbers(
    session: Session, chat_id: int, typed: Iterable[str], *, only: int | None
) -> Sequence[tuple[str, Sequence[Order]]]:
    """Return the orders that each number means that was typed; two where it is unclear.

    Args:
        only: whose orders are told of; `None`: everybody's.
    """
    return [(number, await orders.find(session, chat_id, number, only=only)) for number in typed]


async def needs_zone(session: Session, order: Order, chat: Chat) -> bool:
    """Return whether to ask in which time zone somebody is: once, with their first order."""
    is_unknown = chat.type == "private" and chat.time_zone == home_zones.UNKNOWN
    return is_unknown and await of_chat.is_first(session, order)


async def get_here(session: Session, chat_id: int, order_id: int) -> Order | None:
    """Return an order by our number if it is of this chat."""
    return await orders.get_here(session, chat_id, order_id)


async def _question(session: Session, order: Order) -> Question | None:
    is_waiting = order.state is OrderState.AWAITING
    return await approvals.question_about(session, order) if is_waiting else None
