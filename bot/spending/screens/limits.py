"""Limits on what may be spent, and what is left of them."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from bot.chats.buttons import ChatArea, SettingsAction, SettingsPage
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines, rows_of
from bot.spending.buttons import LimitAction, SpendingArea
from bot.spending.rules.limits import (
    RECURRING,
    Budget,
    Excess,
    Level,
    Limit,
    Period,
    left_of,
)

AMOUNTS_A_ROW = 3
_STEPS = (10, 25, 50, 100, 250, 500)
_SCALE = {"TRY": 10, "UAH": 10, "RUB": 100, "INR": 100, "KZT": 100, "NGN": 1000, "IDR": 10_000}
"""What a dollar is about, where amounts are much larger."""
PERIOD_LABELS = {
    Period.ORDER: N_("A single order"),
    Period.DAY: N_("A day"),
    Period.WEEK: N_("A week"),
    Period.MONTH: N_("A month"),
}
OWNERS_LABELS = {
    Period.ORDER: N_("A single order, by the owners of this bot"),
    Period.DAY: N_("A day, by the owners of this bot"),
    Period.WEEK: N_("A week, by the owners of this bot"),
    Period.MONTH: N_("A month, by the owners of this bot"),
}
QUESTIONS = {
    Period.ORDER: N_("🧮 Send the most that one order may cost, for example 50."),
    Period.DAY: N_("🧮 Send the daily limit, for example 50."),
    Period.WEEK: N_("🧮 Send the weekly limit, for example 200."),
    Period.MONTH: N_("🧮 Send the monthly limit, for example 500."),
}
LEFT_LABELS = {
    Period.ORDER: N_("Most for a single order: {left}"),
    Period.DAY: N_("Left today: {left}"),
    Period.WEEK: N_("Left this week: {left}"),
    Period.MONTH: N_("Left this month: {left}"),
}
BEYOND_LABELS = {
    (Level.GROUP, Period.ORDER): N_("Exceeds this group's limit for a single order."),
    (Level.GROUP, Period.DAY): N_("Exceeds this group's daily limit."),
    (Level.GROUP, Period.WEEK): N_("Exceeds this group's weekly limit."),
    (Level.GROUP, Period.MONTH): N_("Exceeds this group's monthly limit."),
    (Level.OWNER, Period.ORDER): N_("Exceeds the owners' limit for a single order."),
    (Level.OWNER, Period.DAY): N_("Exceeds the owners' daily limit."),
    (Level.OWNER, Period.WEEK): N_("Exceeds the owners' weekly limit."),
    (Level.OWNER, Period.MONTH): N_("Exceeds the owners' monthly limit."),
}
ASKS_LABELS = {
    Level.GROUP: N_("After you confirm, the administrators are asked to approve it."),
    Level.OWNER: N_("After you confirm, the owners of this bot are asked to approve it."),
}


def summary(t: Translator, budget: Budget, currency: str) -> Sequence[Markup]:
    """Say each limit of a chat, with what was spent of it and what is left; a line each."""
    return [_line(t, budget, limit, currency) for limit in budget.limits]


def _line(t: Translator, budget: Budget, limit: Limit, currency: str) -> Markup:
    labels = PERIOD_LABELS if limit.level is Level.GROUP else OWNERS_LABELS
    amount = t.money(limit.amount, currency)
    if limit.period not in RECURRING:
        return Markup("{}: <b>{}</b>").format(t.plain(labels[limit.period]), amount)
    return t(
        "{limit}: <b>{amount}</b> · spent {spent}, left {left}",
        limit=t.plain(labels[limit.period]),
        amount=amount,
        spent=t.money(budget.spent[limit.period], currency),
        left=t.money(left_of(limit, budget.spent), currency),
    )


def panel(t: Translator, budget: Budget, currency: str) -> Screen:
    """Show the limits of a group, and a button for each of its own."""
    text = lines(
        t("🧮 <b>Spending limits in this group</b>"),
        "",
        *(summary(t, budget, currency) or [t("None.")]),
        "",
        t("An order above a limit waits until an administrator approves it."),
        t("<i>Tap a limit to set it, or write for example /limit day 50.</i>"),
    )
    periods = [
        button(t.plain(label), pack(SpendingArea.LIMIT, period))
        for period, label in PERIOD_LABELS.items()
    ]
    back = pack(ChatArea.SETTINGS, SettingsAction.OPEN, SettingsPage.MAIN)
    return Screen(text, [*rows_of(periods, 2), [button(t.plain("⚙️ Settings"), back)]])


def choose(t: Translator, period: Period, budget: Budget, currency: str) -> Screen:
    """Offer amounts for one of a group's own limits; what is chosen has a dot."""
    chosen = next(
        (it for it in budget.limits if it.level is Level.GROUP and it.period is period), None
    )
    now = t("None.") if chosen is None else _line(t, budget, chosen, currency)
    text = lines(Markup("🧮 <b>{}</b>").format(t.plain(PERIOD_LABELS[period])), "", now)
    amounts = [step * _SCALE.get(currency, 1) for step in _STEPS]
    options = [
        button(
            ("• " if chosen and chosen.amount == amount else "") + t.money(amount, currency),
            pack(SpendingArea.LIMIT, period, amount),
        )
        for amount in map(Decimal, amounts)
    ]
    none = ("" if chosen else "• ") + t.plain("No limit")
    last = [
        button(none, pack(SpendingArea.LIMIT, period, LimitAction.NONE)),
        button(t.plain("✏️ Another …"), pack(SpendingArea.LIMIT, period, LimitAction.ASK)),
    ]
    back = [button(t.plain("⬅️ Back"), pack(SpendingArea.LIMIT))]
    return Screen(text, [*rows_of(options, AMOUNTS_A_ROW), last, back])


def left(t: Translator, near: Excess, currency: str) -> Markup:
    """Say what is left of a limit."""
    return t(LEFT_LABELS[near.limit.period], left=t.money(near.left, currency))


def beyond(t: Translator, above: Excess, currency: str) -> Markup:
    """Say which limit an order goes beyond before it is confirmed, and what happens then."""
    limit = above.limit
    return lines(
        t(BEYOND_LABELS[limit.level, limit.period]),
        left(t, above, currency),
        t(ASKS_LABELS[limit.level]),
    )
