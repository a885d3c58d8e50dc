"""An order whose answer was lost, put before an owner: what is known of it, and the ways out."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.i18n import Translator
from bot.core.money import is_price
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.buttons import OrderArea, UnresolvedAction
from bot.orders.rules.costs import expected
from bot.orders.screens import texts
from bot.orders.service.unresolved import NumberTaken
from bot.orders.tables import Order
from bot.panel.screens.status_lines import at_panel

_FITS_A_BUTTON = re.compile(r"[\w-]{1,40}", re.ASCII)


def card(order: Order, t: Translator, now: datetime, said: Mapping[str, Any]) -> Screen:
    """Show an order with what is known of it and the ways out.

    Args:
        said: what the panel says of the number that an owner gave it, as in the alert; whether
            the order is "elsewhere": it cannot be sent again then; the "panel", of several.
    """
    note = _of_number(order, t, said)
    text = lines(
        t("🔎 <b>Order {order} has no clear answer</b>", order=texts.order_name(order)),
        Markup("<b>{}</b>").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        Markup("🔢 {} · 💰 {}").format(t.number(order.quantity), _cost(t, order)),
        Markup("👤 {} · {}").format(order.user_name, core_texts.moment(t, order.created_at, now)),
        t("What is known: {words}", words=t.own_words(order.words)) if order.words else None,
        t("Number in the panel's answer: <code>{number}</code>", number=order.reported_number)
        if order.reported_number
        else None,
        *_balance(order, t),
        at_panel(said.get("panel", "")),
        t("🔌 It was ordered at another panel or account.") if _is_elsewhere(said) else None,
        Markup("⚠️ {}").format(note) if note else None,
        "",
        _waits(order, t, now),
        t("Check at the panel before you decide: it may have been bought."),
    )
    return Screen(text, _ways_out(order, t, said))


def _cost(t: Translator, order: Order) -> str:
    """Return what the panel is expected to charge, which is not what customers pay."""
    return t.money(expected(order).amount, expected(order).currency)


def _is_elsewhere(said: Mapping[str, Any]) -> bool:
    return bool(said.get("elsewhere"))


def may_be_answered(order: Order, now: datetime) -> bool:
    """Return whether the panel's answer may still come."""
    return order.answer_until is not None and now < order.answer_until


def was_charged(order: Order) -> bool:
    """Return whether the balance at the panel fell by exactly the price when it was sent."""
    before, after = order.balance_before, order.balance_after
    if before is None or after is None or after >= before:
        return False
    return is_price(before - after, expected(order).amount)


def shown_at(order: Order) -> str:
    """Return what binds a button to this unclear end of an order: a later one is another."""
    return str(round(order.state_at.timestamp() * 1000))


def _waits(order: Order, t: Translator, now: datetime) -> Markup | None:
    if order.answer_until is None or not may_be_answered(order, now):
        return None
    at = t.datetime(order.answer_until)
    return t("⏳ The answer may still come, until {time}: wait if you can.", time=at)


def _of_number(order: Order, t: Translator, said: Mapping[str, Any]) -> Markup | str:
    if "belongs_to" in said:
        return belongs_to(t, said["number"], said["belongs_to"])
    if "charge" in said:
        return t(
            "The panel charged {charge} for number {number}, but this order costs {price}. Is "
            "it really this order?",
            number=said["number"],
            charge=t.money(Decimal(said["charge"]), expected(order).currency),
            price=_cost(t, order),
        )
    note: str = said.get("note", "")
    return note


def belongs_to(t: Translator, number: str, order_id: int) -> Markup:
    """Say that a number is another order's."""
    return t("Number {number} belongs to order {order}.", number=number, order=f"#{order_id}")


def _balance(order: Order, t: Translator) -> list[Markup]:
    before, after = order.balance_before, order.balance_after
    if before is None or after is None:
        return []
    currency = expected(order).currency
    old, new = t.money(before, currency), t.money(after, currency)
    found = [t("Balance before and after: {old} → {new}", old=old, new=new)]
    return [*found, _hint(t)] if was_charged(order) else found


