"""The days of a report in words."""

from bot.core.i18n import Translator
from bot.reports.rules.date_ranges import DateRange


def days(t: Translator, date_range: DateRange) -> str:
    """Name the days of a report."""
    if date_range.first is None:
        return t.plain("All time")
    return t.days(date_range.first, date_range.last)
