"""The tolerant reader: answers of any panel of the family, as plain values.

Nothing here raises for the shape of what a panel sent; what cannot be read is left out.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from hashlib import blake2b
from typing import Any

from bot.domain.refusals import RefusalReason
from bot.domain.services import Flag, Service, normalise_type
from bot.domain.statuses import RefillState, StatusReport, order_state, refill_state
from bot.provider.errors import RefusedError
from bot.provider.refusal_words import reason_of
from bot.provider.values import decimal_of, description_of, flag_of, id_of, int_of, text_of

_FAILED_WORDS = frozenset({"error", "fail", "failed", "false"})
_ORDER_KEYS = ("order", "order_id", "orderId", "id")
_PLACES = -12  # of a rate, as the databases keep it
_FINEST_RATE = Decimal(1).scaleb(_PLACES)
_EXACT = Context(prec=50)
NO_CATEGORY = "—"
LONGEST_NAME, LONGEST_CATEGORY, LONGEST_TIME = 500, 200, 100
"""So much is kept; the longest ones seen have 284 and 94 characters."""


@dataclass(frozen=True, slots=True)
class ServiceList:
    """A panel's catalogue in its own order.

    Attributes:
        skipped: the number of rows that could not be read.
        digest: of the answer as it came, by which the same answer is known again.
    """

    services: tuple[Service, ...]
    skipped: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An accepted order."""

    order_id: str
    charge: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RefillReport:
    """What a panel said of a refill; `state` is `None` for an unheard-of word."""

    word: str
    state: RefillState | None


def failure_text(answer: Any, *, is_status: bool = False) -> str | None:
    """Return the words of a failed call (all envelopes of section 1.1); `None`: it did not fail.

    Args:
        is_status: for the action `status` the key `status` is the order's, not the call's.
    """
    if not isinstance(answer, dict):
        return None
    for key in ("error", "errors"):
        if answer.get(key):
            return _words(answer[key])
    failed = answer.get("success") is False
    status = answer.get("status")
    words = answer.get("msg") or answer.get("message")
    if not is_status and words and str(status).lower() in _FAILED_WORDS:
        failed = True
    return (_words(words) or "refused without words") if failed else None


def _words(value: Any) -> str:
    if isinstance(value, dict):
        inner = value.get("message") or value.get("msg") or value.get("error")
        return _words(inner or list(value.values()))
    if isinstance(value, list):
        return "; ".join(_words(item) for item in value)
    return text_of(value)


def read_json(body: bytes) -> Any:
    """Return what an answer holds; numbers stay text: money is never a float.

    Raises:
        ValueError: it is no JSON.
    """
    return json.loads(body, parse_float=str)


class ListReading:
    """Reads an answer to `services` in one go, unless it is the one that is known already.

    Attributes:
        digest: of the answer; empty before there is one.
    """

    def __init__(self, known: str) -> None:
        self.digest = ""
        self._known = known

    def __call__(self, body: bytes) -> Any:
        """Return the JSON with its services read; nothing where it is known."""
        self.digest = blake2b(body, digest_size=16).hexdigest()
        if self.digest == self._known:
            return ()
        return json.loads(body, parse_float=str, object_hook=_row)


def _row(row: dict[str, Any]) -> Service | dict[str, Any]:
    """Return a row as a service if it is one: a long list is not kept in memory twice.

    What has lists in it may hold the services, and is left as it is.
    """
    if any(type(value) is list for value in row.values()):
        return row
    return _service(row) or row


def read_services(answer: Any) -> ServiceList | None:
    """Return the catalogue, wrapped or not; `None` where there is no list of services."""
    rows = _list_in(answer)
    if rows is None:
        return None
    services = tuple(service for row in rows if (service := _service(row)) is not None)
    return ServiceList(services, skipped=len(rows) - len(services))


def _list_in(answer: Any) -> list[Any] | None:
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dict):
        return next((value for value in answer.values() if isinstance(value, list)), None)
    return None


def _service(row: Any) -> Service | None:
    if isinstance(row, Service):
        return row
    if not isinstance(row, dict):
        return None
    service_id, rate = id_of(row.get("service")), decimal_of(row.get("rate"))
    minimum, maximum = int_of(row.get("min")), int_of(row.get("max"))
    if service_id is None or rate is None or rate < 0:
        return None
    kind = row.get("type")
    time = row.get("average_time") or row.get("avg_time") or row.get("time")
    minimum = max(minimum if minimum is not None else 1, 1)
    maximum = maximum if maximum is not None else minimum
    if maximum < minimum:
        return None
    return Service(
        id=service_id,
        name=text_of(row.get("name"))[:LONGEST_NAME] or service_id,
        type=normalise_type(text_of(kind) if isinstance(kind, str) else None),
        category=text_of(row.get("category"))[:LONGEST_CATEGORY] or NO_CATEGORY,
        rate=_storable(rate),
        minimum=minimum,
        maximum=maximum,
        refill=_flag(row, "refill"),
        cancel=_flag(row, "cancel"),
        dripfeed=_flag(row, "dripfeed"),
        description=description_of(row.get("desc") or row.get("description")),
        average_time=text_of(time)[:LONGEST_TIME],
    )


