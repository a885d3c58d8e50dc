"""A group's weekly summary, and the page of settings on which it is turned on."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.chats.buttons import ChatArea, SettingsAction, SettingsPage
from bot.core.i18n import Translator
from bot.core.money import rounded
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of, shorten
from bot.core.text.typed import is_visible
from bot.orders.screens import texts as order_texts
from bot.reports.buttons import ReportArea, WeeklyAction
from bot.reports.rules.statistics import Outcome
from bot.reports.rules.weekly import PersonShare, read_words
from bot.reports.screens import texts
from bot.reports.screens.statistics import spent
from bot.reports.service.weekly import Week
from bot.reports.tables import WeeklySummary

PEOPLE_SHOWN = 10
NAME_SHOWN = 40
HOURS_OFFERED = (8, 9, 10, 12, 15, 18, 20, 22)
A_ROW = 4


def settings(t: Translator, summary: WeeklySummary | None, thread_id: int | None) -> Screen:
    """Show when and where a group is told how its week was, and buttons to change it.

    Args:
        thread_id: the topic in which the page is shown.
    """
    text = lines(
        t("📅 <b>Weekly summary</b>"),
        "",
        _when(t, summary),
        _where(t, summary, thread_id),
        "",
        t("What was ordered and spent, by whom, and what is still open."),
        t("Everybody who reads there sees it. Weeks without orders are skipped."),
    )
    back = pack(ChatArea.SETTINGS, SettingsAction.OPEN, SettingsPage.MAIN)
    rows = _rows(t, summary, thread_id)
    return Screen(text, [*rows, [button(t.plain("⬅️ Back"), back)]])


def _when(t: Translator, summary: WeeklySummary | None) -> Markup:
    if summary is None:
        return t("Weekly summary: off")
    return t("Weekly summary: {when}", when=when(t, summary.weekday, summary.hour))


def when(t: Translator, weekday: int, hour: int) -> str:
    """Say on which day of the week and at which hour it comes."""
    return f"{t.weekday(weekday)}, {t.clock(time(hour))}"


def _where(t: Translator, summary: WeeklySummary | None, thread_id: int | None) -> Markup | None:
    if summary is None or (summary.topic_id is None and thread_id is None):
        return None
    return t("Topic: this one") if summary.topic_id == thread_id else t("Topic: another one")


def _rows(t: Translator, summary: WeeklySummary | None, thread_id: int | None) -> list[Row]:
    if summary is None:
        return [[_button(t.plain("🔔 Turn on"), WeeklyAction.ON)]]
    days = [
        _button(_marked(name, on=day == summary.weekday), WeeklyAction.WEEKDAY, day)
        for day, name in t.weekdays()
    ]
    hours = [
        _button(_marked(t.clock(time(hour)), on=hour == summary.hour), WeeklyAction.HOUR, hour)
        for hour in HOURS_OFFERED
    ]
    here = [[_button(t.plain("Use this topic"), WeeklyAction.HERE)]]
    return [
        *rows_of(days, A_ROW),
        *rows_of(hours, A_ROW),
        *(here if summary.topic_id != thread_id else ()),
        [_button(t.plain("🔕 Turn off"), WeeklyAction.OFF)],
    ]


def _marked(label: str, *, on: bool) -> str:
    return ("• " if on else "") + label


def _button(label: str, action: WeeklyAction, *args: int) -> InlineKeyboardButton:
    return button(label, pack(ReportArea.WEEKLY, action, *args))


def logged(t: Translator, words: str) -> str:
    """Say what the settings' log keeps of a change."""
    found = read_words(words)
    if found is None:
        return words or t.plain("off")
    weekday, hour, topic = found
    return when(t, weekday, hour) + (f" · {topic}" if topic else "")


def summary(t: Translator, week: Week) -> Screen:
    """Sum up a group's week."""
    it = week.summary
    failed = it.outcomes.get(Outcome.FAILED, 0) + it.outcomes.get(Outcome.CANCELED, 0)
    people = [_person(t, share) for share in week.people[:PEOPLE_SHOWN]]
    more = len(week.people) - PEOPLE_SHOWN
    text = lines(
        Markup("📅 <b>{}</b>").format(texts.days(t, week.days)),
        "",
        Markup("🧾 ") + t.plural("{number} order", "{number} orders", it.orders),
        t("💰 Spent: {amount}", amount=spent(t, it)) if it.spent else None,
        t("❌ Failed or canceled: {number}", number=failed) if failed else None,
        *(("", *people) if people else ()),
        t("And {number} more.", number=more) if more > 0 else None,
        *_open(t, week),
    )
    return Screen(text, [[button(t.plain("📋 Orders"), pack(ChatArea.MENU, "orders"))]])


def _person(t: Translator, share: PersonShare) -> Markup:
    name = share.name if is_visible(share.name) else "—"
    orders = t.plural("{number} order", "{number} orders", share.orders)
    return Markup("👤 {}: {} · {}").format(name, orders, _money(t, share.spent))


def _money(t: Translator, amounts: Mapping[str, Decimal]) -> str:
    return " + ".join(t.money(rounded(it), currency) for currency, it in amounts.items())


def _open(t: Translator, week: Week) -> list[Markup | str]:
    total, shown = week.open.total, week.open.items
    if not total:
        return ["", t("Nothing is open.")]
    more = total - len(shown)
    return [
        "",
        t("⏳ Still open: {number}", number=total),
        *(
            Markup("{} {} · {}").format(
                order_texts.order_name(order),
                order_texts.state(t, order),
                shorten(order.service_name, NAME_SHOWN),
            )
            for order in shown
        ),
        *([t("And {number} more.", number=more)] if more else []),
    ]
