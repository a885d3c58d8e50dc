"""Reading what people type into a form; each raises `InputError` for what it cannot take."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.core.errors import N_, InputError
from bot.core.text.quantities import number_between, quantity_in
from bot.core.text.typed import cleaned, is_visible, plain
from bot.orders.links import LinkKind, check_whole, describe, parse_link

LONGEST_TEXT = 255
LONGEST_LINE = 1000
MOST_LINES = 10_000
MOST_CHARACTERS = 500_000  # of a list, in all


def _no_date(text: str) -> date | None:
    del text
    return None


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading an answer depends on besides its text.

    Attributes:
        platform: that the service is for: a bare name becomes a link there.
        read_date: reads a date as the person's language writes it; `None` if it is none.
        today: where the person is.
        minimum: of the quantity, to say what is allowed, with `maximum`; 0: not known.
    """

    platform: str | None = None
    read_date: Callable[[str], date | None] = _no_date
    today: date = date.min
    minimum: int = 0
    maximum: int = 0


Parser = Callable[[str, Reader], Any]


def check_list(lines: list[str]) -> None:
    """Raise `InputError` if that is more than any panel takes."""
    if len(lines) > MOST_LINES:
        raise InputError(N_("You can send at most {most} lines."), {"most": MOST_LINES})
    if sum(map(len, lines)) > MOST_CHARACTERS:
        raise InputError(
            N_("That is too long. The maximum is {most} characters in total."),
            {"most": MOST_CHARACTERS},
        )


def parse_lines(text: str, _: Reader = Reader()) -> list[str]:
    """Return the lines that say something, trimmed: panels count blank ones differently."""
    lines = [line.strip() for line in cleaned(text).splitlines() if is_visible(line)]
    if not lines:
        raise InputError(N_("Send at least one line."))
    if any(len(line) > LONGEST_LINE for line in lines):
        raise InputError(
            N_("A line is too long. The maximum is {longest} characters."),
            {"longest": LONGEST_LINE},
        )
    check_list(lines)
    return lines


def whole_lines(text: str, reader: Reader) -> list[str]:
    """Return lines of which none is a cut link."""
    lines = parse_lines(text, reader)
    for line in lines:
        check_whole(line)
    return lines


def lines_without(sign: str) -> Parser:
    """Return a reader of lines that takes a sign off their beginnings, and commas for ends."""

    def parse(text: str, _: Reader) -> list[str]:
        lines = parse_lines(text.replace(",", "\n").replace(";", "\n"))
        return parse_lines("\n".join(line.lstrip(sign) for line in lines))

    return parse


def number(message: str, fewest: int, most: int) -> Parser:
    """Return a reader of whole numbers between two; `message` names both."""

    return lambda text, _: number_between(text, fewest, most, message)


def option_of(values: Collection[str]) -> Parser:
    """Return a reader of one of these numbers."""

    def parse(text: str, _: Reader) -> int:
        number = plain(text)
        if number not in values:
            raise InputError(N_("Please choose one of the buttons."))
        return int(number)

    return parse


def quantity(text: str, reader: Reader) -> int:
    """Return a quantity, also one that is said in words."""
    try:
        return quantity_in(text)
    except InputError:
        if not reader.maximum:
            raise
    limits = {"minimum": reader.minimum, "maximum": reader.maximum}
    raise InputError(N_("Send a whole number from {minimum} to {maximum}."), limits)


def link(text: str, reader: Reader) -> str:
    """Return a link, also of a bare name where the platform is known."""
    return parse_link(text, reader.platform)


def any_link(text: str, _: Reader) -> str:
    """Return a link to any place."""
    return parse_link(text)


def one_line(text: str, _: Reader) -> str:
    """Return a short text."""
    line = " ".join(cleaned(text).split())
    if not is_visible(line):
        raise InputError(N_("Send a text."))
    if len(line) > LONGEST_TEXT:
        raise InputError(
            N_("That is too long. The maximum is {most} characters in total."),
            {"most": LONGEST_TEXT},
        )
    return line


def hashtag(text: str, reader: Reader) -> str:
    """Return a hashtag without its sign."""
    tag = one_line(text, reader).lstrip("#").strip()
    if not tag or " " in tag:
        raise InputError(N_("Send one hashtag, for example #travel."))
    return tag


def username(text: str, reader: Reader) -> str:
    """Return a name without its sign; of a profile's link the name in it."""
    word = one_line(text, reader)
    check_whole(word)
    target = describe(word)
    if target is not None and target.kind in {LinkKind.PROFILE, LinkKind.CHANNEL}:
        word = word.partition("?")[0].rstrip("/").rpartition("/")[2]
    word = word.lstrip("@").strip()
    if not word or " " in word or "/" in word:
        raise InputError(N_("Send one username, for example @name."))
    return word


def country(text: str, reader: Reader) -> str:
    """Return a code in capitals, or a name as it was typed: panels know the English ones."""
    word = one_line(text, reader)
    return word.upper() if len(word) == 2 else word  # noqa: PLR2004 - ISO 3166-1 alpha-2


def expiry(text: str, reader: Reader) -> str:
    """Return a day to come, as ISO text."""
    day = reader.read_date(text.strip())
    if day is None:
        raise InputError(N_("Send a date, for example {example}."), {"example": reader.today})
    if day <= reader.today:
        raise InputError(N_("Send a date in the future."))
    return day.isoformat()
