"""The bot's languages: gettext catalogues, plural forms, numbers, money and times."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_interval,
    format_skeleton,
    format_timedelta,
    parse_date,
)
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from babel.units import format_unit
from markupsafe import Markup

LOCALES = Path(__file__).parent.parent / "locales"
DOMAIN = "bot"
SOURCE_LANGUAGE = "en"
LEAST_PLACES, MOST_PLACES = 2, 8
MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 24 * 60
ONE_PERCENT = 0.01
COMPACT_FROM = 10_000

logger = logging.getLogger(__name__)


class Translator:
    """Texts, numbers and times in one language.

    `t("Hello, {name}!", name=foreign)` returns HTML with the value escaped; `Markup` values are
    HTML already. `plain` returns the same as plain text, for buttons and notices.
    """

    def __init__(self, language: str, catalog: Catalog) -> None:
        self.language = language
        self._catalog = catalog
        self._locale = Locale.parse(language)
        self._plural_form = c2py(catalog.plural_expr)

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

    def plural_plain(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Return the form for `n` without HTML."""
        source, found = self._plural(singular, plural, n)
        return self._plain(source, found, {"number": self.number(n), **values})

    def number(self, value: int | Decimal) -> str:
        """Write a number with the language's separators."""
        return format_decimal(value, locale=self._locale)

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
        return format_currency(
            amount, currency, pattern, locale=self._locale, currency_digits=False
        )

    def day(self, day: date) -> str:
        """Write a day."""
        return format_date(day, "medium", locale=self._locale)

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
        """Return the day that a text means: ISO, or in the language's own order of numbers."""
        try:
            return parse_date(text, locale=self._locale, format="short")
        except (ValueError, IndexError):
            return None

    def country(self, code: str) -> str:
        """Return a country's name by its code; what is no code stays as it is."""
        return str(self._locale.territories.get(code, code))

    def datetime(self, at: datetime) -> str:
        """Write a moment, UTC."""
        return format_datetime(at, "d MMM HH:mm", locale=self._locale) + " UTC"

    def duration(self, minutes: int) -> str:
        """Write a number of minutes exactly: days, hours and minutes."""
        days, rest = divmod(minutes, MINUTES_A_DAY)
        hours, left = divmod(rest, MINUTES_AN_HOUR)
        parts = ((days, "day"), (hours, "hour"), (left, "minute"))
        return " ".join(self._unit(n, unit) for n, unit in parts if n) or self._unit(0, "minute")

    def _unit(self, count: int, unit: str) -> str:
        # A span of 30 days would be rounded to a month.
        return format_unit(count, f"duration-{unit}", "short", locale=self._locale)

    def age(self, delta: timedelta) -> str:
        """Write how long something took, in its largest unit."""
        return self._span(max(delta, timedelta()))

    def took(self, delta: timedelta) -> str:
        """Write how long something took in a unit of which there are two at least: `90 min`."""
        return self._span(delta, least=2)

    @property
    def is_mirrored(self) -> bool:
        """Tell whether the language is written from right to left."""
        return self._locale.text_direction == "rtl"

    def _span(self, delta: timedelta, *, least: int = 1) -> str:
        return format_timedelta(delta, threshold=least, format="short", locale=self._locale)

    def _lookup(self, message: str) -> str:
        found = self._catalog.get(message)
        text = found.string if found is not None and not found.fuzzy else ""
        return text if isinstance(text, str) and text else message

    def _plural(self, singular: str, plural: str, n: int) -> tuple[str, str]:
        source = singular if n == 1 else plural
        found = self._catalog.get(singular)
        forms = found.string if found is not None and not found.fuzzy else ()
        if not isinstance(forms, tuple | list) or not forms or not all(forms):
            return source, source
        return source, forms[self._plural_form(n)]

    def _html(self, source: str, text: str, values: Mapping[str, object]) -> Markup:
        shown = {key: self._value(value) for key, value in values.items()}
        try:
            return Markup(text).format(**shown)  # noqa: S704 - our own texts are the HTML
        except (KeyError, IndexError, ValueError):
            logger.exception("broken_translation", extra={"source": source})
            return Markup(source).format(**shown)  # noqa: S704 - as above

    def _plain(self, source: str, text: str, values: Mapping[str, object]) -> str:
        shown = {key: self._value(value) for key, value in values.items()}
        try:
            return text.format(**shown)
        except (KeyError, IndexError, ValueError):
            logger.exception("broken_translation", extra={"source": source})
            return source.format(**shown)

    def _value(self, value: object) -> object:
        if isinstance(value, int):
            return self.number(value)
        return self.day(value) if isinstance(value, date) else value


class Catalogues:
    """All languages, read once."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._translators: dict[str, Translator] = {}
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
            language = path.parent.parent.name
            with path.open("rb") as file:
                self._translators[language] = Translator(language, read_po(file, locale=language))
        if SOURCE_LANGUAGE not in self._translators:
            self._translators[SOURCE_LANGUAGE] = Translator(
                SOURCE_LANGUAGE, Catalog(locale=SOURCE_LANGUAGE)
            )

    def languages(self) -> dict[str, str]:
        """Return the languages: code and own name."""
        return {
            code: (Locale.parse(code).get_language_name(code) or code).capitalize()
            for code in sorted(self._translators)
        }

    def translator(self, language: str | None) -> Translator:
        """Return the best language for a tag as Telegram sends it: `ru-RU` is `ru`."""
        base = (language or "").replace("_", "-").split("-")[0].lower()
        return self._translators.get(base, self._translators[SOURCE_LANGUAGE])
