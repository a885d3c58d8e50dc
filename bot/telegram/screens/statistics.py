"""Statistics in words: the caption of their picture, with its buttons."""

from markupsafe import Markup

from bot.domain.errors import N_
from bot.domain.money import rounded
from bot.domain.spans import Span
from bot.domain.statistics import Outcome, Summary
from bot.i18n import Translator
from bot.telegram import texts, whose
from bot.telegram.callback_data import Area, pack
from bot.telegram.context import Visit
from bot.telegram.screens.screen import Row, Screen, button, lines

SPANS = (7, 30, 90)
_SHARES = {
    Outcome.COMPLETED: N_("✅ {share} completed"),
    Outcome.PARTIAL: N_("🟡 {share} partial"),
    Outcome.CANCELED: N_("🚫 {share} canceled"),
}


def caption(visit: Visit, chosen: str, span: Span, summary: Summary) -> Screen:
    """Return the numbers."""
    t, best = visit.t, summary.best
    shares = [
        t(text, share=t.share(summary.share(it)))
        for it, text in _SHARES.items()
        if summary.outcomes.get(it)
    ]
    delivery = summary.delivery
    text = lines(
        Markup("📊 <b>{}</b>").format(title(visit, chosen, span)),
        t.plural("{number} order", "{number} orders", summary.orders)
        + Markup(" · ")
        + t("spent: {amount}", amount=spent(t, summary)),
        Markup(" · ").join(shares) if shares else None,
        None
        if delivery is None
        else t("⏱ Half of them came within {time}", time=t.took(delivery)),
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
    return Screen(text, _rows(visit, chosen, len(span.days)))


def nothing(t: Translator, span: Span) -> str:
    """Say that there is nothing to draw."""
    return t.plain("📊 No orders: {days}.", days=texts.days(t, span))


def title(visit: Visit, chosen: str, span: Span) -> str:
    """Say whose orders of which days these are."""
    name = whose.name(visit, chosen)
    days = texts.days(visit.t, span)
    return f"{name} · {days}" if name else days


def spent(t: Translator, summary: Summary) -> str:
    """Say what was spent, in each currency."""
    return " + ".join(t.money(rounded(it), currency) for currency, it in summary.spent.items())


def _rows(visit: Visit, chosen: str, days: int) -> list[Row]:
    spans = [
        button(
            ("• " if count == days else "") + days_label(visit.t, count),
            pack(Area.STATISTICS, chosen, count),
        )
        for count in SPANS
    ]
    return [spans, *whose.rows(visit, Area.STATISTICS, chosen, days)]


def days_label(t: Translator, count: int) -> str:
    """Name a button that chooses the last days."""
    return t.plural_plain("{number} day", "{number} days", count)
