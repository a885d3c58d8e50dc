"""What is pushed about orders, and their messages that are drawn again by themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage, View, announced, answering
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.notices import Notice
from bot.orders.rules.states import OrderState
from bot.orders.screens import notices, numbers, requotes, unresolved
from bot.orders.screens import orders as screens
from bot.orders.service import order_log
from bot.orders.service import requotes as requotes_service
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.service import panel_state


async def form(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Draw a confirmed form's message again; a new one in its place answers what ordered."""
    order = await _order(session, message)
    confirmed = await order_log.load_confirmed(session, order)
    screen = screens.after_confirm(confirmed, to.t, to.now)
    if to.chat.id != order.chat_id:
        return await answering(session, order, to, screen)
    return OutgoingMessage(
        screen,
        redraws=order.form_message_id,
        or_anew=True,
        reply_to=order.source_message_id if to.chat.type != "private" else None,
        thread_id=order.thread_id,
    )


async def notice(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell of a change of an order."""
    order = await _order(session, message)
    kind = Notice(message.payload["notice"])
    screen = notices.notice(to.t, to.chat, order, kind, message.payload)
    return await announced(session, order, to, screen)


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
    values = {**message.payload, "elsewhere": await panel_state.is_elsewhere(session, order)}
    return OutgoingMessage(unresolved.card(order, to.t, to.now, values))


async def _order(session: Session, message: OutboxMessage) -> Order:
    return await orders.get(session, message.payload["order_id"])


def card_view(order: Order) -> dict[str, Any]:
    """Remember that a message shows an order's card."""
    return {"view": "card", "order_id": order.id}


def status_view(typed: Sequence[str], only: int | None) -> dict[str, Any]:
    """Remember that a message answers /status with these numbers, to who sees `only` theirs."""
    return {"view": "status", "numbers": list(typed), "only": only}


async def draw_card(session: Session, view: View, actor: Actor, now: datetime) -> Screen | None:
    """Draw an order's card again."""
    order = await orders.get_here(session, actor.chat.id, view["order_id"])
    if order is None:
        return None
    card = await order_log.load_card(session, order, actor.refill_wait, now)
    return screens.card(card, actor, now)


async def draw_status(session: Session, view: View, actor: Actor, now: datetime) -> Screen:
    """Draw the answer to /status again."""
    typed, only = view["numbers"], view.get("only")
    found = await order_log.load_numbers(session, actor.chat.id, typed, only=only)
    return numbers.status(found, actor, now)


async def draw_closed_form(_: Session, __: View, actor: Actor, ___: datetime) -> Screen:
    """Say of a form that it was closed by the bot."""
    return Screen(actor.t("✖️ This form was closed."))
