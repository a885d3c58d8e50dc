"""A wallet's statement as a file, and as a picture."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core.charts.layout import Column, Kind, Layout, Row
from bot.core.charts.picture import Bars, Mark, Picture, Tile, Tone, scale
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.wallet.rules.entries import Day, Entry, balances
from bot.wallet.rules.units import from_units
from bot.wallet.screens.wallet import label, money
from bot.wallet.service.statements import Statement

DAYS = 30
DAYS_NAMED = 4
_COLUMNS = (
    (N_("Date (UTC)"), Kind.MOMENT, 17),
    (N_("What for"), Kind.TEXT, 30),
    (N_("Amount"), Kind.MONEY, 12),
    (N_("Balance"), Kind.MONEY, 12),
    (N_("Currency"), Kind.TEXT, 9),
    (N_("Reason"), Kind.TEXT, 40),
)


def layout(t: Translator) -> Layout:
    """Return what the file looks like."""
    columns = [Column(t.plain(title), kind, width) for title, kind, width in _COLUMNS]
    return Layout(columns, t.plain("Statement"), mirrored=t.is_mirrored)


def rows(t: Translator, it: Statement, entries: Sequence[Entry]) -> Iterable[Row]:
    """Return a line for each entry, the oldest first."""
    for entry, balance in zip(entries, balances(entries, it.posted), strict=True):
        yield [
            entry.at.replace(tzinfo=None),
            label(t, entry),
            from_units(entry.units),
            from_units(balance),
            it.currency,
            entry.note,
        ]


def picture(t: Translator, title: str, it: Statement, days: Sequence[Day]) -> Picture:
    """Return what is drawn of the last days."""
    spent = sum(day.spent for day in days)
    return Picture(
        title=title,
        subtitle=t.days(days[0].day, days[-1].day),
        tiles=(
            Tile(t.plain("Balance"), money(t, it.posted, it.currency)),
            Tile(t.plain("Reserved"), money(t, it.held, it.currency)),
            Tile(t.plain("Spent"), money(t, spent, it.currency)),
        ),
        panels=(
            _bars(t, t.plain("Spent by day"), [day.spent for day in days], it.currency),
            _bars(t, t.plain("Balance by day"), [day.balance for day in days], it.currency, days),
        ),
        mirrored=t.is_mirrored,
    )


def _bars(
    t: Translator, title: str, units: Sequence[int], currency: str, days: Sequence[Day] = ()
) -> Bars:
    values = [max(float(from_units(it)), 0.0) for it in units]
    last = len(days) - 1
    step = max(-(-last // DAYS_NAMED), 1)
    return Bars(
        title=title,
        tone=Tone.MONEY if days else Tone.ORDERS,
        values=values,
        scale=[Mark(it, t.short_money(it, currency)) for it in scale(max(values))],
        below=[Mark(at, t.short_day(days[at].day)) for at in range(last, -1, -step)],
    )


PERIOD = timedelta(days=DAYS + 1)
"""Of entries that a picture needs, in any time zone."""
