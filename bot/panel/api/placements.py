"""Where an answer to `add` names the order that it has taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.panel.api.envelopes import DEEPEST, PAYLOADS, any_of, flat, is_yes
from bot.panel.api.order_numbers import number_of

_ORDER = ("order", "orderid", "orderno", "ordernumber", "ordernum", "neworder", "neworderid")
_PROBLEM = any_of("title, detail, details, instance, path, timestamp, requestid, jsonrpc")
_WORDS = any_of("message, msg, reason, description, error, errors")


@dataclass(frozen=True, slots=True)
class Named:
    """A number that stands in an answer.

    Attributes:
        part: the object in which it stands.
        is_sure: it stands where panels name an order; else it only may be one.
    """

    number: str
    part: Mapping[str, Any]
    is_sure: bool


def named_in(value: Any, *, accepted: bool) -> list[Named]:
    """Return the numbers that an answer names, those that are sure first.

    A bare `id` counts less than a key with `order` in it: problem documents have one, too.

    Args:
        accepted: HTTP's status and the envelope say that all is well.
    """
    if not isinstance(value, dict | list):
        number = number_of(value) if accepted else None
        return [Named(number, {}, is_sure=False)] if number else []
    found = list(_strong(value, sure=True, depth=0))
    found = found or list(_weak(value, accepted=accepted, top=True, depth=0))
    by_number = {named.number: named for named in sorted(found, key=lambda it: it.is_sure)}
    return sorted(by_number.values(), key=lambda it: not it.is_sure)


def _strong(value: Any, *, sure: bool, depth: int) -> Iterator[Named]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _strong(item, sure=sure, depth=depth + 1)
    elif isinstance(value, dict):
        keys = flat(value)
        own = (number_of(keys.get(key)) for key in _ORDER)
        number = next((it for it in own if it is not None), None)
        if number is not None:
            yield Named(number, value, sure)
        for key, nest in keys.items():
            if isinstance(nest, dict | list):
                below = sure and key in PAYLOADS
                if key in {"order", "orders", "neworder"}:
                    yield from _in_order(nest, sure=below)
                yield from _strong(nest, sure=below, depth=depth + 1)


def _in_order(nest: Any, *, sure: bool) -> Iterator[Named]:
    """Return the `id` of an order's own object, or the numbers of a list of orders."""
    for item in nest if isinstance(nest, list) else [nest]:
        if isinstance(item, dict):
            number = number_of(flat(item).get("id"))
            if number is not None:
                yield Named(number, item, sure)
        elif (number := number_of(item)) is not None:
            yield Named(number, {}, sure)


def _weak(value: Any, *, accepted: bool, top: bool, depth: int) -> Iterator[Named]:
    """Return `id` of the innermost object: one beside a payload is the envelope's own."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _weak(item, accepted=accepted, top=top, depth=depth + 1)
    elif isinstance(value, dict):
        keys = flat(value)
        nests = [keys[key] for key in keys if key in PAYLOADS]
        for nest in nests:
            yield from _weak(nest, accepted=accepted, top=False, depth=depth + 1)
        number = number_of(keys.get("id"))
        if number is None or nests or not _PROBLEM.isdisjoint(keys) or (top and not accepted):
            return
        said_well = is_yes(keys.get("status")) or is_yes(keys.get("success"))
        is_sure = accepted and (not top or said_well or _WORDS.isdisjoint(keys))
        yield Named(number, value, is_sure)
