"""Reading a panel's catalogue: rows as any panel writes them; what cannot be read is counted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from hashlib import blake2b
from typing import Any

from bot.catalogue.rules.services import NO_LIMIT, Flag, Service, normalise_type
from bot.panel.api.answer_words import is_fatal
from bot.panel.api.answers import LONGEST_WRAPPED, Clean, JsonFloat
from bot.panel.api.values import decimal_of, description_of, flag_of, id_of, limit_of, text_of

_PLACES = -12  # of a rate, as the databases keep it
_FINEST_RATE = Decimal(1).scaleb(_PLACES)
_EXACT = Context(prec=50)
NO_CATEGORY = "—"
LONGEST_NAME, LONGEST_CATEGORY, LONGEST_TYPE, LONGEST_TIME = 500, 200, 60, 100
"""So many characters are kept; the longest name seen has 284, the longest category 94."""
_EXAMPLES, _EXAMPLE_NAME, _EXAMPLE_VALUE = 5, 60, 40
_DEEPEST = 3  # levels of objects around the list


@dataclass(frozen=True, slots=True)
class ServiceList:
    """A panel's catalogue in its own order.

    Attributes:
        skipped: the number of rows that could not be read.
        examples: some of those, with what is odd about each.
        digest: of the answer as it came, by which the same answer is known again.
    """

    services: tuple[Service, ...]
    skipped: int
    digest: str = ""
    examples: tuple[str, ...] = ()


class _OddRowError(ValueError):
    """A row is no service that can be sold; the text says what is odd about it."""


class ListReading:
    """Reads an answer to `services` in one go, unless it is the one that is known already.

    Attributes:
        digest: of the answer; empty before there is one.
    """

    def __init__(self, known: str) -> None:
        self.digest = ""
        self._known = known

    def __call__(self, body: bytes, clean: Clean) -> Any:
        """Return the JSON with its services read; nothing where it is known."""
        self.digest = blake2b(body, digest_size=16).hexdigest()
        if self.digest == self._known:
            return ()
        return _read(clean(body))


def _read(body: bytes) -> Any:
    """Return the JSON of a body, also of a list between a script's warnings.

    Raises:
        ValueError: there is none.
    """
    try:
        return json.loads(body, parse_float=JsonFloat, object_hook=_row)
    except ValueError:
        begins, ends = body.find(b"[{"), body.rfind(b"}]") + 2
        noise = (body[:begins] + body[ends:]).decode("utf-8", "replace")
        if not 0 <= begins < ends or len(noise) > LONGEST_WRAPPED or is_fatal(noise):
            raise
        return json.loads(body[begins:ends], parse_float=JsonFloat, object_hook=_row)


def _row(row: dict[str, Any]) -> Service | dict[str, Any]:
    """Return a row as a service if it is one: a long list is not kept in memory twice.

    What has lists in it may hold the services, and is left as it is.
    """
    if any(type(value) is list for value in row.values()):
        return row
    try:
        return _service(row)
    except _OddRowError:
        return row


def read_services(answer: Any) -> ServiceList | None:
    """Return the catalogue, wrapped or not; `None` where there is no list of services."""
    rows = max(_lists_in(answer), key=_services_in, default=None)
    if rows is None:
        return None
    services: list[Service] = []
    examples: list[str] = []
    for row in rows:
        try:
            services.append(_service(row))
        except _OddRowError as odd:
            if len(examples) < _EXAMPLES:
                examples.append(f"{_named(row)}: {odd}")
    return ServiceList(tuple(services), len(rows) - len(services), examples=tuple(examples))


def _lists_in(answer: Any, level: int = 0) -> Iterator[list[Any]]:
    """Yield the lists in an answer, and the rows of an object that names each by its id.

    Those of an object that has a list for each category are one.
    """
    if isinstance(answer, list):
        yield answer
    elif isinstance(answer, dict) and level < _DEEPEST:
        for value in answer.values():
            yield from _lists_in(value, level + 1)
        rows = list(answer.values())
        if rows and all(map(_is_service, rows)):
            yield rows
        if len(rows) > 1 and all(isinstance(it, list) and _services_in(it) for it in rows):
            yield [row for it in rows for row in it]


def _services_in(rows: list[Any]) -> int:
    return sum(map(_is_service, rows))


def _is_service(row: Any) -> bool:
    return isinstance(row, Service) or (isinstance(row, dict) and "service" in row)


def _service(row: Any) -> Service:
    if isinstance(row, Service):
        return row
    if not isinstance(row, dict):
        raise _OddRowError("no id")
    row = _values(row)
    service_id = id_of(row.get("service"))
    if service_id is None:
        raise _OddRowError("no id")
    kind = row.get("type")
    time = row.get("average_time") or row.get("avg_time") or row.get("time")
    rate = _rate(row)
    minimum, maximum = _limits(row)
    return Service(
        id=service_id,
        name=text_of(row.get("name"), LONGEST_NAME) or service_id,
        type=normalise_type(text_of(kind, LONGEST_TYPE) if isinstance(kind, str) else None),
        category=text_of(row.get("category"), LONGEST_CATEGORY) or NO_CATEGORY,
        rate=rate,
        minimum=minimum,
        maximum=maximum,
        refill=_flag(row, "refill"),
        cancel=_flag(row, "cancel"),
        dripfeed=_flag(row, "dripfeed"),
        description=description_of(row.get("desc") or row.get("description")),
        average_time=text_of(time, LONGEST_TIME),
    )


def _values(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without the objects in it, some of which were read as services themselves."""
    if all(map(_is_value, row.values())):
        return row
    return {key: value for key, value in row.items() if _is_value(value)}


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_value, value))
    return not isinstance(value, dict | Service)


def _rate(row: dict[str, Any]) -> Decimal:
    """Return a rate above zero: nobody can tell what 'free' will cost."""
    rate = decimal_of(row.get("rate"))
    if rate is not None:
        exponent = rate.as_tuple().exponent
        if not (isinstance(exponent, int) and exponent >= _PLACES):
            rate = rate.quantize(_FINEST_RATE, context=_EXACT)
        if rate > 0:
            return rate
    raise _odd(row, "rate")


def _limits(row: dict[str, Any]) -> tuple[int, int]:
    minimum, maximum = _limit(row, "min") or 1, _limit(row, "max") or NO_LIMIT
    if maximum < minimum:
        raise _OddRowError(f"min {minimum}, max {maximum}")
    return minimum, maximum


def _limit(row: dict[str, Any], key: str) -> int | None:
    try:
        return limit_of(row.get(key))
    except ValueError:
        raise _odd(row, key) from None


def _odd(row: dict[str, Any], key: str) -> _OddRowError:
    return _OddRowError(f"{key} “{text_of(row.get(key), _EXAMPLE_VALUE)}”")


def _named(row: Any) -> str:
    if not isinstance(row, dict):
        return text_of(row, _EXAMPLE_VALUE) if _is_value(row) else "[…]"
    row = _values(row)
    known = (text_of(row.get("service"), _EXAMPLE_VALUE), text_of(row.get("name"), _EXAMPLE_NAME))
    return " · ".join(filter(None, known))


def _flag(row: dict[str, Any], key: str) -> Flag:
    return flag_of(row[key]) if key in row else Flag.UNKNOWN
