"""The margin as a picture: every number in the reader's language."""

from collections.abc import Sequence
from decimal import Decimal

from bot.core.charts.picture import Bars, Mark, Picture, Rank, Ranking, Tile, Tone, scale
from bot.core.i18n import Translator
from bot.reports.rules.margin import Margin, MarginReport, MarginRow
from bot.reports.rules.statistics import Bar, bars
from bot.reports.screens import margin as screens
from bot.reports.screens import texts
from bot.reports.screens.statistics_picture import days_below
from bot.wallet.rules.units import from_units


def picture(t: Translator, it: MarginReport) -> Picture:
    """Return what is drawn of a margin."""
    total, currency = it.found.total, it.currency
    return Picture(
        title=t.plain("Margin"),
        subtitle=texts.days(t, it.days),
        tiles=(
            Tile(t.plain("Sales"), screens.money(t, from_units(total.sales), currency)),
            Tile(t.plain("Cost"), screens.money(t, total.cost, currency)),
            Tile(
                f"{t.plain('Margin')} · {screens.percent(t, total)}",
                screens.money(t, total.left, currency),
            ),
        ),
        panels=(*_bars(t, it), _ranking(t, it)),
        mirrored=t.is_mirrored,
    )


def _bars(t: Translator, report: MarginReport) -> tuple[Bars, Bars]:
    days, nothing = report.found.days, Margin()
    of_days = [(day, days.get(day, nothing)) for day in report.days.days]
    sales = bars([Bar(day, it.orders, from_units(it.sales)) for day, it in of_days])
    lefts = bars([Bar(day, it.orders, it.left) for day, it in of_days])
    by_day = len(sales) == len(of_days)
    (sold, sold_scale), (left, left_scale) = (
        _values(t, it, report.currency) for it in (sales, lefts)
    )
    return (
        Bars(
            title=t.plain("Sales by day") if by_day else t.plain("Sales by week"),
            tone=Tone.ORDERS,
            values=sold,
            scale=sold_scale,
        ),
        Bars(
            title=t.plain("Margin by day") if by_day else t.plain("Margin by week"),
            tone=Tone.MONEY,
            values=left,
            scale=left_scale,
            below=days_below(t, lefts),
        ),
    )


def _values(
    t: Translator, shown: Sequence[Bar], currency: str
) -> tuple[Sequence[float], Sequence[Mark]]:
    """Return the heights of bars, and their scale: of a loss there is no bar."""
    money = [max(float(bar.spent), 0.0) for bar in shown]
    return money, [Mark(it, t.short_money(it, currency)) for it in scale(max(money))]


def _ranking(t: Translator, it: MarginReport) -> Ranking:
    rows = screens.top(it.found)
    most = max((row.margin.sales for row in rows), default=0) or 1
    return Ranking(
        title=t.plain(screens.GROUPING_LABELS[it.grouping]),
        columns=t.plain("sales · cost · margin"),
        ranks=[_rank(t, row, row.margin.sales / most, it.currency) for row in rows],
    )


def _rank(t: Translator, row: MarginRow, length: float, currency: str) -> Rank:
    amounts: tuple[Decimal, ...] = (from_units(row.margin.sales), row.margin.cost)
    return Rank(
        name=screens.name(t, row),
        spare=str(row.number),
        length=length,
        value=screens.money(t, row.margin.left, currency),
        detail=" · ".join(screens.money(t, it, currency) for it in amounts),
    )
