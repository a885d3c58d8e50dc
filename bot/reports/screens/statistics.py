"""Statistics in words: the caption of their picture, with its buttons."""

from markupsafe import Markup

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.money import rounded
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.reports.buttons import ReportArea
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.statistics import Outcome, Summary
from bot.reports.screens import report_scope, texts

RANGES = (7, 30, 90)
_SHARES = {
    Outcome.COMPLETED: N_("✅ {share} completed"),
    Outcome.PARTIAL: N_("🟡 {share} partial"),
    Outcome.CANCELED: N_("🚫 {share} canceled"),
}


def caption(actor: Actor, chosen: str, date_range: DateRange, summary: Summary) -> Screen:
    """Return the numbers."""
    t, best = actor.t, summary.best
    shares = [
        t(text, share=t.share(summary.share(it)))
        for it, text in _SHARES.items()
        if summary.outcomes.get(it)
    ]
    delivery = summary.delivery
    text = lines(
        Markup("📊 <b>{}</b>").format(title(actor, chosen, date_range)),
        t.plural("{number} order", "{number} orders", summary.orders)
        + Markup(" · ")
        + t("spent: {amount}", amount=spent(t, summary)),
        Markup(" · ").join(shares) if shares else None,
        None
        if delivery is None
        else t("⏱ Half were delivered within {time}", time=t.took(delivery)),
        t.plural(
            "🏆 Best day: {day}, {number} order for {amount}",
            "🏆 Best day: {day}, {number} orders for {amount}",
            best.orders,
            day=t.short_day(best.day),
            amount=t.money(rounded(best.spent), summary.currency),
        )
        if best
        else None,
    )
    return Screen(text, _rows(actor, chosen, len(date_range.days)))


def nothing(t: Translator, date_range: DateRange) -> str:
    """Say that there is nothing to draw."""
    return t.plain("📊 No orders: {days}", days=texts.days(t, date_range))


def title(actor: Actor, chosen: str, date_range: DateRange) -> str:
    """Say whose orders of which days these are."""
    name = report_scope.name(actor, chosen)
    days = texts.days(actor.t, date_range)
    return f"{name} · {days}" if name else days


def spent(t: Translator, summary: Summary) -> str:
    """Say what was spent, in each currency."""
    return " + ".join(t.money(rounded(it), currency) for currency, it in summary.spent.items())


def _rows(actor: Actor, chosen: str, days: int) -> list[Row]:
    ranges = [
        button(
            ("• " if count == days else "") + days_label(actor.t, count),
            pack(ReportArea.STATISTICS, chosen, count),
        )
        for count in RANGES
    ]
    return [ranges, *report_scope.rows(actor, ReportArea.STATISTICS, chosen, days)]


def days_label(t: Translator, count: int) -> str:
    """Name a button that chooses the last days."""
    return t.plural_plain("{number} day", "{number} days", count)