def _storable(rate: Decimal) -> Decimal:
    exponent = rate.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= _PLACES:
        return rate
    return rate.quantize(_FINEST_RATE, context=_EXACT)


def _flag(row: dict[str, Any], key: str) -> Flag:
    return flag_of(row[key]) if key in row else Flag.UNKNOWN


def read_placed(answer: Any) -> Placed | None:
    """Return the accepted order; `None` where no id can be found, which is an unclear end."""
    if not isinstance(answer, dict):
        return None
    nested = answer.get("data")
    for part in (answer, nested if isinstance(nested, dict) else {}):
        for key in _ORDER_KEYS:
            order_id = id_of(part.get(key))
            if order_id is not None:
                currency = text_of(answer.get("currency")) or None
                return Placed(order_id, decimal_of(answer.get("charge")), currency)
    return None


def read_status(answer: Any) -> StatusReport | None:
    """Return what was said of one order; `None` if nothing can be read."""
    if not isinstance(answer, dict) or not isinstance(answer.get("status"), str | int):
        return None
    word = text_of(answer["status"])
    children = answer.get("orders")
    return StatusReport(
        word=word,
        state=order_state(word),
        charge=decimal_of(answer.get("charge")),
        start_count=int_of(answer.get("start_count")),
        remains=int_of(answer.get("remains")),
        currency=text_of(answer.get("currency")) or None,
        posts=int_of(answer.get("posts")),
        children=tuple(_ids(children)),
    )


def _ids(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else ():
        order_id = id_of(item)
        if order_id is not None:
            yield order_id


def read_statuses(
    answer: Any, asked: Sequence[str]
) -> dict[str, StatusReport | RefusedError] | None:
    """Return a batch answer by id: an object, a list with ids, or a list in the order asked.

    Returns:
        What was said of each id; an id that is missing is no information. `None` if it is no
        batch answer at all.
    """
    if isinstance(answer, list):
        pairs = _pairs_of_list(answer, asked)
    elif isinstance(answer, dict):
        pairs = [(key, answer[key]) for key in asked if key in answer]
    else:
        return None
    if not pairs:
        return None
    found: dict[str, StatusReport | RefusedError] = {}
    for order_id, item in pairs:
        said = _status_or_refusal(item)
        if said is not None:
            found[order_id] = said
    return found


def _pairs_of_list(answer: list[Any], asked: Sequence[str]) -> list[tuple[str, Any]]:
    named = [(id_of(item.get("order")), item) for item in answer if isinstance(item, dict)]
    if named and all(order_id is not None for order_id, _ in named):
        return [(order_id, item) for order_id, item in named if order_id in asked and order_id]
    # Without ids the positions count, if there are as many (ids are sent unique and sorted).
    return list(zip(asked, answer, strict=True)) if len(answer) == len(asked) else []


def _status_or_refusal(item: Any) -> StatusReport | RefusedError | None:
    report = read_status(item)
    if report is not None:
        return report
    words = item if isinstance(item, str) else failure_text(item, is_status=True)
    return RefusedError(RefusalReason.ORDER_ID, words) if words else None


def read_refill_id(answer: Any) -> str | None:
    """Return a refill's id; `None` where the panel accepted without naming one."""
    return id_of(answer.get("refill")) if isinstance(answer, dict) else None


def refill_refusal(answer: Any) -> str | None:
    """Return the words of a refusal that hides one level down: `{"refill": {"error": ...}}`."""
    inner = answer.get("refill") if isinstance(answer, dict) else None
    return failure_text(inner)


def read_refill_report(answer: Any) -> RefillReport | None:
    """Return how a refill stands: an object, or a list with one."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if not isinstance(answer, dict) or not isinstance(answer.get("status"), str):
        return None
    word = text_of(answer["status"])
    return RefillReport(word, refill_state(word))


def read_items(answer: Any, id_key: str, value_key: str) -> dict[str, Any]:
    """Return the rows of a batch answer: id -> value, or `RefusedError` where it is an error."""
    found: dict[str, Any] = {}
    for item in answer if isinstance(answer, list) else ():
        row_id = id_of(item.get(id_key)) if isinstance(item, dict) else None
        if row_id is None:
            continue
        words = failure_text(item) or failure_text(item.get(value_key))
        found[row_id] = RefusedError(reason_of(words), words) if words else item.get(value_key)
    return found
