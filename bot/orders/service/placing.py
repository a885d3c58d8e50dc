"""What a person has confirmed becomes an order: of a form, or of a line of a list."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import Purchase, purchase_columns
from bot.orders.rules.states import OrderState
from bot.orders.service.reserving import Payment
from bot.orders.service.transitions import draw_card
from bot.orders.store import drafts, orders
from bot.orders.tables import Draft, Order
from bot.refills.service import refills

ANSWERED_WITHIN = timedelta(seconds=0.5)
"""Most panels have answered by then, and a confirmed form is drawn once for both: the tap itself
was answered at once."""


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who orders, and where: pushes answer the message that asked."""

    chat_id: int
    user_id: int
    user_name: str
    thread_id: int | None
    source_message_id: int | None

    @classmethod
    def of(cls, asked: Draft | MassOrder) -> Self:
        """Return who has begun a form or a list."""
        return cls(
            chat_id=asked.chat_id,
            user_id=asked.user_id,
            user_name=asked.user_name,
            thread_id=asked.thread_id,
            source_message_id=asked.source_message_id,
        )


async def place(
    session: Session,
    service: ServiceRow,
    purchase: Purchase,
    *,
    key: str,
    by: Orderer,
    now: datetime,
    state: OrderState = OrderState.QUEUED,
    form_message_id: int | None = None,
    batch_id: int | None = None,
    payment: Payment | None = None,
) -> Order:
    """Write a confirmed order into the log; the same key twice is one order.

    Args:
        state: where its life begins; `AWAITING`: above a limit.
        form_message_id: the message that shows how it stands.
        batch_id: the mass order that it is part of.
        payment: what was reserved for it; `None`: the operator pays.
    """
    known = await orders.with_key(session, key)
    if known is not None:
        return known
    promise = await refills.promised(session, service)
    quote = purchase.quote
    order = Order(
        draft_key=key,
        **asdict(by),
        form_message_id=form_message_id,
        batch_id=batch_id,
        panel_id=service.panel_id,
        service_id=service.id,
        service_type=service.type if quote is None else quote.type,
        refill_kind=promise.kind,
        refill_days=promise.days,
        **purchase_columns(purchase),
        wallet_id=None if payment is None else payment.wallet_id,
        hold_key="" if payment is None else payment.hold_key,
        state=state,
        state_at=now,
        created_at=now,
        due_at=now,
    )
    order = await orders.add(session, order)
    notify_on_commit(session, Topic.ORDERS)
    return order


async def place_draft(
    session: Session,
    draft: Draft,
    service: ServiceRow,
    purchase: Purchase,
    now: datetime,
    *,
    state: OrderState = OrderState.QUEUED,
    payment: Payment | None = None,
) -> Order:
    """Turn a draft into an order, and delete the draft."""
    order = await place(
        session,
        service,
        purchase,
        key=draft.key,
        by=Orderer.of(draft),
        now=now,
        state=state,
        form_message_id=draft.message_id,
        payment=payment,
    )
    await drafts.discard(session, draft)
    draw_card(session, order, now, after=ANSWERED_WITHIN)
    return order
