"""What is pushed about orders, and their messages that are drawn again by themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.composing import (
    Addressee,
    LiveMessage,
    OutgoingMessage,
    announced,
    answering,
    viewer_of,
)
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.notices import Notice
from bot.orders.rules.states import OrderState
from bot.orders.screens import charges, notices, numbers, requotes, unresolved
from bot.orders.screens import order_card as screens
from bot.orders.service import charges as charges_service
from bot.orders.service import order_log, watchers
from bot.orders.service import requotes as requotes_service
from bot.orders.service.announcements import takes_the_card
from bot.orders.service.transitions import SHOWN_BY_THE_CARD
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.screens.status_lines import about_panel
from bot.panel.service import overview, panel_state


async def card(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage | None:
    """Draw an order's card again, as it is opened; a new one in its place answers what ordered."""
    order = await _order(session, message)
    view = await watchers.view_of(session, order, order.form_message_id or 0)
    if view is not None and view.get("asks"):
        return None
    if view is not None:
        opened = await order_log.load_card(session, order, to.refill_wait, to.now)
        screen = screens.card(opened, viewer_of(to), to.now, unfolded=True)
    else:
        confirmed = await order_log.load_confirmed(session, order, to.now)
        screen = screens.after_confirm(confirmed, to.t, to.now)
    if to.chat.id != order.chat_id:
        return await answering(session, order, to, screen)
    if order.form_message_id is None:
        return None
    return OutgoingMessage(
        screen,
        redraws=order.form_message_id,
        or_anew=order.state in SHOWN_BY_THE_CARD,
        reply_to=order.source_message_id if to.chat.type != "private" else None,
        thread_id=order.thread_id,
    )


async def notice(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify of a change of an order; where its card stands, the message becomes the card."""
    order = await _order(session, message)
    kind = Notice(message.payload["notice"])
    head = notices.head(to.t, to.chat, order, kind, message.payload)
    if not takes_the_card(order, to.chat, to.chat.id):
        return await announced(session, order, to, notices.notice(to.t, order, head))
    confirmed = await order_log.load_confirmed(session, order, to.now)
    return await announced(
        session, order, to, screens.after_confirm(confirmed, to.t, to.now, head=head)
    )


async def record_card(
    session: Session, message: OutboxMessage, message_id: int, now: datetime
) -> None:
    """Know an order's card by the message that was sent; the former one goes."""
    order = await orders.lock(session, message.payload["order_id"])
    chat = await chats.get(session, message.chat_id)
    if chat is None or not takes_the_card(order, chat, message.chat_id):
        return
    former, order.form_message_id = order.form_message_id, message_id
    if former is not None:
        view = {"view": "former_card", "order_id": order.id}
        payload = {"message_id": former, "view": view, "removes": True}
        outbox_store.add(session, message.chat_id, OutboxKind.LIVE_MESSAGE, payload, now)


async def requote(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Ask again about orders whose service has changed."""
    mass_id = message.payload.get("mass_id")
    if mass_id is None:
        order = await _order(session, message)
        return await answering(session, order, to, requotes.of_order(order, to.t))
    mass = await session.get_one(MassOrder, mass_id)
    asked = await requotes_service.asked_of_list(session, mass_id)
    return await answering(session, mass, to, requotes.of_list(mass, asked, to.t))


async def unclear(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Put an order whose answer was lost before an owner, while it still is unclear."""
    order = await _order(session, message)
    if order.state is not OrderState.UNKNOWN:
        return None
    elsewhere = await panel_state.is_out_of_reach(session, order.panel_id)
    panel = await overview.name_among(session, order.panel_id)
    values = {**message.payload, "elsewhere": elsewhere, "panel": panel}
    return OutgoingMessage(unresolved.card(order, to.t, to.now, values))


async def charge_unclear(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage:
    """Ask an owner what an order costs."""
    order = await _order(session, message)
    runs = await charges_service.runs_of(session, order)
    return await _named(session, charges.ask(order, runs, to.t), order)


async def sold_at_a_loss(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage:
    """Notify an owner that an order has cost more than was paid for it."""
    order = await _order(session, message)
    return await _named(session, charges.sold_at_a_loss(order, to.t), order)


async def written_off(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify an owner of what a customer does not pay though it was delivered."""
    order, units = await _order(session, message), message.payload["units"]
    return await _named(session, charges.written_off(order, units, to.t), order)


async def _named(session: Session, screen: Screen, order: Order) -> OutgoingMessage:
    """Return a message to an owner that says at which panel an order is, if there are several."""
    name = await overview.name_among(session, order.panel_id)
    return OutgoingMessage(about_panel(screen, name))


async def _order(session: Session, message: OutboxMessage) -> Order:
    return await orders.get(session, message.payload["order_id"])


def card_view(order: Order, message_id: int, *, asks: bool = False) -> dict[str, Any]:
    """Remember that a message shows everything about an order.

    Args:
        asks: it asks something before that, which is not drawn over.
    """
    unfolded = message_id == order.form_message_id
    return {"view": "card", "order_id": order.id, "unfolded": unfolded, "asks": asks}


def status_view(typed: Sequence[str], only: int | None) -> dict[str, Any]:
    """Remember that a message answers /status with these numbers, to who sees `only` theirs."""
    return {"view": "status", "numbers": list(typed), "only": only}


async def draw_card(
    session: Session, view: LiveMessage, actor: Actor, now: datetime
) -> Screen | None:
    """Draw an order's card again, unless its message has come to show something else."""
    order = await orders.get_here(session, actor.chat.id, view["order_id"])
    followed = view.get("followed")
    if order is None or (followed and await watchers.view_of(session, order, followed) is None):
        return None
    card = await order_log.load_card(session, order, actor.refill_wait, now)
    return screens.card(card, actor, now, unfolded=view.get("unfolded", False))


async def draw_status(session: Session, view: LiveMessage, actor: Actor, now: datetime) -> Screen:
    """Draw the answer to /status again."""
    typed, only = view["numbers"], view.get("only")
    found = await order_log.load_numbers(session, actor.chat.id, typed, only=only)
    return numbers.status(found, actor, now)


async def draw_former_card(
    session: Session, view: LiveMessage, actor: Actor, _: datetime
) -> Screen | None:
    """Say in short how an order stands whose card is another message now."""
    order = await orders.get_here(session, actor.chat.id, view["order_id"])
    return None if order is None else Screen(screens.head(actor.t, order))


async def draw_closed_form(_: Session, __: LiveMessage, actor: Actor, ___: datetime) -> Screen:
    """Say of a form that it was closed by the bot."""
    return Screen(actor.t("✕ This form was closed."))
