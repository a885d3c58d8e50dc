"""Changes of an order in words, as they are pushed."""

from typing import Any

from markupsafe import Markup

from bot.core.access.tables import Chat
from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.orders.buttons import OrderAction, OrderArea
from bot.orders.rules.notices import Notice
from bot.orders.screens import texts, wallets
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict
from bot.wallet.rules.units import from_units


def head(
    t: Translator, chat: Chat, order: Order, notice: Notice, values: dict[str, Any]
) -> Markup:
    """Put a change of an order into words, with what was true when it happened."""
    remains = values.get("remains")
    return lines(
        t(
            texts.NOTICE_TEXTS[notice],
            order=texts.order_name(order),
            number=order.provider_order_id or "—",
        ),
        t(
            "Not delivered: {number} of {quantity}",
            number=t.number(max(remains, 0)),
            quantity=t.number(order.quantity),
        )
        if notice is Notice.PARTIAL and remains is not None
        else None,
        _why(t, order, notice, values.get("words")),
        money(t, chat, order, values),
        _people(t, order, values) if chat.type != "private" else None,
    )


def money(t: Translator, chat: Chat, order: Order, values: dict[str, Any]) -> Markup | None:
    """Say what a change has brought back into the wallet, or taken from it after all.

    A group does not see what one of its people has.
    """
    back = values.get("back", 0)
    if not back:
        return None
    said = wallets.change(t, from_units(back), order.currency)
    if chat.type != "private" and values.get("is_own"):
        return said
    balance = t.money(from_units(values["balance"]), order.currency)
    return said + Markup(" · ") + t("balance {amount}", amount=balance)


def _people(t: Translator, order: Order, values: dict[str, Any]) -> Markup:
    """Mention who has asked to be told, or else who ordered."""
    people = values.get("asked", [(order.user_id, order.user_name)])
    named = (core_texts.person(user_id, name) for user_id, name in people)
    return Markup("👤 ") + t.comma.join(named)


def notice(t: Translator, order: Order, head: Markup) -> Screen:
    """Notify of a change where an order's card does not stand."""
    text = lines(
        head,
        Markup("{}").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
    )
    details = button(t.plain("🔎 Details"), pack(OrderArea.ORDER, order.id, OrderAction.OPEN))
    again = button(t.plain("🔁 Order again"), pack(OrderArea.ORDER, order.id, OrderAction.AGAIN))
    return Screen(text, [[details, again]])


_WITH_WORDS = frozenset(
    {
        Notice.REFILL_REFUSED,
        Notice.REFILL_REJECTED,
        Notice.REFILL_CHECKING,
        Notice.CANCEL_REFUSED,
        Notice.CANCEL_CHECKING,
        Notice.ATTENTION,
    }
)


def _why(t: Translator, order: Order, notice: Notice, words: str | None) -> Markup | None:
    if notice is Notice.REJECTED:
        return texts.refusal(t, order)
    if notice is Notice.REFUSED:
        return texts.not_approved(t, order)
    if notice is Notice.APPROVED:
        return texts.verdict(t, Verdict.APPROVED, words or "")
    if not words or notice not in _WITH_WORDS:
        return None
    return t("The panel says: {words}", words=words[: texts.WORDS_SHOWN])
