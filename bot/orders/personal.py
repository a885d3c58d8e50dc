"""What is kept of people in orders and forms.

Orders stay, with their sums, services, dates and states; who ordered what for which link goes.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER, LIMITS_NEED
from bot.core.personal import CLAIM, Declared, ErasureRequest, PersonalData, PersonalFile, Rows
from bot.orders.rules.reroutes import reroute_in
from bot.orders.rules.states import ENDED
from bot.orders.tables import (
    Draft,
    Order,
    OrderEvent,
    PanelCharge,
    StartWatcher,
    Suborder,
    Watcher,
)
from bot.refills.tables import CancelRequest, CancelState, Refill

_BY_AN_OWNER = re.compile(r",? ?by owner \d+$")
"""Who of the owners has decided is their own affair."""
_ORDERS, _SUBORDERS, _EVENTS = "orders", "order_parts", "order_events"


def _rows(user_id: int) -> Rows:
    orders = select(Order.id).where(col(Order.user_id) == user_id)
    return {
        Draft: col(Draft.user_id) == user_id,
        Order: col(Order.user_id) == user_id,
        OrderEvent: col(OrderEvent.order_id).in_(orders),
        Suborder: col(Suborder.order_id).in_(orders),
        StartWatcher: col(StartWatcher.user_id) == user_id,
        Watcher: col(Watcher.chat_id) == user_id,
    }


def _names(user_id: int) -> Sequence[Select[Any]]:
    ordered = select(Order.user_name).where(col(Order.user_id) == user_id)
    return (
        select(Draft.user_name).where(col(Draft.user_id) == user_id).distinct(),
        ordered.group_by(col(Order.user_name)).order_by(func.max(Order.id).desc()),
    )


async def _complete(session: AsyncSession, user_id: int, found: PersonalFile) -> None:
    # At which panel the operator buys is their affair, too.
    found[_EVENTS] = [it for it in found[_EVENTS] if reroute_in(it["note"]) is None]
    for event in found[_EVENTS]:
        event["note"] = _BY_AN_OWNER.sub("", event["note"])
    # What the panel charges for what people pay themselves is the operator's affair.
    paid = select(Order.id).where(col(Order.user_id) == user_id, col(Order.wallet_id).is_not(None))
    numbers = set((await session.execute(paid)).scalars())
    for row in (*found[_ORDERS], *found[_SUBORDERS]):
        if row.get("order_id", row.get("id")) in numbers:
            del row["charge"]


async def count_under_way(session: AsyncSession, user_id: int) -> int:
    """Return how many of a person's orders have not ended."""
    query = select(func.count()).select_from(Order)
    own = query.where(col(Order.user_id) == user_id, ~_is_over())
    return (await session.execute(own)).scalar_one()


def _is_over() -> ColumnElement[bool]:
    """Return, for a query, whether an order has ended, and nothing else of it is on its way."""
    refill = exists().where(col(Refill.order_id) == col(Order.id), col(Refill.ended_at).is_(None))
    waiting = [CancelState.QUEUED, CancelState.REQUESTING]
    canceling = exists().where(
        col(CancelRequest.order_id) == col(Order.id), col(CancelRequest.state).in_(waiting)
    )
    return col(Order.state).in_(list(ENDED)) & ~refill & ~canceling


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await session.execute(delete(Draft).where(col(Draft.user_id) == person.user_id))
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == person.user_id))
    await session.execute(delete(StartWatcher).where(col(StartWatcher.user_id) == person.user_id))


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> datetime | None:
    await _empty(session, person)
    at_home = col(Order.user_id) == person.pseudonym, col(Order.chat_id) == person.user_id
    # Limits ignore these: the private chat's number, which is the person's, goes.
    old = update(Order).where(*at_home, col(Order.created_at) <= person.now - LIMITS_NEED)
    await session.execute(old.values(chat_id=person.pseudonym))
    left = or_(_of_then(person), and_(*at_home))
    newest = select(func.max(col(Order.created_at))).where(left)
    latest: datetime | None = (await session.execute(newest)).scalar_one()
    if latest is None:
        return None
    soon = person.now + CHECK_AGAIN_AFTER
    if await count_under_way(session, person.user_id):
        return soon
    return max(latest + LIMITS_NEED, soon)


def _of_then(person: ErasureRequest) -> ColumnElement[bool]:
    """Return, for a query, whether an order is meant: one from before they asked."""
    return and_(col(Order.user_id) == person.user_id, col(Order.created_at) <= person.asked_at)


async def _empty(session: AsyncSession, person: ErasureRequest) -> None:
    """Take the person out of orders that have ended, and of what is recorded about these."""
    content: dict[str, Any] = {"link": "", "link_key": "", "answers": {}, "params": {}}
    messages = {"source_message_id": None, "form_message_id": None, "thread_id": None}
    blank = content | messages | {"user_id": person.pseudonym, "user_name": "", "words": ""}
    ended = _of_then(person), _is_over()
    await session.execute(update(Order).where(*ended).values(blank))
    of_nobody = _rows(person.pseudonym)[OrderEvent]
    await session.execute(update(OrderEvent).where(of_nobody).values(note=""))


PERSONAL = PersonalData(
    tables={
        Draft: Declared(
            file="forms",
            erased="chat_id user_id user_name thread_id source_message_id message_id "
            "prompt_message_id platform category_id query filters compared service_id asking "
            "answers collected guesses aside quote request choices seen_update",
            not_personal="key",
            withheld="key seen_update",
        ),
        Order: Declared(
            file=_ORDERS,
            erased="user_name thread_id source_message_id form_message_id answers params link "
            "link_key",
            pseudonymized="chat_id user_id",
            searched="words",
            kept={
                "quantity": "sums, services and quantities stay, for statistics and accounts",
                "provider_order_id": "the panel's bill names it",
            },
            not_personal="wallet_id booked written_off decided exchange_id price_rule_id "
            "draft_key hold_key service_name service_type quantity_hint currency quote "
            "offer lease_holder provider_word start_count remains posts reason claimed_number "
            "reported_number cost_currency source_id refused_by",
            withheld="alarmed_at answer_until balance_after balance_before charge_asked_at "
            "claimed_number cost cost_currency decided draft_key exchange_id exchange_rate "
            "hold_key look_at loss_told movements panel_id price_rule_id refused_by "
            f"reported_number settled_at source_id taken wallet_id written_off {CLAIM}",
            is_left_at_first=True,
        ),
        Suborder: Declared(file=_SUBORDERS, not_personal="number start_count remains"),
        PanelCharge: Declared(not_personal="currency"),
        OrderEvent: Declared(file=_EVENTS, searched="note", is_left_at_first=True),
        StartWatcher: Declared(file="starts_awaited", erased="user_id user_name"),
        Watcher: Declared(file="messages_drawn_again", erased="chat_id message_id view"),
    },
    rows=_rows,
    names=_names,
    complete=_complete,
    under_way=count_under_way,
    erase=_erase,
    erase_ended=_erase_ended,
)
