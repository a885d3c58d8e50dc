"""The chats and people of the bot, for its owners: lists to look through, and cards."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.chats.screens.settings_panel import POLICY_LABELS
from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat, Person
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, rows_of
from bot.owners.buttons import AdminAction, AdminQuestion, Found, OwnerArea
from bot.owners.screens.navigation import home_row
from bot.pricing.buttons import PriceAction, PricingArea
from bot.reports.rules.margin import Margin
from bot.reports.rules.statistics import Summary
from bot.reports.screens.margin import left
from bot.reports.screens.statistics import spent
from bot.spending.rules.limits import Budget, Period
from bot.spending.screens import limits
from bot.wallet.screens import owned as wallets
from bot.wallet.service.statements import Statement

PAGE_SIZE = 8
LONGEST_NOTE = 500
LIMIT_QUESTIONS = {
    Period.ORDER: AdminQuestion.LIMIT_ORDER,
    Period.DAY: AdminQuestion.LIMIT_DAY,
    Period.WEEK: AdminQuestion.LIMIT_WEEK,
    Period.MONTH: AdminQuestion.LIMIT_MONTH,
}
ACCESS_SIGNS = {
    ChatAccess.NEW: "▫️",
    ChatAccess.ASKED: "🚪",
    ChatAccess.APPROVED: "✅",
    ChatAccess.REFUSED: "🚫",
}
ACCESS_LABELS = {
    ChatAccess.NEW: N_("never asked for access"),
    ChatAccess.ASKED: N_("asks for access"),
    ChatAccess.APPROVED: N_("let in"),
    ChatAccess.REFUSED: N_("refused"),
}
TYPE_LABELS = {
    "private": N_("private chat"),
    "group": N_("group"),
    "supergroup": N_("group"),
}


def chats(t: Translator, page: Page[Chat], words: str = "") -> Screen:
    """List chats, a button each.

    Args:
        words: what was searched for; empty: everything is listed.
    """
    buttons = [
        button(
            f"{ACCESS_SIGNS[chat.standing]} {title(t, chat)}",
            pack(OwnerArea.ADMIN, AdminAction.CHAT, chat.id),
        )
        for chat in page.items
    ]
    head = t("👥 <b>Chats</b> · {total}", total=page.total)
    return _list(t, head, page.of(buttons), words, (AdminAction.CHATS, AdminQuestion.CHATS))


def people(t: Translator, page: Page[Person], words: str = "") -> Screen:
    """List people, a button each.

    Args:
        words: as of `chats`.
    """
    buttons = [
        button(
            ("⛔ " if person.blocked else "") + called(person),
            pack(OwnerArea.ADMIN, AdminAction.PERSON, person.user_id),
        )
        for person in page.items
    ]
    head = t("👤 <b>People</b> · {total}", total=page.total)
    return _list(t, head, page.of(buttons), words, (AdminAction.PEOPLE, AdminQuestion.PEOPLE))


def _list(
    t: Translator,
    head: Markup,
    page: Page[InlineKeyboardButton],
    words: str,
    asked: tuple[AdminAction, AdminQuestion],
) -> Screen:
    action, question = asked
    left = page.total - len(page.items)
    text = lines(
        head,
        t("Found by: {words}", words=words) if words else None,
        t("Nothing was found.") if not page.items else None,
        t("And {number} more.", number=left) if words and left else None,
    )
    turn = [] if words else page_row(t, page, lambda to: pack(OwnerArea.ADMIN, action, to))
    search = button(t.plain("🔎 Search"), pack(OwnerArea.ADMIN, AdminAction.ASK, question))
    return Screen(text, [*rows_of(page.items, 1), *turn, [search], home_row(t)])


def title(t: Translator, chat: Chat) -> str:
    """Return what a chat is called."""
    return chat.title or t.plain(TYPE_LABELS.get(chat.type, chat.type))


def called(person: Person) -> str:
    """Return what a person is called, with the username."""
    return f"{person.name} (@{person.username})" if person.username else person.name


def chat_card(
    t: Translator,
    chat: Chat,
    sums: Summary,
    *,
    wallet: Statement | None = None,
    margin: Margin | None = None,
) -> Screen:
    """Show what is known of a chat, and what can be done about it.

    Args:
        wallet: where customers pay from wallets; `margin`: what is left of their orders.
    """
    is_group = chat.type != "private"
    text = lines(
        Markup("{} <b>{}</b>").format(ACCESS_SIGNS[chat.standing], title(t, chat)),
        Markup("{} · <code>{}</code> · {}").format(
            t.plain(TYPE_LABELS.get(chat.type, chat.type)),
            chat.id,
            t.plain(ACCESS_LABELS[chat.standing]),
        ),
        t("Who may order: {who}", who=t.plain(POLICY_LABELS[chat.policy])) if is_group else None,
        t("⏸ Ordering is paused.") if chat.paused else None,
        t("🔇 The bot cannot write there.") if not chat.reachable else None,
        seen_line(t, chat.seen_on),
        sums_line(t, sums),
        wallets.line(t, wallet) if wallet else None,
        margin_line(t, margin, wallet),
        Markup("📝 {}").format(chat.note) if chat.note else None,
    )
    wallet_row = [[wallets.open_button(t, chat.id)]] if wallet else []
    return Screen(
        text, [*wallet_row, *_chat_rows(t, chat, has_prices=wallet is not None), home_row(t)]
    )


def _chat_rows(t: Translator, chat: Chat, *, has_prices: bool) -> list[Row]:
    decide = []
    if chat.standing is not ChatAccess.APPROVED:
        yes = pack(OwnerArea.ADMIN, AdminAction.LET_IN, chat.id, 1)
        decide.append(button(t.plain("✅ Approve"), yes, style="success"))
    if chat.standing is not ChatAccess.REFUSED:
        no = pack(OwnerArea.ADMIN, AdminAction.LET_IN, chat.id, 0)
        decide.append(button(t.plain("🚫 Revoke"), no, style="danger"))
    note = pack(OwnerArea.ADMIN, AdminAction.ASK, AdminQuestion.NOTE, chat.id)
    view = pack(OwnerArea.VIEW_AS, chat.id)
    spending = pack(OwnerArea.ADMIN, AdminAction.LIMITS, chat.id)
    rows: list[Row] = [
        decide,
        [button(t.plain("📝 Note"), note), button(t.plain("🧮 Limits"), spending)],
        [button(t.plain("👁 View as they see it"), view)],
    ]
    if has_prices:
        rows.append([_prices(t, chat.id)])
    if chat.type == "private":
        person = pack(OwnerArea.ADMIN, AdminAction.PERSON, chat.id)
        rows.append([button(t.plain("👤 Person"), person)])
    return [*rows, [button(t.plain("👥 Chats"), pack(OwnerArea.ADMIN, AdminAction.CHATS, 0))]]


def chat_limits(t: Translator, chat: Chat, budget: Budget, currency: str) -> Screen:
    """Show the limits of a chat, and a button for each of the owners' own."""
    text = lines(
        t("🧮 <b>Spending limits</b>"),
        title(t, chat),
        "",
        *(limits.summary(t, budget, currency) or [t("None.")]),
        "",
        t("<i>Owners are asked to approve what exceeds theirs.</i>"),
    )
    buttons = [
        button(
            t.plain(label),
            pack(OwnerArea.ADMIN, AdminAction.ASK, LIMIT_QUESTIONS[period], chat.id),
        )
        for period, label in limits.PERIOD_LABELS.items()
    ]
    back = button(t.plain("⬅️ Back"), pack(OwnerArea.ADMIN, AdminAction.CHAT, chat.id))
    return Screen(text, [*rows_of(buttons, 2), [back]])


