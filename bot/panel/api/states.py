"""Where an answer tells the state of an order or a refill.

The `status` of an envelope is not the order's: `{"status": "error", "msg": "Maintenance"}`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.panel.api.answer_words import is_crash, is_panel_error
from bot.panel.api.answers import Answer, Found
from bot.panel.api.envelopes import PAYLOADS, any_of, failure_of, flat, is_yes
from bot.panel.api.order_numbers import number_of
from bot.panel.api.refusal_words import reason_of
from bot.panel.api.rows import (
    ORDER_NUMBERS,
    REFILL_NUMBERS,
    Names,
    about,
    is_surely_about_another,
    parts,
)
from bot.panel.rules.refusals import RefusalReason
from bot.panel.rules.statuses import order_state, refill_state

_OF_CALLS = any_of(
    "success, ok, okay, successful, true, false, error, errors, fail, failed, failure, 0, "
    "1, yes, no"
)
"""What `status` says of a call; it may be the order's state only where nothing else is said."""
_NEVER_A_STATE = any_of("ok, okay, true, false, yes, no")
_PLAIN = frozenset({"status", "charge", "start_count", "remains", "currency"})
"""What most answers are made of; a word that can mean one thing only is the state there."""
_NOTHING_KNOWN = frozenset({RefusalReason.ORDER_ID, RefusalReason.AUTH, RefusalReason.REQUEST})
"""Refusals after which nothing is known of the order, whatever word stands beside them."""
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
    if isinstance(value, dict) and value.keys() <= _PLAIN:
        word = value.get("status")
        if isinstance(word, str) and order_state(word) and word.lower() not in _OF_CALLS:
            return Found(value)
    return _stated(answer, asked, _ORDERS)


def refill_in(answer: Answer, asked: str) -> Found | None:
    """Find a refill's state."""
    return _stated(answer, asked, _REFILLS)


def _stated(answer: Answer, asked: str, kind: _Kind) -> Found | None:
    """Return the state that an answer tells.

    A word that stands alone may be the envelope's, "completed" too: one further in counts more.
    """
    first = next(_states_in(answer, asked, kind), None)
    if first is None or not kind.fields.isdisjoint(first.part):
        return first
    found = list(_states_in(answer, asked, kind, unnamed=False))
    with_fields = (it for it in found if not kind.fields.isdisjoint(it.part))
    return next(with_fields, found[-1] if found else first)


def _states_in(
    answer: Answer, asked: str, kind: _Kind, *, unnamed: bool = True
) -> Iterator[Found]:
    """Yield the states in an answer, the outer ones first.

    Args:
        unnamed: also of a list's only row where that has no number: an order may list its parts.
    """
    value = answer.value
    if answer.inside and isinstance(value, str):
        found = _word(value, kind)
        if found is not None:
            yield found
        return
    is_keyed = answer.inside or about(value, asked) is not value
    for part, inside in parts(value, asked, kind.names, unnamed=unnamed):
        if isinstance(part, str):
            found = _word(part, kind)
        else:
            keys = flat(part)
            if not is_keyed and is_surely_about_another(keys, asked, kind.names):
                continue
            if _is_unknown(keys, kind):
                return
            found = _of_part(keys, kind, of_row=inside or answer.inside)
        if found is not None:
            yield found


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


def _is_unknown(keys: Mapping[str, Any], kind: _Kind) -> bool:
    """Return whether an object says that nothing is known of the order, whatever its state says.

    An error may also be why the order is canceled: "The link is private".
    """
    own = {key: said for key, said in keys.items() if key != "status" and key not in PAYLOADS}
    failure, has_fields = failure_of(own), not kind.fields.isdisjoint(keys)
    if failure is None:
        words = keys.get("message") or keys.get("msg")
        is_about_call = isinstance(words, str) and (
            is_crash(words) or reason_of(words) in _NOTHING_KNOWN
        )
        return is_about_call and not has_fields
    if failure.code or failure.is_crash or is_crash(failure.words):
        return True
    reason = reason_of(failure.words)
    is_ours = reason is RefusalReason.ACCOUNT or failure.is_bare
    return reason in _NOTHING_KNOWN or (is_ours and not has_fields)
