"""Mass orders: one order a line, `service | link | quantity`, each line validated by itself."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from bot.catalogue.rules.services import Service
from bot.core.errors import N_, InputError
from bot.core.text.typed import cleaned, is_visible, order_number
from bot.orders import forms
from bot.orders.forms import Answers, Reader
from bot.orders.links import link_key
from bot.orders.mass.columns import AS_USUAL, Columns, header

MOST_LINES = 500
_SEPARATORS = "|\t;,"  # the first that a line has is the one that separates
_BARS = str.maketrans("｜¦", "||")
_COMMENT = "#"
_MARK = re.compile(r"#\s*(\d{1,6})\s*:")
"""Stands above a line in the file of bad ones."""
_LINK = re.compile("[.@]")
_PLAIN = {"link", "quantity"}
_MOST_SPACED = 1 + len(_PLAIN)
_FORMAT = N_("Write: service | link | quantity.")

Find = Callable[[str], Service | None]
"""Returns the service on sale with the panel's own ID."""


@dataclass(frozen=True, slots=True)
class GoodLine:
    """A line that can be ordered.

    Attributes:
        number: of the line in what was sent, from 1.
    """

    number: int
    service: Service
    answers: Answers
    price: Decimal


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be ordered, as it was written, and why."""

    number: int
    text: str
    reason: InputError


@dataclass(frozen=True, slots=True)
class ValidatedList:
    """A list that was read: what of it can be ordered, and what cannot."""

    good: Sequence[GoodLine]
    bad: Sequence[BadLine]

    @property
    def price(self) -> Decimal:
        """Return what the good lines cost together."""
        return sum((line.price for line in self.good), Decimal(0))


def validate(
    text: str,
    find: Find,
    reader: Callable[[Service], Reader],
) -> ValidatedList:
    """Validate every line of a list.

    Args:
        reader: how links for a service are read.

    Raises:
        InputError: there is no line, or there are too many.
    """
    columns, lines = _without_header(list(_lines(text)))
    if not lines:
        raise InputError(_FORMAT)
    if len(lines) > MOST_LINES:
        raise InputError(N_("You can send at most {most} lines."), {"most": MOST_LINES})
    good: list[GoodLine] = []
    bad: list[BadLine] = []
    seen: dict[tuple[int, str], int] = {}
    for number, line in lines:
        try:
            validated = _validate_line(number, columns.of(_cells(line)), find, reader)
        except InputError as reason:
            bad.append(BadLine(number, line, reason))
            continue
        target = (validated.service.key, link_key(validated.answers["link"]))
        first = seen.setdefault(target, number)
        if first == number:
            good.append(validated)
        else:
            same = InputError(N_("The same as line {number}."), {"number": first})
            bad.append(BadLine(number, line, same))
    return ValidatedList(good, bad)


def written(service_id: str, link: str, quantity: int | None) -> str:
    """Return the line of a list that orders this."""
    return _joined([service_id, link, *([] if quantity is None else [quantity])])


def _joined(cells: Sequence[str | int]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=_SEPARATORS[0], lineterminator="").writerow(cells)
    line = text.getvalue()
    return line if '"' in line else line.replace(_SEPARATORS[0], f" {_SEPARATORS[0]} ")


def counted_services(text: str, find: Find) -> list[Service]:
    """Return the services of a list that take a quantity, each once."""
    columns, listed = _without_header(list(_lines(text)))
    found: dict[int, Service] = {}
    for _, line in listed:
        with suppress(InputError):
            service = _counted(columns.of(_cells(line)), find)
            found |= {} if service is None else {service.key: service}
    return list(found.values())


def with_quantity(text: str, quantity: int, find: Find) -> str:
    """Return a list with this quantity on each line that takes one; lines keep their numbers."""
    columns, listed = _without_header(list(_lines(text)))
    lines = dict(listed)
    for number, line in listed:
        with suppress(InputError):
            cells = columns.of(_cells(line))
            counted = _counted(cells, find) is not None
            lines[number] = _joined([*cells[:2], quantity] if counted else cells)
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))


def is_list(text: str) -> bool:
    """Return whether a text is a list rather than something else that a person says."""
    return "|" in text.translate(_BARS) or "\n" in text.strip()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(cleaned(text).translate(_BARS).splitlines(), 1):
        if is_visible(line) and not line.lstrip().startswith(_COMMENT):
            yield number, line.strip()


def _without_header(lines: list[tuple[int, str]]) -> tuple[Columns, list[tuple[int, str]]]:
    """Return where the cells of a list are, and its lines without the one that says so."""
    found = None
    if lines:
        with suppress(InputError):
            found = header(_cells(lines[0][1]))
    return (AS_USUAL, lines) if found is None else (found, lines[1:])


def _validate_line(
    number: int,
    cells: Sequence[str],
    find: Find,
    reader: Callable[[Service], Reader],
) -> GoodLine:
    if len(cells) < 2:  # noqa: PLR2004 - a service and a link
        raise InputError(_FORMAT)
    service = _service(cells[0], find)
    if service is None:
        raise InputError(N_("There is no service {id}."), {"id": cells[0]})
    form = forms.form_for(service.type)
    if form is None or any(field.key not in _PLAIN for field in form.fields):
        raise InputError(N_("This service needs more than a link and a quantity."))
    if len(cells) != 1 + len(form.fields):
        raise InputError(_FORMAT if len(form.fields) > 1 else N_("Write: service | link."))
    answers = {
        field.key: field.parse(cell, reader(service))
        for field, cell in zip(form.fields, cells[1:], strict=True)
    }
    forms.check_limits(service, form, answers)
    return GoodLine(number, service, answers, forms.price_of(service, form, answers).most)


def _service(cell: str, find: Find) -> Service | None:
    return find(cell) or find(order_number(cell).lstrip("#"))


def _counted(cells: Sequence[str], find: Find) -> Service | None:
    """Return the service of a line, if it is ordered by a link and a quantity."""
    service = _service(cells[0], find)
    form = None if service is None else forms.form_for(service.type)
    keys = set() if form is None else {field.key for field in form.fields}
    return service if keys == _PLAIN else None


def _cells(line: str) -> list[str]:
    """Return the cells of a line; empty ones at its end are none.

    Raises:
        InputError: there is no service and link.
    """
    separator = next((it for it in _SEPARATORS if it in line), None)
    if separator is None:
        return _spaced(line)
    try:
        (row,) = csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True)
    except (csv.Error, ValueError):
        raise InputError(_FORMAT) from None
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) < 2 or not cells[0]:  # noqa: PLR2004 - a service and a link
        raise InputError(_FORMAT)
    return cells


def _spaced(line: str) -> list[str]:
    """Return the cells of a line that has but spaces between service, link and quantity."""
    cells = line.split()
    if not 2 <= len(cells) <= _MOST_SPACED or not _LINK.search(cells[1]):  # noqa: PLR2004 - as above
        raise InputError(_FORMAT)
    return cells


def with_corrections(text: str, sent: str) -> str | None:
    """Return a list with what was corrected in the file of its bad lines (`corrections`).

    `None`: what was sent is no such file, but another list.
    """
    lines = cleaned(text).translate(_BARS).splitlines()
    corrected: dict[int, list[str]] = {}
    number = 0
    for line in filter(is_visible, cleaned(sent).splitlines()):
        mark = _MARK.match(line)
        if mark is not None:
            number = int(mark[1])
            corrected[number] = []
        elif line.lstrip().startswith(_COMMENT):
            continue
        elif number:
            corrected[number].append(line)
        else:
            return None
    if not corrected or not all(1 <= it <= len(lines) for it in corrected):
        return None
    for number, written_anew in corrected.items():
        lines[number - 1] = "\n".join(written_anew)
    return "\n".join(lines)


def corrections(bad: Sequence[BadLine], say: Callable[[InputError], str]) -> str:
    """Return a file to be corrected and sent again: each bad line below what is wrong with it."""
    return "".join(f"# {line.number}: {say(line.reason)}\n{line.text}\n" for line in bad)