def _hint(t: Translator) -> Markup:
    return t("💡 The balance fell by exactly the price: it was almost certainly placed.")


def _ways_out(order: Order, t: Translator, said: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    if "charge" in said:
        rows.append([_is_number(order, t, said["number"], UnresolvedAction.PLACED_FOR)])
    named = order.reported_number
    if named and _FITS_A_BUTTON.fullmatch(named):
        rows.append([_is_number(order, t, named, UnresolvedAction.PLACED_AS)])
    ways = (
        (t.plain("✅ It was placed; I have the number"), UnresolvedAction.PLACED),
        (t.plain("📤 It was not placed: send it again"), UnresolvedAction.SEND_AGAIN),
        (t.plain("🗑 It was not placed: drop it"), UnresolvedAction.DROP),
    )
    return [
        *rows,
        *(
            [button(label, _data(order, action))]
            for label, action in ways
            if not (_is_elsewhere(said) and action is UnresolvedAction.SEND_AGAIN)
        ),
    ]


def _is_number(
    order: Order, t: Translator, number: str, action: UnresolvedAction
) -> InlineKeyboardButton:
    label = t.plain("✅ It was placed as {number}", number=number)
    return button(label, pack(OrderArea.UNRESOLVED, order.id, action, number))


def _data(order: Order, action: UnresolvedAction) -> str:
    return pack(OrderArea.UNRESOLVED, order.id, action, shown_at(order))


def send_again_sure(order: Order, t: Translator, now: datetime) -> Screen:
    """Ask before an order is sent a second time."""
    text = lines(
        t(
            "Send order {order} again? If the panel took it the first time, it is bought twice.",
            order=texts.order_name(order),
        ),
        _waits(order, t, now),
    )
    yes = button(
        t.plain("📤 Yes, send it again"),
        _data(order, UnresolvedAction.SEND_AGAIN_SURE),
        style="danger",
    )
    return Screen(text, [[yes], [_back(order, t)]])


def drop_sure(order: Order, t: Translator, now: datetime) -> Screen:
    """Ask before an order is dropped that may have been placed, as far as is known."""
    text = lines(
        t("Drop order {order}?", order=texts.order_name(order)),
        _hint(t) if was_charged(order) else None,
        _waits(order, t, now),
    )
    yes = button(
        t.plain("🗑 Yes, drop it"), _data(order, UnresolvedAction.DROP_SURE), style="danger"
    )
    return Screen(text, [[yes], [_back(order, t)]])


def _back(order: Order, t: Translator) -> InlineKeyboardButton:
    return button(t.plain("⬅️ Back"), _data(order, UnresolvedAction.SHOW))


def ask_number(order: Order, t: Translator) -> Markup:
    """Ask for the panel's number of an order."""
    return t(
        "🔢 Send the number that order {order} has at the panel, for example 23501.",
        order=texts.order_name(order),
    )


def number_taken(t: Translator, order: Order, number: str, taken: NumberTaken) -> Screen:
    """Say what came of a number that an owner has given an order."""
    if taken.belongs_to is not None:
        return Screen(belongs_to(t, number, taken.belongs_to))
    if not taken.is_placed:
        return Screen(t("🔎 Asking the panel about number {number} …", number=number))
    name = texts.order_name(order)
    return Screen(t("✅ Order {order} was placed as number {number}.", order=name, number=number))


def sent_again(order: Order, t: Translator) -> Screen:
    """Say that an order goes to the panel once more."""
    return Screen(t("📤 Order {order} is sent again.", order=texts.order_name(order)))


def dropped(order: Order, t: Translator) -> Screen:
    """Say that an order was given up."""
    return Screen(t("🗑 Order {order} is dropped.", order=texts.order_name(order)))
