"""Which part of an answer is about which order: lists, objects keyed by number, envelopes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bot.panel.api.envelopes import DEEPEST, flat, inner
from bot.panel.api.order_numbers import is_same, number_of

Names = Sequence[str]
"""Keys under which a row carries its number, those that can mean nothing else first."""
ORDER_NUMBERS: Names = ("order", "orderid", "orderno", "ordernumber", "id")
REFILL_NUMBERS: Names = ("refill", "refillid", "id")


class ByPosition(dict[str, Any]):
    """What is about each order only if the panel lists them as they were asked about."""


def is_about_another(keys: Mapping[str, Any], asked: str, names: Names) -> bool:
    """Return whether an object (`flat`) names another order than was asked about."""
    sure = (number_of(keys.get(key)) for key in names if key != "id")
    number = next((it for it in sure if it is not None), None)
    return bool(asked) and number is not None and not is_same(number, asked)


def is_surely_about_another(keys: Mapping[str, Any], asked: str, names: Names) -> bool:
    """Return the same only where both are written alike.

    A panel may number an order in one answer, and call it by a code in another.
    """
    sure = (number_of(keys.get(key)) for key in names if key != "id")
    number = next((it for it in sure if it is not None), "")
    is_alike = number.isdigit() == asked.isdigit()
    return is_alike and is_about_another(keys, asked, names)


def parts(
    value: Any,
    asked: str,
    names: Names,
    *,
    unnamed: bool = True,
    inside: bool = False,
    depth: int = 0,
) -> Iterator[tuple[Any, bool]]:
    """Return what may be about an order: objects, or the text that stands at its number.

    The outer ones come first; each with whether a key around it says that it is the matter itself.

    Args:
        unnamed: whether a list's only row may be, if it has no number.
    """
    if depth > DEEPEST:
        return
    inward = partial(parts, asked=asked, names=names, unnamed=unnamed, depth=depth + 1)
    if isinstance(value, list):
        for item in value:
            if _may_be_about(item, asked, names, alone=unnamed and len(value) == 1):
                yield from inward(item, inside=inside)
    elif isinstance(value, dict):
        found = value.get(asked) if asked else None
        if isinstance(found, str):
            yield found, True
        elif found is not None:
            yield from inward(found, inside=True)
        else:
            yield value, inside
            for nest in inner(value):
                yield from inward(nest, inside=True)


def _may_be_about(item: Any, asked: str, names: Names, *, alone: bool) -> bool:
    if not isinstance(item, dict):
        return isinstance(item, list) and alone
    keys = flat(item)
    if is_about_another(keys, asked, names):
        return False
    numbers = (number_of(keys.get(key)) for key in names)
    return alone or asked in item or any(it and is_same(it, asked) for it in numbers)


def about(value: Any, asked: str, depth: int = 0) -> Any:
    """Return what stands at an order's number, an error as such; else the whole."""
    if isinstance(value, list) and len(value) == 1:
        return about(value[0], asked, depth + 1)
    if not asked or not isinstance(value, dict) or depth > DEEPEST:
        return value
    if asked in value:
        found = value[asked]
        return {"error": found} if isinstance(found, str) else found
    for nest in inner(value):
        below = about(nest, asked, depth + 1)
        if isinstance(nest, dict) and below is not nest:
            return below
    return value


def rows_of(value: Any, asked: Sequence[str], names: Names, depth: int = 0) -> dict[str, Any]:
    """Return the rows of a batch answer by the numbers that were asked about."""
    if depth > DEEPEST:
        return {}
    if isinstance(value, list):
        return _of_list(value, asked, names)
    if not isinstance(value, dict):
        return {}
    found = {number: value[number] for number in asked if number in value}
    if found:
        return found
    for nest in inner(value):
        rows = rows_of(nest, asked, names, depth + 1)
        if rows:
            return rows
    return _picked(_by_number([*value.values(), value], names), asked)


def _of_list(rows: list[Any], asked: Sequence[str], names: Names) -> dict[str, Any]:
    named = _by_number(rows, names)
    if named:
        return _picked(named, asked)
    merged = {key: said for row in rows if isinstance(row, dict) for key, said in row.items()}
    found = {number: merged[number] for number in asked if number in merged}
    if found:
        return found
    by_position = len(rows) == len(asked) and any(isinstance(row, dict) for row in rows)
    return ByPosition(zip(asked, rows, strict=True)) if by_position else {}


def _by_number(rows: Iterable[Any], names: Names) -> dict[str, Any]:
    return {number: row for row in rows if (number := _number(row, names)) is not None}


def _picked(named: Mapping[str, Any], asked: Sequence[str]) -> dict[str, Any]:
    found = {number: named[number] for number in asked if number in named}
    if found:
        return found
    by_digits = {it.lstrip("0"): row for it, row in named.items() if it.isdigit()}
    return {it: by_digits[key] for it in asked if (key := it.lstrip("0")) in by_digits}


def _number(row: Any, names: Names) -> str | None:
    if not isinstance(row, dict):
        return None
    number = number_of(row.get(names[0]))
    if number is not None:
        return number
    keys = flat(row)
    return next((it for key in names if (it := number_of(keys.get(key)))), None)
