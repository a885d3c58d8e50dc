"""What an answer proves: structure first (status, numbers, flags, envelopes), words last.

Nothing is a yes by default, and nothing a no: what is not recognised is unclear. Where something
is changed at the panel that is an end of its own, and a person decides.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from bot.panel.api import actions, consents, states
from bot.panel.api.actions import Action
from bot.panel.api.answer_words import is_busy, is_crash, is_fatal, is_panel_error
from bot.panel.api.answers import Answer, Found
from bot.panel.api.balance import read_balance
from bot.panel.api.envelopes import Failure, failure_of, flat
from bot.panel.api.errors import BusyError, PanelError, RefusedError, UnclearError
from bot.panel.api.placements import named_in
from bot.panel.api.refusal_words import reason_of
from bot.panel.api.rows import (
    ORDER_NUMBERS,
    REFILL_NUMBERS,
    ByPosition,
    Names,
    about,
    is_about_another,
    rows_of,
)
from bot.panel.api.taken_words import says_taken, texts_in
from bot.panel.rules.refusals import RefusalReason

Outcome = Found | PanelError

ABOUT_US = frozenset({RefusalReason.AUTH, RefusalReason.ACCOUNT})
"""Refusals that are about us, whatever was asked."""
_REDIRECTS, _CLIENT_ERROR, _SERVER_ERROR = 300, 400, 500
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429
_NO_DECISION = frozenset({408, 421, 425, 499})
"""HTTP's statuses of gateways that did not wait, or do not speak for the panel."""
_TEXTS = 30
"""So many texts of an answer are read for what they say of an order; a refusal has a few."""
_FORBIDS = frozenset({"", "forbidden", "access denied", "access forbidden", "permission denied"})


def evaluate(action: Action, answer: Answer, asked: str = "") -> Outcome:
    """Return what an answer proves: that it was done, or why not, or that nobody can say.

    Args:
        asked: the number of the order or the refill that was asked about.
    """
    if action is actions.ADD:
        return _added(answer)
    found = _FINDERS[action.name](answer, asked) if _is_answered(answer) else None
    return found if found is not None else _failed(action, answer, _failure(action, answer, asked))


def evaluate_each(
    action: Action, answer: Answer, asked: Sequence[str]
) -> dict[str, Outcome] | PanelError:
    """Return what the answer to a batch proves of each; a missing one is no information.

    Rows are matched by the numbers that they carry, under any usual name; without any by their
    position, if there are as many as were asked for.

    Returns:
        `ByPosition` where nothing but their order speaks for it. Empty where a call that only
        reads was answered, and not as a batch: in any words.
    """
    if _is_answered(answer):
        rows = rows_of(answer.value, asked, _names(action))
        if rows:
            said = {key: evaluate(action, answer.about(row), key) for key, row in rows.items()}
            return ByPosition(said) if isinstance(rows, ByPosition) else said
    error = _failed(action, answer, _failure(action, answer, ""))
    is_answer = answer.value is not None and answer.code < _SERVER_ERROR
    if isinstance(error, BusyError) or not (action.is_read and is_answer) or _is_ours(error):
        return error
    return {} if not _REDIRECTS <= answer.code < _CLIENT_ERROR else error


def refusal(action: Action, answer: Answer) -> PanelError | None:
    """Return how a call as such has failed, `None` if it was answered."""
    failure = _failure(action, answer, "")
    answered = failure is None and answer.code < _REDIRECTS and answer.value is not None
    return None if answered else _failed(action, answer, failure)


def _is_answered(answer: Answer) -> bool:
    """Return whether HTTP's status, and what stands around the JSON, allow to read it."""
    return answer.code < _REDIRECTS and not (answer.noise and is_fatal(answer.noise))


def _is_ours(error: PanelError) -> bool:
    return isinstance(error, RefusedError) and error.reason in ABOUT_US


def _names(action: Action) -> Names:
    return REFILL_NUMBERS if action is actions.REFILL_STATUS else ORDER_NUMBERS


def _failure(action: Action, answer: Answer, asked: str) -> Failure | None:
    value = about(answer.value, asked)
    if isinstance(value, dict) and is_about_another(flat(value), asked, _names(action)):
        return None
    in_place = answer.inside and isinstance(value, str)  # words in place of what was asked for
    refused = in_place or answer.code >= _CLIENT_ERROR
    return failure_of(value, refused=refused, also=_OWN_KEYS.get(action.name, ""))


