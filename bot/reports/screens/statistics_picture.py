"""Statistics as a picture: every number in the reader's language, for bot/core/charts to draw."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.charts.picture import (
    Bars,
    Mark,
    Parts,
    Picture,
    Rank,
    Ranking,
    Slice,
    Tile,
    Tone,
    scale,
)
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.money import rounded
from bot.core.telegram.context import Actor
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.statistics import Bar, Outcome, Summary, bars
from bot.reports.screens import statistics as screens

SERVICES = 4
DAYS_NAMED = 4
UNKNOWN = "—"
OUTCOMES: dict[Outcome, tuple[str, Tone]] = {
    Outcome.COMPLETED: (N_("Completed"), Tone.GOOD),
    Outcome.PARTIAL: (N_("Partial"), Tone.PART),
    Outcome.OPEN: (N_("In progress"), Tone.OPEN),
    Outcome.UNCLEAR: (N_("Unclear"), Tone.UNCLEAR),
    Outcome.CANCELED: (N_("Canceled"), Tone.OFF),
    Outcome.FAILED: (N_("Not placed"), Tone.BAD),
}


def picture(actor: Actor, chosen: str, date_range: DateRange, summary: Summary) -> Picture:
    """Return what is drawn of the statistics."""
    t = actor.t
    main = rounded(summary.spent[summary.currency])
    return Picture(
        title=t.plain("Orders"),
        subtitle=screens.title(actor, chosen, date_range),
        tiles=(
            Tile(t.plain("Orders"), t.number(summary.orders)),
            Tile(t.plain("Spent"), t.money(main, summary.currency)),
            Tile(t.plain("Median delivery"), _took(t, summary.delivery)),
        ),
        panels=(*_bars(t, summary), _outcomes(t, summary), _services(t, summary)),
        mirrored=t.is_mirrored,
    )


def _bars(t: Translator, summary: Summary) -> tuple[Bars, Bars]:
    shown = bars(summary.days)
    by_day = shown is summary.days
    counts, money = [bar.orders for bar in shown], [float(bar.spent) for bar in shown]
    currency = summary.currency
    return (
        Bars(
            title=t.plain("Orders by day") if by_day else t.plain("Orders by week"),
            tone=Tone.ORDERS,
            values=counts,
            scale=[Mark(it, t.short(it)) for it in scale(max(counts), whole=True)],
        ),
        Bars(
            title=t.plain("Spent by day") if by_day else t.plain("Spent by week"),
            tone=Tone.MONEY,
            values=money,
            scale=[Mark(it, t.short_money(it, currency)) for it in scale(max(money))],
            below=days_below(t, shown),
        ),
    )


def days_below(t: Translator, shown: Sequence[Bar]) -> list[Mark]:
    """Name some days, back from the last."""
    last = len(shown) - 1
    step = max(-(-last // DAYS_NAMED), 1)
    return [Mark(at, t.short_day(shown[at].day)) for at in range(last, -1, -step)]


def _outcomes(t: Translator, summary: Summary) -> Parts:
    shares = [(it, summary.share(it)) for it in OUTCOMES if summary.outcomes.get(it)]
    return Parts(
        title=t.plain("Outcomes"),
        slices=[
            Slice(f"{t.plain(OUTCOMES[it][0])} {t.share(share)}", share, OUTCOMES[it][1])
            for it, share in shares
        ],
    )


def _services(t: Translator, summary: Summary) -> Ranking:
    most = max(service.orders for service in summary.services)
    return Ranking(
        title=t.plain("Top services"),
        columns=t.plain("spent · median delivery · orders"),
        ranks=[
            Rank(
                name=service.name,
                spare=t.plain("Service {number}", number=service.service_id),
                length=service.orders / most,
                value=t.number(service.orders),
                detail=" · ".join(
                    (
                        t.money(rounded(service.spent), summary.currency),
                        _took(t, service.delivery),
                    )
                ),
            )
            for service in summary.services
        ],
    )


def _took(t: Translator, delivery: timedelta | None) -> str:
    return UNKNOWN if delivery is None else t.took(delivery)
