"""Which orders somebody wants as a file: typed after the command, or carried by a button."""

from dataclasses import dataclass
from datetime import date

from bot.core.charts.layout import Format
from bot.core.i18n import Translator
from bot.core.text.typed import plain
from bot.reports.rules.date_ranges import DateRange, last_days

USUAL_DAYS = 30
MOST_DIGITS = 3  # of a number of days
ALL = "all"
EARLIEST = date(2000, 1, 1)
MOST_DATES = 2
_FORMATS = {it.value: it for it in Format}


@dataclass(frozen=True, slots=True)
class ExportArgs:
    """What was typed; `format`: `None` if nothing was said of it."""

    date_range: DateRange
    format: Format | None


def read_args(t: Translator, text: str, today: date) -> ExportArgs | None:
    """Read `/export [csv or xlsx] [all, a number of days, or one day or two]`.

    Days are as ISO has them or the language; `None` if something else is among the words.
    """
    date_range, format_ = last_days(today, USUAL_DAYS), None
    dates: list[date] = []
    for word in plain(text).lower().split()[1:]:
        day = t.read_date(word)
        if word in _FORMATS:
            format_ = _FORMATS[word]
        elif word == ALL:
            date_range = DateRange(None, today)
        elif word.isdecimal() and len(word) <= MOST_DIGITS and int(word) > 0:
            date_range = last_days(today, int(word))
        elif day is not None and len(dates) < MOST_DATES:
            dates.append(day)
        else:
            return None
    if dates:
        date_range = _between(min(dates), max(dates) if len(dates) > 1 else today, today)
    return ExportArgs(date_range, format_)


def date_range_of(first: str, last: str, today: date) -> DateRange | None:
    """Read a button's days; `None` for what this bot never packed."""
    try:
        end = date.fromisoformat(last)
        if not first:
            return DateRange(None, min(end, today))
        return _between(date.fromisoformat(first), end, today)
    except ValueError:
        return None


def _between(first: date, last: date, today: date) -> DateRange:
    """Return a span that ends today at the latest: there are no later orders."""
    last = min(max(last, EARLIEST), today)
    return DateRange(min(max(first, EARLIEST), last), last)
