"""Where an answer tells the state of an order or a refill.

The `status` of an envelope is not the order's: `{"status": "error", "msg": "Maintenance"}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.panel.api.answer_words import is_panel_error
from bot.panel.api.answers import Answer, Found
from bot.panel.api.envelopes import any_of, failure_of, flat, is_yes
from bot.panel.api.order_numbers import number_of
from bot.panel.api.rows import ORDER_NUMBERS, REFILL_NUMBERS, Names, parts
from bot.panel.rules.statuses import order_state, refill_state

_OF_CALLS = any_of(
    "success, ok, okay, successful, true, false, error, errors, fail, failed, failure, 0, "
    "1, yes, no"
)
"""What `status` says of a call; it may be the order's state only where nothing else is said."""
_NEVER_A_STATE = any_of("ok, okay, true, false, yes, no")
_HTTP_DIGITS = 3


@dataclass(frozen=True, slots=True)
class _Kind:
    """What has a state.

    Attributes:
        own: the key that is the state in any case.
        fields: what stands beside a state, and not in an envelope.
        known: returns a word's meaning, `None` for an unheard-of one.
    """

    own: str
    fields: frozenset[str]
    names: Names
    known: Callable[[str], object | None]


_ORDERS = _Kind(
    "orderstatus",
    any_of(
        "remains, remain, remaining, countremain, charge, startcount, start, currency, posts, "
        "runs, expiry"
    ),
    ORDER_NUMBERS,
    order_state,
)
_REFILLS = _Kind(
    "refillstatus",
    any_of("refill, refillid, order, orderid, date, created, createdat"),
    REFILL_NUMBERS,
    refill_state,
)


def order_in(answer: Answer, asked: str) -> Found | None:
    """Find an order's state."""
    value = answer.value
    if isinstance(value, dict):  # most answers: a word that can mean one thing only
        word = value.get("status")
        if isinstance(word, str) and order_state(word) and word.lower() not in _OF_CALLS:
            return Found(value)
    return _stated(answer, asked, _ORDERS)


def refill_in(answer: Answer, asked: str) -> Found | None:
    """Find a refill's state."""
    return _stated(answer, asked, _REFILLS)


def _stated(answer: Answer, asked: str, kind: _Kind) -> Found | None:
    if answer.inside and isinstance(answer.value, str):
        return _word(answer.value, kind)
    for part, inside in parts(answer.value, asked, kind.names):
        found = (
            _word(part, kind)
            if isinstance(part, str)
            else _of_part(flat(part), kind, of_row=inside or answer.inside)
        )
        if found is not None:
            return found
    return None


def _word(word: str, kind: _Kind) -> Found | None:
    is_state = kind.known(word) is not None and word.lower() not in _OF_CALLS
    return Found({"status": word}) if is_state else None


def _of_part(keys: Mapping[str, Any], kind: _Kind, *, of_row: bool) -> Found | None:
    own = keys.get(kind.own)
    word = own or keys.get("status")
    if isinstance(word, bool) or not isinstance(word, str | int) or word == "":
        return None
    if not own and not _is_state(keys, str(word), kind, of_row=of_row):
        return None
    return Found({**keys, "status": word})


def _is_state(keys: Mapping[str, Any], word: str, kind: _Kind, *, of_row: bool) -> bool:
    """Return whether `status` is the state of what was asked about."""
    plain = word.lower().strip()
    has_fields = not kind.fields.isdisjoint(keys)
    failure = failure_of({key: said for key, said in keys.items() if key != "status"})
    has_words = failure is not None or any(keys.get(key) for key in ("message", "msg"))
    if plain in _OF_CALLS:
        fits = not (is_yes(plain) and number_of(keys.get("remains")))  # done, and some is left
        return plain not in _NEVER_A_STATE and fits and not has_words and (has_fields or of_row)
    if kind.known(word) is not None:
        return True
    is_code = plain.isdecimal() and len(plain) == _HTTP_DIGITS
    return (
        not is_code
        and failure is None
        and (has_fields or not (has_words or is_panel_error(plain)))
    )
