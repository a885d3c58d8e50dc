"""Answers to commands with one or many order numbers: a line each."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.buttons import OrderAction, OrderArea
from bot.orders.screens import texts
from bot.orders.screens.order_log import line, log_row
from bot.orders.tables import Order
from bot.refills.rules.refills import RefillTerms

A_MESSAGE = 30
"""Numbers answered in one message: 4,096 characters and 100 buttons are Telegram's limits."""
BUTTONS_A_ROW = 3


def status(found: Iterable[tuple[str, Sequence[Order]]], actor: Actor, now: datetime) -> Screen:
    """Say how orders stand, in the order asked, each once, with a button to each one's card."""
    said: list[Markup] = []
    known: dict[int, Order] = {}
    for number, meant in found:
        new = [order for order in meant if order.id not in known]
        known |= {order.id: order for order in new}
        said += [several(actor, number, meant)] if _of_panels(number, meant) > 1 else []
        said += [line(actor.t, order, now) for order in new]
        said += [] if meant else [no_such_order(actor, number)]
    return Screen(lines(*said), card_rows(list(known)))


def no_such_order(actor: Actor, number: str) -> Markup:
    """Say that a number is none of this chat's; whether another chat has it stays its secret."""
    return actor.t("<b>{number}</b>: there is no such order here.", number=number)


def _of_panels(number: str, meant: Sequence[Order]) -> int:
    """Return how many panels know an order by a number."""
    return sum(order.provider_order_id == number for order in meant)


def several(actor: Actor, number: str, meant: Sequence[Order]) -> Markup:
    """Ask which order is meant: several panels have one with this number."""
    names = " · ".join(texts.order_name(order) for order in meant)
    return actor.t(
        "<b>{number}</b>: this can be {orders}. Tap the one you mean.", number=number, orders=names
    )


def which(actor: Actor, number: str, meant: Sequence[Order]) -> Markup:
    """Ask which order a number means that is the panel's of one and ours of another."""
    if _of_panels(number, meant) > 1:
        return several(actor, number, meant)
    names = " · ".join(texts.order_name(order) for order in meant)
    return actor.t(
        "<b>{number}</b>: this can be {orders}. Add # before our own numbers.",
        number=number,
        orders=names,
    )


def refills(t: Translator, found: Sequence[tuple[Order, RefillTerms]]) -> Screen:
    """Offer orders to be refilled, one tap each."""
    if not found:
        text = t("♻️ No order can be refilled now. Each order's card says why.")
        return Screen(text, [log_row(t)])
    text = t(
        "♻️ <b>Refill</b>\nTap an order, or add numbers: {example}", example="/refill #12 23501"
    )
    return Screen(
        text,
        [
            [_offer("♻️", order, f"{OrderAction.REFILL_LISTED}:{terms.number}")]
            for order, terms in found
        ],
    )


def cancellations(t: Translator, found: Sequence[Order]) -> Screen:
    """Offer orders to be canceled; a tap asks first."""
    if not found:
        return Screen(t("🚫 No order can be canceled now."), [log_row(t)])
    example = "/cancel_order #12 23501"
    text = t("🚫 <b>Cancel an order</b>\nTap an order, or add numbers: {example}", example=example)
    return Screen(text, [[_offer("🚫", order, OrderAction.CANCEL)] for order in found])


def _offer(sign: str, order: Order, action: str) -> InlineKeyboardButton:
    label = f"{sign} {texts.order_name(order)} · {order.service_name}"
    return button(label, pack(OrderArea.ORDER, order.id, action))


def card_rows(order_ids: Sequence[int]) -> list[Row]:
    """Return buttons to the cards of orders."""
    buttons = [
        button(f"#{order_id}", pack(OrderArea.ORDER, order_id, OrderAction.OPEN))
        for order_id in dict.fromkeys(order_ids)
    ]
    return [buttons[at : at + BUTTONS_A_ROW] for at in range(0, len(buttons), BUTTONS_A_ROW)]
