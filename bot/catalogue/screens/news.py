"""What has changed in the panel's list, for owners: the gist, and all of it as a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from markupsafe import Markup

from bot.catalogue.rules.changes import Headline, News
from bot.core.charts.csv_lines import csv_line
from bot.core.charts.layout import Row
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.names import clip, isolated, units
from bot.core.telegram.screen import Screen, lines

MOST_UNITS = 1000  # a caption has 1,024
LINES_A_KIND = 5
NAME_UNITS = 60
LABELS: dict[str, str] = {
    News.NEW: N_("🆕 New: {number}"),
    News.GONE: N_("🚫 Removed: {number}"),
    News.BACK: N_("↩️ Back: {number}"),
    News.DEARER: N_("📈 Price increased: {number}"),
    News.CHEAPER: N_("📉 Price decreased: {number}"),
    News.LIMITS: N_("📏 Other limits: {number}"),
}
COLUMNS = (
    "change",
    "service",
    "name",
    "category",
    "rate before",
    "rate",
    "min before",
    "min",
    "max before",
    "max",
)


def news(t: Translator, payload: Mapping[str, Any]) -> tuple[Screen, str]:
    """Return the message, and the table that goes with it if there is more than it shows."""
    headlines = [Headline(*row) for row in payload["headlines"]]
    parts: dict[str, list[Markup]] = {}
    entries: dict[str, list[Markup]] = {}
    for kind, label in LABELS.items():
        its = [it for it in headlines if it.news == kind]
        if its:
            parts[kind] = [Markup("<b>{}</b>").format(t.plain(label, number=len(its)))]
            entries[kind] = [_entry(t, it, payload["currency"]) for it in its[:LINES_A_KIND]]
    services = payload["services"]
    head = lines(
        t("🗂 <b>The panel's list has changed</b>"),
        t.plural("It has {number} service now.", "It has {number} services now.", services),
    )
    hint = t("📎 The full list is in the file.")
    room = MOST_UNITS - _length(lines(head, hint, *chain(*parts.values())))
    shown = 0
    for kind, entry in _in_turns(entries):
        room -= _length(entry) + 1
        if room < 0:
            break
        parts[kind].append(entry)
        shown += 1
    is_all = shown == len(headlines)
    text = lines(head, "", *chain(*parts.values()), None if is_all else hint)
    return Screen(text), "" if is_all else _table(headlines)


def _in_turns(entries: Mapping[str, Sequence[Markup]]) -> Iterator[tuple[str, Markup]]:
    """Yield the first of each kind, then the second of each."""
    for place in range(LINES_A_KIND):
        for kind, its in entries.items():
            if place < len(its):
                yield kind, its[place]


def _entry(t: Translator, it: Headline, currency: str) -> Markup:
    before, after = (t.money(Decimal(rate), currency) for rate in it.rate)
    if it.news == News.LIMITS:
        before, after = (
            f"{t.number(least)}–{t.number(most)}"
            for least, most in zip(it.minimum, it.maximum, strict=True)
        )
    name = isolated(clip(it.name, NAME_UNITS))
    what = after if before == after else f"{before} → {after}"
    return Markup("· {} · {}").format(name, what)


def _length(text: Markup) -> int:
    return units(text.striptags())


def _table(headlines: Iterable[Headline]) -> str:
    return "".join(map(csv_line, [COLUMNS, *map(_row, headlines)]))


def _row(it: Headline) -> Row:
    rates = map(Decimal, it.rate)
    return [it.news, it.id, it.name, it.category, *rates, *it.minimum, *it.maximum]