def _failed(action: Action, answer: Answer, failure: Failure | None) -> PanelError:
    """Return the failure of a call that has not brought what it was for."""
    code, words = answer.code, failure.words if failure else ""
    is_taken = action is actions.ADD and _says_taken(answer)
    if code == _TOO_MANY and not is_taken:
        return BusyError(words or f"HTTP {code}", answer.retry_after)
    shown = words or answer.shown
    if _REDIRECTS <= code < _CLIENT_ERROR:
        shown = "a redirect; PROVIDER_API_URL is not the API's address"
    unclear = UnclearError(f"HTTP {code}: {shown}", words=words)
    if failure is None or is_taken or not _decides(code):
        return unclear
    if is_busy(words) or (action.is_read and is_panel_error(words)):
        return BusyError(words, answer.retry_after)
    reason = _reason(code, failure)
    refused = RefusedError(reason, words or f"HTTP {code}")
    return refused if _is_refusal(action, answer, failure, reason) else unclear


def _says_taken(answer: Answer) -> bool:
    """Return whether anything in an answer says that an order exists, wherever it stands."""
    texts = islice(texts_in(answer.value), _TEXTS)
    return any(says_taken(text, reason_of(text)) for text in texts)


def _decides(code: int) -> bool:
    """Return whether HTTP's status is that of an answer, rather than of an error on the way."""
    return code < _REDIRECTS or (
        _CLIENT_ERROR <= code < _SERVER_ERROR and code not in _NO_DECISION
    )


def _is_refusal(action: Action, answer: Answer, failure: Failure, reason: RefusalReason) -> bool:
    """Return whether a failure is a decision of the panel's, after which nothing was done."""
    words, is_recognised = failure.words, reason is not RefusalReason.UNKNOWN
    if failure.is_crash or failure.code >= _SERVER_ERROR or is_crash(words):
        return False
    if action.is_read:
        return is_recognised or not failure.is_bare
    return is_recognised and not answer.noise


def _reason(code: int, failure: Failure) -> RefusalReason:
    """Return the class of a refusal by its words, by what they are about, by HTTP's status."""
    for text in (failure.words, *failure.fields):
        reason = reason_of(text)
        if reason is not RefusalReason.UNKNOWN:
            return reason
    if failure.fields:
        return RefusalReason.FIELDS
    codes = {code, failure.code}
    forbids = _FORBIDDEN in codes and failure.words.casefold().strip(" .!") in _FORBIDS
    return RefusalReason.AUTH if _UNAUTHORIZED in codes or forbids else RefusalReason.UNKNOWN


def _added(answer: Answer) -> Outcome:
    """Decide about an order: with a number it is never refused, whatever stands beside it."""
    code = answer.code
    failure = failure_of(answer.value, refused=_REDIRECTS <= code < _SERVER_ERROR)
    named = named_in(answer.value, accepted=code < _REDIRECTS and failure is None)
    sure = [it for it in named if it.is_sure]
    is_clean = not answer.noise or _is_answered(answer)
    if failure is None and len(sure) == 1 and is_clean:
        return Found(sure[0].part, sure[0].number)
    if not named:
        return _failed(actions.ADD, answer, _failure(actions.ADD, answer, ""))
    words = failure.words if failure else ""
    number = named[0].number if len(sure or named) == 1 else None
    return UnclearError(f"HTTP {code}: {words or answer.shown}", number, words=words)


def _agreed(
    action: Action, find: Callable[[Answer, str], Found | RefusedError | None]
) -> Callable[[Answer, str], Outcome | None]:
    def found(answer: Answer, asked: str) -> Outcome | None:
        return find(answer, asked) if _failure(action, answer, asked) is None else None

    return found


def _read(find: Callable[[Any], Found | None]) -> Callable[[Answer, str], Outcome | None]:
    def found(answer: Answer, asked: str) -> Outcome | None:
        del asked
        return find(answer.value) if failure_of(answer.value) is None else None

    return found


def _balance(value: Any) -> Found | None:
    money = read_balance(value)
    return None if money is None else Found({"money": money})


def _services(value: Any) -> Found | None:
    """Return what may hold a list of services; that is seen where it is read."""
    return Found({"services": value}) if isinstance(value, list | tuple | dict) else None


_FINDERS: Mapping[str, Callable[[Answer, str], Outcome | None]] = {
    actions.REFILL.name: _agreed(actions.REFILL, consents.refill_in),
    actions.CANCEL.name: _agreed(actions.CANCEL, consents.cancel_in),
    actions.STATUS.name: states.order_in,
    actions.REFILL_STATUS.name: states.refill_in,
    actions.BALANCE.name: _read(_balance),
    actions.SERVICES.name: _read(_services),
}
_OWN_KEYS = {
    actions.REFILL.name: "refill",
    actions.CANCEL.name: "cancel",
    actions.STATUS.name: "status",
    actions.REFILL_STATUS.name: "status",
}
