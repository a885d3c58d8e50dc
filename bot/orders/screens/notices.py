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
from bot.orders.screens import texts
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict


def notice(
    t: Translator, chat: Chat, order: Order, notice: Notice, values: dict[str, Any]
) -> Screen:
    """Put a change of an order into words, with what was true when it happened."""
    name = texts.order_name(order)
    remains = values.get("remains")
    words = values.get("words")
    text = lines(
        t(texts.NOTICE_TEXTS[notice], order=name, number=order.provider_order_id or "—"),
        Markup("{}").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        t(
            "Not delivered: {number} of {quantity}",
            number=t.number(max(remains, 0)),
            quantity=t.number(order.quantity),
        )
        if notice is Notice.PARTIAL and remains is not None
        else None,
        _why(t, order, notice, words),
        Markup("👤 {}").format(core_texts.person(order.user_id, order.user_name))
        if chat.type != "private"
        else None,
    )
    data = pack(OrderArea.ORDER, order.id, OrderAction.OPEN)
    return Screen(text, [[button(t.plain("🔎 Details"), data)]])


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
