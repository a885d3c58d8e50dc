"""The owners' page on the margin: its numbers, and the buttons that choose something else."""

from markupsafe import escape

from bot.core.charts.layout import Format
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, rows_of
from bot.owners.buttons import OwnerArea
from bot.owners.screens.navigation import open_home
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.margin import Grouping, MarginReport
from bot.reports.screens import margin as screens
from bot.reports.screens.statistics import days_label

RANGES = (7, 30, 90, 365)
USUAL_DAYS = 30
RANGES_A_ROW = 2
GROUPINGS_A_ROW = 3


def margin_data(grouping: Grouping, days: int, format_: str = "") -> str:
    """Return what a button carries that shows the margin of the last days, or sends a file."""
    return pack(OwnerArea.MARGIN, grouping.value, days, *([format_] if format_ else []))


def page(t: Translator, it: MarginReport) -> Screen:
    """Show the numbers, with buttons for other days and breakdowns, and for files."""
    days = len(it.days.days)
    groupings = [
        button(_chosen(t.plain(label), chosen=by is it.grouping), margin_data(by, days))
        for by, label in screens.GROUPING_LABELS.items()
    ]
    files = [
        button(f"📎 {file.upper()}", margin_data(it.grouping, days, file.value)) for file in Format
    ]
    rows = [*rows_of(groupings, GROUPINGS_A_ROW), *_ranges(t, it.grouping, days), files]
    return Screen(screens.caption(t, it), [*rows, open_home(t)])


def nothing(t: Translator, date_range: DateRange) -> Screen:
    """Say that nothing was sold, and offer other days."""
    rows = [*_ranges(t, Grouping.SERVICE, len(date_range.days)), open_home(t)]
    return Screen(escape(screens.nothing(t, date_range)), rows)


def _ranges(t: Translator, grouping: Grouping, days: int) -> list[Row]:
    buttons = [
        button(_chosen(days_label(t, it), chosen=it == days), margin_data(grouping, it))
        for it in RANGES
    ]
    return rows_of(buttons, RANGES_A_ROW)


def _chosen(label: str, *, chosen: bool) -> str:
    return f"• {label}" if chosen else label
