"""What is said in one language: texts, plural forms, numbers, money and times."""

import logging
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from gettext import c2py
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_interval,
    format_skeleton,
    format_time,
    format_timedelta,
    get_timezone_location,
    parse_date,
)
from babel.messages.plurals import get_plural
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from babel.units import format_unit
from markupsafe import Markup

from bot.core.text.isolates import isolate
from bot.core.text.quantities import LARGEST
from bot.core.text.typed import plain

SOURCE_LANGUAGE = "en"
LEAST_PLACES, MOST_PLACES = 2, 8
MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 24 * 60
ONE_PERCENT = 0.01
COMPACT_FROM = 10_000

UTC = "UTC"
_LEFT_TO_RIGHT = "\u200e"
_OFFSETS = "Etc/GMT"
_OTHER_SIGN = str.maketrans("+-", "-+")  # theirs is that of POSIX
_ENGLISH = Locale.parse(SOURCE_LANGUAGE)
_ENDED = re.compile(r"\{(\w+)\}\.(?!\.)")
_NUMBER = re.compile(r"[0-9]+")
_JOINED = re.compile(r"(?<=[^\W\d_])(?=\d)")  # a currency's letters and its amount
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u094d])*")  # signs of Hindi are no letters

Texts = Mapping[str, str | tuple[str, ...]]

logger = logging.getLogger(__name__)


