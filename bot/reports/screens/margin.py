"""The margin in words: the caption of its picture, with its buttons; and as rows of a file."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup

from bot.core.charts.layout import Column, Kind, Layout, Row
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.money import rounded
from bot.core.telegram.screen import lines
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.margin import Expenses, Grouping, Margin, MarginReport, MarginRow, Margins
from bot.reports.screens import texts
from bot.wallet.rules.units import from_units

GROUPING_LABELS = {
    Grouping.SERVICE: N_("Services"),
    Grouping.CATEGORY: N_("Categories"),
    Grouping.PERSON: N_("People"),
    Grouping.CHAT: N_("Chats"),
    Grouping.PANEL: N_("Panels"),
    Grouping.DAY: N_("Days"),
}
_HEADS = {
    Grouping.SERVICE: N_("Service"),
    Grouping.CATEGORY: N_("Category"),
    Grouping.PERSON: N_("Person"),
    Grouping.CHAT: N_("Chat"),
    Grouping.PANEL: N_("Panel"),
    Grouping.DAY: N_("Day"),
}
UNKNOWN = "—"
SHOWN = 6
"""Rows of a picture."""
_TENTH = Decimal("0.1")


def caption(t: Translator, it: MarginReport) -> Markup:
    """Return the numbers."""
    total = it.found.total
    return lines(
        Markup("📈 <b>{}</b>").format(f"{t.plain('Margin')} · {texts.days(t, it.days)}"),
        t.plural("{number} order", "{number} orders", total.orders),
        *margin_lines(t, total, it.currency),
        *_besides(t, it.besides, it.currency),
    )


def margin_lines(t: Translator, it: Margin, currency: str) -> list[Markup]:
    """Say what was sold, what it cost, and what is left."""
    found = [
        t("💰 Sales: {amount}", amount=money(t, from_units(it.sales), currency)),
        t("🧾 Cost: {amount}", amount=money(t, it.cost, currency)),
        t("📈 Margin: {amount}", amount=left(t, it, currency)),
    ]
    if it.lost:
        lost = money(t, from_units(it.lost), currency)
        found.append(t("🕳 Written off: {amount}", amount=lost))
    return found


def _besides(t: Translator, it: Expenses, currency: str) -> list[Markup]:
    """Say what is in no order's margin."""
    found = []
    if it.fees:
        amount = money(t, from_units(it.fees), currency)
        found.append(t("🏦 Fees of ways to pay: {amount}", amount=amount))
    if it.given:
        amount = money(t, from_units(it.given), currency)
        found.append(t("🎁 Given away: {amount}", amount=amount))
    return found


def left(t: Translator, it: Margin, currency: str) -> str:
    """Say what is left, and what part of the cost that is."""
    amount = money(t, it.left, currency)
    return amount if it.percent is None else f"{amount} ({percent(t, it)})"


def percent(t: Translator, it: Margin) -> str:
    """Say what part of the cost the margin is."""
    if it.percent is None:
        return UNKNOWN
    return t.percent(it.percent.quantize(_TENTH, ROUND_HALF_UP))


def money(t: Translator, amount: Decimal, currency: str) -> str:
    """Say an amount, to the cent."""
    return t.money(rounded(amount), currency)


def nothing(t: Translator, date_range: DateRange) -> str:
    """Say that nothing was sold."""
    return t.plain("📈 Nothing was sold: {days}", days=texts.days(t, date_range))


def name(t: Translator, row: MarginRow) -> str:
    """Return what a row is about."""
    if row.day is not None:
        return t.short_day(row.day)
    return row.name or (str(row.number) if row.number else UNKNOWN)


def top(found: Margins) -> Sequence[MarginRow]:
    """Return the rows that are shown: those that sold most."""
    return sorted(found.rows(), key=lambda row: -row.margin.sales)[:SHOWN]


def file_name(it: MarginReport) -> str:
    """Return what a file is called, without what it ends with."""
    return f"margin_{it.grouping.name.lower()}_{it.days.first}_{it.days.last}"


def layout(t: Translator, it: MarginReport) -> Layout:
    """Return what a file looks like."""
    columns = (
        (t.plain(_HEADS[it.grouping]), Kind.TEXT, 40),
        (t.plain("Number"), Kind.TEXT, 16),
        (t.plain("Orders"), Kind.COUNT, 9),
        (t.plain("Sales"), Kind.MONEY, 14),
        (t.plain("Cost"), Kind.MONEY, 14),
        (t.plain("Margin"), Kind.MONEY, 14),
        (t.plain("Margin, % of the cost"), Kind.MONEY, 12),
        (t.plain("Written off"), Kind.MONEY, 14),
        (t.plain("Currency"), Kind.TEXT, 9),
    )
    return Layout(
        [Column(*column) for column in columns], t.plain("Margin"), mirrored=t.is_mirrored
    )


def file_rows(it: MarginReport) -> list[Row]:
    """Return the cells of a file's rows; amounts are not rounded."""
    return [
        (
            row.name or UNKNOWN,
            str(row.number) if row.number else "",
            row.margin.orders,
            from_units(row.margin.sales),
            row.margin.cost,
            row.margin.left,
            None if row.margin.percent is None else row.margin.percent.quantize(_TENTH),
            from_units(row.margin.lost),
            it.currency,
        )
        for row in it.found.rows()
    ]