def seen_line(t: Translator, day: date | None) -> Markup | None:
    """Say when somebody asked for something last."""
    return None if day is None else t("Last seen: {day}", day=day)


def sums_line(t: Translator, sums: Summary) -> Markup:
    """Say what was ordered, and for how much."""
    orders = t.plural("{number} order", "{number} orders", sums.orders)
    if not sums.spent:
        return orders
    return orders + Markup(" · ") + t("spent: {amount}", amount=spent(t, sums))


def margin_line(t: Translator, margin: Margin | None, wallet: Statement | None) -> Markup | None:
    """Say what is left of what was paid for orders, where customers pay from wallets."""
    if margin is None or wallet is None or not margin.orders:
        return None
    return t("📈 Margin: {amount}", amount=left(t, margin, wallet.currency))


def person_card(
    t: Translator,
    person: Person,
    sums: Summary,
    of: Sequence[Chat],
    *,
    is_owner: bool,
    wallet: Statement | None = None,
    margin: Margin | None = None,
) -> Screen:
    """Show what is known of a person, and what can be done about it.

    Args:
        wallet: their own, where customers pay from wallets.
        margin: what is left of what was paid for the orders of this person.
        of: the chats in which they have ordered, and their private one.
        is_owner: nobody can block them.
    """
    text = lines(
        texts.person(person.user_id, called(person)),
        Markup("<code>{}</code>").format(person.user_id),
        t("⛔ Blocked everywhere.") if person.blocked else None,
        t("Known since: {day}", day=person.first_seen_at.date()),
        seen_line(t, person.seen_on),
        sums_line(t, sums),
        wallets.line(t, wallet) if wallet else None,
        margin_line(t, margin, wallet),
    )
    rows = _person_rows(t, person, of, is_customer=wallet is not None)
    if not is_owner:
        rows.insert(0, [_block(t, person)])
    return Screen(text, [*rows, home_row(t)])


def _person_rows(
    t: Translator, person: Person, of: Sequence[Chat], *, is_customer: bool
) -> list[Row]:
    shown = [
        button(f"👥 {title(t, chat)}", pack(OwnerArea.ADMIN, AdminAction.CHAT, chat.id))
        for chat in of
    ]
    found = pack(OwnerArea.FIND, Found.PERSON, person.user_id, 0)
    first = [button(t.plain("📋 Orders"), found)]
    if is_customer:
        first.append(wallets.open_button(t, person.user_id))
    if is_customer and any(chat.id == person.user_id for chat in of):
        first.append(_prices(t, person.user_id))
    back = button(t.plain("👤 People"), pack(OwnerArea.ADMIN, AdminAction.PEOPLE, 0))
    return [first, *rows_of(shown, 1), [back]]


def _prices(t: Translator, chat_id: int) -> InlineKeyboardButton:
    return button(t.plain("💵 Prices"), pack(PricingArea.PRICES, PriceAction.CUSTOMER, chat_id))


def _block(t: Translator, person: Person) -> InlineKeyboardButton:
    if person.blocked:
        data = pack(OwnerArea.ADMIN, AdminAction.BLOCK, person.user_id, 0)
        return button(t.plain("✅ Unblock"), data)
    data = pack(OwnerArea.ADMIN, AdminAction.BLOCK, person.user_id, 1)
    return button(t.plain("⛔ Block"), data, style="danger")
