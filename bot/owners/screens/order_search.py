"""Orders of every chat, for owners; and a chat as it is seen there, read only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.chats.screens.settings_panel import ANNOUNCEMENT_LABELS, POLICY_LABELS
from bot.core.access.tables import Chat
from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram.buttons import CallbackData, pack, read
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, rows_of
from bot.orders.buttons import LogFilter, OrderAction, OrderArea
from bot.orders.screens import texts
from bot.orders.screens.order_log import line
from bot.orders.tables import Order
from bot.owners.buttons import AdminAction, OwnerArea
from bot.owners.screens import directory
from bot.owners.screens.navigation import home_row

PAGE_SIZE = 8
CARDS_A_ROW = 4
SETTINGS, PROBLEMS = "settings", "trouble"  # in buttons of old messages, too
"""What can be viewed besides the orders; no button of the chat itself carries these."""


def orders(
    t: Translator,
    head: Markup,
    page: Page[Order],
    now: datetime,
    *,
    at: Callable[[int], str],
    panels: Mapping[int, str] | None = None,
) -> Screen:
    """List orders, with a button each that shows the card in its chat.

    Args:
        at: the callback data that shows the page of a number.
        panels: their names by their numbers, where the buttons say at which one an order is.
    """
    found = page.items
    text = lines(
        head,
        "",
        *([line(t, it, now) for it in found] or [t("Nothing was found.")]),
    )
    return Screen(text, [*_cards(found, panels or {}), *page_row(t, page, at), home_row(t)])


def open_orders(t: Translator, page: Page[Order], now: datetime) -> Screen:
    """List what is open, in every chat."""
    head = t("📋 <b>Open orders</b> · {total}", total=page.total)
    screen = orders(
        t, head, page, now, at=lambda to: pack(OwnerArea.ADMIN, AdminAction.ORDERS, to)
    )
    unresolved = button(t.plain("🔎 Unresolved"), pack(OwnerArea.ADMIN, AdminAction.UNRESOLVED))
    return Screen(screen.text, [*screen.rows[:-1], [unresolved], screen.rows[-1]])


def _cards(found: Sequence[Order], panels: Mapping[int, str]) -> list[Row]:
    named = [(it, panels.get(it.panel_id, "")) for it in found]
    buttons = [
        button(" · ".join(filter(None, (texts.order_name(it), panel))), _card(it))
        for it, panel in named
    ]
    return rows_of(buttons, 1 if panels else CARDS_A_ROW)


def _card(order: Order) -> str:
    inner = pack(OrderArea.ORDER, order.id, OrderAction.OPEN)
    return pack(OwnerArea.VIEW_AS, order.chat_id, inner)


def is_viewable(data: CallbackData | None) -> bool:
    """Return whether a button changes nothing."""
    if data is None:
        return False
    if data.area is OrderArea.ORDER:
        return data.text(1) in {OrderAction.SHOW, OrderAction.OPEN}
    return data.area is OrderArea.LOG


def seen(t: Translator, chat: Chat, screen: Screen) -> Screen:
    """Return a screen of a chat as an owner views it: named, and nothing can be changed."""
    rows = [[_wrapped(chat, it) for it in row if _is_viewable(it)] for row in screen.rows]
    head = t("👁 <b>As seen in {title}</b>", title=directory.title(t, chat))
    text = lines(head, Markup("<code>{}</code>").format(chat.id), "", screen.text)
    return Screen(text, [*(row for row in rows if row), *_tabs(t, chat)])


def with_words(t: Translator, card: Screen, words: str) -> Screen:
    """Return an order's card with what is known of it beyond what who ordered is told."""
    known = t("What is known: {words}", words=t.own_words(words))
    return Screen(lines(card.text, "", known), card.rows)


def _is_viewable(it: InlineKeyboardButton) -> bool:
    return is_viewable(read(str(it.callback_data)))


def _wrapped(chat: Chat, it: InlineKeyboardButton) -> InlineKeyboardButton:
    return button(it.text, pack(OwnerArea.VIEW_AS, chat.id, it.callback_data))


def _tabs(t: Translator, chat: Chat) -> list[Row]:
    log = pack(OrderArea.LOG, LogFilter.ALL, 0)
    card = button(t.plain("👥 Chat"), pack(OwnerArea.ADMIN, AdminAction.CHAT, chat.id))
    return [
        [
            button(t.plain("📋 Orders"), pack(OwnerArea.VIEW_AS, chat.id, log)),
            button(t.plain("⚙️ Settings"), pack(OwnerArea.VIEW_AS, chat.id, SETTINGS)),
            button(t.plain("🧯 Problems"), pack(OwnerArea.VIEW_AS, chat.id, PROBLEMS)),
        ],
        [card, *home_row(t)],
    ]


def settings(t: Translator, chat: Chat, language: str) -> Screen:
    """Sum up a chat's settings."""
    is_group = chat.type != "private"
    ordering = t.plain("paused") if chat.paused else t.plain("open")
    return Screen(
        lines(
            t("Who may order: {who}", who=t.plain(POLICY_LABELS[chat.policy]))
            if is_group
            else None,
            t("Ordering: {state}", state=ordering),
            t("Announcements: {what}", what=t.plain(ANNOUNCEMENT_LABELS[chat.announcements])),
            t("Language: {language}", language=language),
            t("Time zone: {zone}", zone=chat.time_zone),
        )
    )


def problems(
    t: Translator, found: Sequence[Order], given_up: tuple[int, int], now: datetime
) -> Screen:
    """Show what went wrong in a chat of late."""
    updates, pushes = given_up
    text = lines(
        *(line(t, it, now) for it in found),
        t("🧯 Updates not processed: {number}", number=updates) if updates else None,
        t("📪 Messages not delivered: {number}", number=pushes) if pushes else None,
        t("✅ There are no problems.") if not (found or updates or pushes) else None,
    )
    buttons = [
        button(texts.order_name(it), pack(OrderArea.ORDER, it.id, OrderAction.SHOW))
        for it in found
    ]
    return Screen(text, rows_of(buttons, CARDS_A_ROW))
