"""Orders as a file: the choice of days and format, how far it is, what came of it."""

from datetime import date

from markupsafe import Markup

from bot.core.charts.layout import Format
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.reports.buttons import ReportArea
from bot.reports.rules.date_ranges import DateRange, last_days
from bot.reports.screens import report_scope, texts
from bot.reports.screens.statistics import RANGES, days_label, title
from bot.reports.tables import Export

_COMPACT = "%Y%m%d"


def panel(actor: Actor, chosen: str, date_range: DateRange, total: int, today: date) -> Screen:
    """Offer files of these orders, and other days."""
    t = actor.t
    text = lines(
        t("📦 <b>Orders as a file</b>"),
        title(actor, chosen, date_range),
        "",
        t.plural("{number} order", "{number} orders", total),
    )
    formats = [
        button(format_.value.upper(), _data(chosen, date_range, format_.value), style="primary")
        for format_ in Format
    ]
    ranges = [(days_label(t, count), last_days(today, count)) for count in RANGES]
    ranges.append((t.plain("All time"), DateRange(None, today)))
    choices: list[Row] = [
        [
            button(("• " if it == date_range else "") + label, _data(chosen, it))
            for label, it in ranges[at : at + 2]
        ]
        for at in range(0, len(ranges), 2)
    ]
    first, last = _days(date_range)
    return Screen(
        text,
        [
            *([formats] if total else []),
            *choices,
            *report_scope.rows(actor, ReportArea.EXPORT, chosen, first, last),
        ],
    )


def _data(chosen: str, date_range: DateRange, format_: str = "") -> str:
    return pack(ReportArea.EXPORT, chosen, *_days(date_range), format_)


def _days(date_range: DateRange) -> tuple[str, str]:
    first = "" if date_range.first is None else f"{date_range.first:{_COMPACT}}"
    return first, f"{date_range.last:{_COMPACT}}"


def progress(t: Translator, export: Export, done: int) -> Screen:
    """Say how far it is."""
    return Screen(
        lines(
            _head(t, export),
            t("{done} of {total} …", done=t.number(done), total=t.number(export.total)),
        )
    )


def done(t: Translator, export: Export, rows: int) -> Screen:
    """Say what was sent."""
    said = t.plural("✅ {number} order was sent.", "✅ {number} orders were sent.", rows)
    return Screen(lines(_head(t, export), said))


def failed(t: Translator, export: Export) -> Screen:
    """Say that nothing more will come."""
    text = t("😕 Sorry, the file could not be created or sent. Try again with /export.")
    return Screen(lines(_head(t, export), text))


def caption(t: Translator, export: Export, rows: int) -> Markup:
    """Say what is in a file."""
    orders = t.plural("{number} order", "{number} orders", rows)
    return Markup("{} · {}").format(texts.days(t, date_range(export)), orders)


def date_range(export: Export) -> DateRange:
    """Return the days of a file."""
    return DateRange(export.first, export.last)


def _head(t: Translator, export: Export) -> Markup:
    return Markup("📦 {} · {}").format(export.format.upper(), texts.days(t, date_range(export)))
