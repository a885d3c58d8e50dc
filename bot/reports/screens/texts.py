"""The days of a report in words."""

from bot.core.i18n import Translator
from bot.reports.rules.date_ranges import DateRange


def days(t: Translator, span: DateRange) -> str:
    """Name the days of a report."""
    if span.first is None:
        return t.plain("All time")
    return t.days(span.first, span.last)
