"""Whether a panel has agreed to a refill or a cancellation: nothing is a yes by default."""

from collections.abc import Mapping
from typing import Any

from bot.panel.api.answer_words import is_crash
from bot.panel.api.answers import Answer, Found
from bot.panel.api.envelopes import any_of, flat, is_yes
from bot.panel.api.errors import RefusedError
from bot.panel.api.order_numbers import number_of
from bot.panel.api.refusal_words import reason_of
from bot.panel.api.rows import ORDER_NUMBERS, is_about_another, parts
from bot.panel.rules.refusals import RefusalReason

_REFILL = ("refill", "refillid", "refilltask", "task")
_CANCEL = ("cancel", "cancelid", "cancellation", "canceled", "cancelled")
_ASKED_FOR = any_of("requested, submitted, queued, pending, created, started, processing")
_DENIALS = any_of(
    "not, no, cannot, can't, isn't, doesn't, unable, fail, failed, error, invalid, "
    "denied, disabled, refused, rejected, incorrect, unavailable, already, impossible"
)


def refill_in(answer: Answer, asked: str) -> Found | RefusedError | None:
    """Find what a panel says to a refill; `None`: neither yes nor no."""
    return _consent(answer, asked, _REFILL)


def cancel_in(answer: Answer, asked: str) -> Found | RefusedError | None:
    """Find what a panel says to a cancellation; `None`: neither yes nor no."""
    return _consent(answer, asked, _CANCEL)


def _consent(answer: Answer, asked: str, own: tuple[str, ...]) -> Found | RefusedError | None:
    if answer.inside and not isinstance(answer.value, dict | list):
        return _said(answer.value, own)
    agreed: Found | None = None
    for part, _ in parts(answer.value, asked, ORDER_NUMBERS):
        if isinstance(part, str):
            return _said(part, own)
        keys = flat(part)
        if is_about_another(keys, asked, ORDER_NUMBERS):
            continue
        said = next((keys[key] for key in own if keys.get(key) is not None), None)
        if said is not None:
            return _said(said, own)
        if agreed is None and _agrees(keys):
            agreed = Found(part)  # unless more is said further in
    return agreed


def _said(said: Any, own: tuple[str, ...]) -> Found | RefusedError | None:
    """Read the value of `refill` or `cancel`: a number, a flag, an object, words."""
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    if isinstance(said, dict):
        keys = flat(said)
        number = next((it for key in (*own, "id") if (it := number_of(keys.get(key)))), None)
        return Found(said, number) if number or _agrees(keys) else None
    number = number_of(said)
    if number is not None:
        return Found({}, number)
    if is_yes(said) or (isinstance(said, str) and _spelled(said) in _ASKED_FOR):
        return Found({})
    if isinstance(said, str) and _denies(said) and not is_crash(said):
        reason = reason_of(said)
        return None if reason is RefusalReason.UNKNOWN else RefusedError(reason, said)
    return None


def _agrees(keys: Mapping[str, Any]) -> bool:
    """Return whether an envelope says yes: by its status, by a flag, by `success` with words."""
    success = keys.get("success")
    text = success if isinstance(success, str) and " " in success else None
    words = text or keys.get("message") or keys.get("msg")
    agrees = is_yes(keys.get("status")) or is_yes(success) or text is not None
    return agrees and not (isinstance(words, str) and _denies(words))


def _denies(words: str) -> bool:
    return not _DENIALS.isdisjoint(_spelled(words).replace(".", " ").replace(",", " ").split())


def _spelled(words: str) -> str:
    return words.casefold().strip(" .!")
