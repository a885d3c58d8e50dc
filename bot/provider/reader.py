"""The tolerant reader: answers of any panel of the family, as plain values.

Nothing here raises for the shape of what a panel sent; what cannot be read is left out.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.domain.refusals import RefusalReason
from bot.domain.statuses import RefillState, StatusReport, order_state, refill_state
from bot.provider.errors import RefusedError
from bot.provider.refusal_words import reason_of
from bot.provider.values import decimal_of, id_of, int_of, text_of

_FAILED_WORDS = frozenset({"error", "fail", "failed", "false"})
_ORDER_KEYS = ("order", "order_id", "orderId", "id")


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