class Translator:
    """Texts, numbers and times in one language.

    `t("Hello, {name}!", name=foreign)` returns HTML with the value escaped; `Markup` values are
    HTML already. `plain` returns the same as plain text, for buttons and notices.

    Args:
        texts: source -> translation; of a plural the singular source -> all forms.
        zone: in which moments are written, an IANA name.

    Attributes:
        zone: the same, as it is computed with.
    """

    def __init__(self, language: str, texts: Texts, zone: str = UTC) -> None:
        self.language = language
        self._texts = texts
        self._locale = Locale.parse(language)
        self._plural_form = c2py(get_plural(language).plural_expr)
        self.zone = ZoneInfo(zone)
        self._zone_note = " UTC" if zone == UTC else ""

    def __call__(self, message: str, /, **values: object) -> Markup:
        """Return a translated text as HTML."""
        return self._html(message, self._lookup(message), values)

    def plural(self, singular: str, plural: str, n: int, /, **values: object) -> Markup:
        """Return the form for `n`, as HTML; `{number}` is `n` as the language writes it."""
        source, found = self._plural(singular, plural, n)
        return self._html(source, found, {"number": self.number(n), **values})

    def plain(self, message: str, /, **values: object) -> str:
        """Return a translated text without HTML."""
        return self._plain(message, self._lookup(message), values)

    def own_words(self, words: str) -> str:
        """Translate words of ours that were kept in English; what another has said stays."""
        return self._lookup(words)

    def plural_plain(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Return the form for `n` without HTML."""
        source, found = self._plural(singular, plural, n)
        return self._plain(source, found, {"number": self.number(n), **values})

    def number(self, value: int | Decimal) -> str:
        """Write a number with the language's separators; what is as good as endless, as ∞."""
        if value >= LARGEST:
            return "∞"
        return format_decimal(value, locale=self._locale)

    def percent(self, value: Decimal) -> str:
        """Write a percentage exactly."""
        part = value.normalize().scaleb(-2)
        return format_percent(part, locale=self._locale, decimal_quantization=False)

    def share(self, part: float) -> str:
        """Write a part of 1 as a percentage; a small one is not rounded to nothing."""
        rounded = round(part, 2 if part >= ONE_PERCENT else 3)
        return format_percent(rounded, locale=self._locale, decimal_quantization=False)

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount exactly, up to eight places: a tiny price is not rounded to nothing."""
        places = -int(amount.normalize().as_tuple().exponent)
        shown = min(max(places, LEAST_PLACES), MOST_PLACES)
        return self._money(amount, currency, "0." + "0" * shown)

    def short(self, value: float) -> str:
        """Write a round number for a scale: `500`, `12K`."""
        if value < COMPACT_FROM:
            return format_decimal(value, locale=self._locale)
        return format_compact_decimal(value, locale=self._locale, fraction_digits=1)

    def short_money(self, value: float, currency: str) -> str:
        """Write a round amount for a scale: `$0.5`, `$12K`."""
        if value < COMPACT_FROM:
            return self._money(value, currency, "0." + "#" * MOST_PLACES)
        return format_compact_currency(value, currency, locale=self._locale, fraction_digits=1)

    def _money(self, amount: Decimal | float, currency: str, digits: str) -> str:
        pattern = self._locale.currency_formats["standard"].pattern.replace("0.00", digits)
        text = format_currency(
            amount, currency, pattern, locale=self._locale, currency_digits=False
        )
        text = _JOINED.sub(
            "\u00a0", text
        )  # https://www.unicode.org/reports/tr35/tr35-numbers.html
        # Else the sign of "US$" would change to its other side.
        return self._apart(text + _LEFT_TO_RIGHT) if self.is_mirrored else text

    def _apart(self, text: str) -> str:
        """Keep what ends with letters from the left from drawing a number behind it to itself."""
        return isolate(text) if self.is_mirrored else text

    def day(self, day: date) -> str:
        """Write a day, its month by name: numbers with slashes change places in Arabic."""
        return format_skeleton("yMMMd", day, locale=self._locale)

    def short_day(self, day: date) -> str:
        """Write a day without its year."""
        return format_skeleton("MMMd", day, locale=self._locale)

    def days(self, first: date, last: date) -> str:
        """Write the days from `first` to `last`."""
        return format_interval(first, last, "yMMMd", locale=self._locale)

    def iso_day(self, text: str) -> str:
        """Write a day that is kept as ISO text."""
        return self.day(date.fromisoformat(text))

    def read_date(self, text: str) -> date | None:
        """Return the day that a text means: ISO, as `day` writes it, or numbers in its order."""
        typed = plain(text).lower()
        try:
            named = self._named_day(typed)
            return named or parse_date(typed, locale=self._locale, format="short")
        except (ValueError, IndexError):
            return None

    def _named_day(self, typed: str) -> date | None:
        """Return a day whose month is named, by its language or in English."""
        months = {month for word in _WORD.findall(typed) for month in self._months(word)}
        numbers = [int(number) for number in _NUMBER.findall(typed)]
        if len(months) != 1 or len(numbers) != 2:  # noqa: PLR2004 - the day and the year
            return None
        return date(max(numbers), months.pop(), min(numbers))

    def _months(self, word: str) -> set[int]:
        names = (
            (number, name)
            for locale in (self._locale, _ENGLISH)
            for context in ("format", "stand-alone")
            for width in ("abbreviated", "wide")
            for number, name in locale.months[context][width].items()
        )
        return {number for number, name in names if plain(name).lower().rstrip(".॰") == word}

    def city(self, zone: str) -> str:
        """Return what people call a time zone: its city, or its distance from UTC."""
        if zone.startswith(_OFFSETS):
            return UTC + zone.removeprefix(_OFFSETS).translate(_OTHER_SIGN)
        city = get_timezone_location(zone, locale=self._locale, return_city=True)
        return city.rpartition("/")[2]

    def country(self, code: str) -> str:
        """Return a country's name by its code; what is no code stays as it is."""
        return str(self._locale.territories.get(code, code))

    def datetime(self, at: datetime) -> str:
        """Write a moment; of one in UTC it is said, a chat's own time it knows."""
        local = at.astimezone(self.zone)
        day, clock = self.short_day(local.date()), self.clock(local.time())
        return self._apart(f"{day} {clock}{self._zone_note}")

    def weekday(self, number: int) -> str:
        """Name a day of the week; 0 is Monday."""
        return str(self._locale.days["stand-alone"]["wide"][number])

    def weekdays(self) -> list[tuple[int, str]]:
        """Return the days of the week with short names, in the language's order."""
        names = self._locale.days["stand-alone"]["abbreviated"]
        order = [(self._locale.first_week_day + at) % 7 for at in range(7)]
        return [(number, str(names[number])) for number in order]

    def clock(self, at: time) -> str:
        """Write a time of day, as in `datetime`."""
        return format_time(at, "HH:mm", locale=self._locale)

    def duration(self, minutes: int) -> str:
        """Write a number of minutes exactly: days, hours and minutes."""
        days, rest = divmod(minutes, MINUTES_A_DAY)
        hours, left = divmod(rest, MINUTES_AN_HOUR)
        # A span of 30 days would be rounded to a month; of one hour Babel's units have no form
        # in Spanish and Portuguese.
        parts = [self._unit(days, "day")] if days else []
        parts += [self._span(it) for it in (timedelta(hours=hours), timedelta(minutes=left)) if it]
        return " ".join(parts) or self._unit(0, "minute")

    def _unit(self, count: int, unit: str) -> str:
        return format_unit(count, f"duration-{unit}", "short", locale=self._locale)

    def age(self, delta: timedelta) -> str:
        """Write how long something took, in its largest unit."""
        return self._span(max(delta, timedelta()))

    def took(self, delta: timedelta) -> str:
        """Write how long something took in a unit of which there are two at least: `90 min`."""
        return self._span(delta, least=2)

    @property
    def comma(self) -> Markup:
        """Return what stands between the items of a list."""
        return Markup("، ") if self.is_mirrored else Markup(", ")

    @property
    def is_mirrored(self) -> bool:
        """Return whether the language is written from right to left."""
        return self._locale.text_direction == "rtl"

    def _span(self, delta: timedelta, *, least: int = 1) -> str:
        return format_timedelta(delta, threshold=least, format="short", locale=self._locale)

    def _lookup(self, message: str) -> str:
        text = self._texts.get(message)
        return text if isinstance(text, str) else message

    def _plural(self, singular: str, plural: str, n: int) -> tuple[str, str]:
        source = singular if n == 1 else plural
        forms = self._texts.get(singular)
        return source, forms[self._plural_form(n)] if isinstance(forms, tuple) else source

    def _html(self, source: str, text: str, values: Mapping[str, object]) -> Markup:
        shown = {key: self._value(value) for key, value in values.items()}
        text = _with_one_stop(text, shown)
        try:
            return Markup(text).format(**shown)  # noqa: S704 - our own texts are the HTML
        except (KeyError, IndexError, ValueError):
            logger.exception("broken_translation", extra={"source": source})
            return Markup(source).format(**shown)  # noqa: S704 - as above

    def _plain(self, source: str, text: str, values: Mapping[str, object]) -> str:
        shown = {key: self._value(value) for key, value in values.items()}
        text = _with_one_stop(text, shown)
        try:
            return text.format(**shown)
        except (KeyError, IndexError, ValueError):
            logger.exception("broken_translation", extra={"source": source})
            return source.format(**shown)

    def _value(self, value: object) -> object:
        if isinstance(value, int):
            return self.number(value)
        return self.day(value) if isinstance(value, date) else value


def _with_one_stop(text: str, values: Mapping[str, object]) -> str:
    """Return a text without a full stop behind a value that ends with one: `30 дн.`."""

    def ended(place: re.Match[str]) -> str:
        has_stop = str(values.get(place[1], "")).endswith(".")
        return place[0].removesuffix(".") if has_stop else place[0]

    return _ENDED.sub(ended, text) if "}." in text else text
