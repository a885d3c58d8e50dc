"""The structure of answers: where the matter stands, and what says that a call has failed.

All envelopes of docs/panel-api.md, 1.2, and those of the usual web frameworks: errors as text,
flag, number, list or object; false flags; words beside them or one level down.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from bot.panel.api.values import text_of


def any_of(words: str) -> frozenset[str]:
    """Return what is listed with commas."""
    return frozenset(word.strip() for word in words.split(","))


PAYLOADS = any_of(
    "data, result, results, response, payload, order, orders, body, content, item, items, 0"
)
"""Keys under which panels put the matter itself."""
DEEPEST = 5
"""Levels at which the matter is looked for."""
_CRASHES = any_of("exception, exceptions, trace, stacktrace, traceback, stack")
_ERRORS = _CRASHES | any_of(
    "error, errors, err, errormessage, errormsg, errormessages, errordetails"
)
_MESSAGES = ("message", "msg", "messages", "detail", "details", "description")
_WORDS = (*_MESSAGES, "errordescription", "reason", "error", "text", "title")
_FLAGS = ("success", "ok", "issuccess", "successful")
_STATUSES = ("status", "result", "type", "outcome")
_CODES = ("code", "status", "statuscode", "errorcode", "httpcode", "httpstatus")
_NO = any_of(
    "0, false, no, error, errors, fail, failed, failure, ko, nok, unsuccessful, rejected, "
    "refused, denied, invalid, forbidden, unauthorized, unauthenticated, bad request, not ok"
)
_YES = any_of("1, true, yes, ok, okay, success, successful, succeeded, done, accepted")
_NOTHING = any_of(
    ", 0, 0000, false, none, null, nil, no, no error, no errors, without errors, n/a, na, -, "
    "undefined, ok, success, [], {}"
)
_BARE = any_of(
    "1, true, yes, error, errors, fail, failed, failure, validation error, validation failed, "
    "access denied, unauthenticated"
) | {status.phrase.casefold() for status in HTTPStatus}
_PARAMS = any_of(
    "service, link, quantity, runs, interval, comments, usernames, username, hashtags, "
    "hashtag, media, min, max, posts, delay, expiry, answer_number, groups, keywords, "
    "country, device, order, orders, refill, key, action"
)
_CLIENT_ERROR, _NO_CODE, _HTTP_DIGITS = 400, 600, 3
_LONGEST_KEY = 60  # what is longer is none that is known, and is not remembered
_SEPARATORS = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Failure:
    """What an answer says of its failure.

    Attributes:
        words: the panel's, may be empty.
        code: HTTP's, where the JSON tells one; else 0.
        fields: parameters that the words are about.
        is_crash: a trace or an exception is part of it.
    """

    words: str = ""
    code: int = 0
    fields: tuple[str, ...] = ()
    is_crash: bool = False

    @property
    def is_bare(self) -> bool:
        """Return whether the words only repeat HTTP's status, or say no more than a flag."""
        return _word(self.words) in _BARE | _NOTHING


def plain(key: str) -> str:
    """Return a key as it is compared: `orderID`, `order_id` and `order-id` are one."""
    return _plain(key) if len(key) <= _LONGEST_KEY else key


@lru_cache(maxsize=1000)
def _plain(key: str) -> str:
    return _SEPARATORS.sub("", key).casefold()


def flat(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with its keys as they are compared."""
    return {plain(key): value for key, value in part.items()}


def _word(value: Any) -> str:
    return " ".join(str(value).casefold().split()).strip(" .!")


def is_yes(value: Any) -> bool:
    """Return whether a flag says yes, in any spelling."""
    return isinstance(value, str | int) and _word(value) in _YES


def is_no(value: Any) -> bool:
    """Return whether a flag says no, in any spelling; one that is not there says nothing."""
    return isinstance(value, str | int) and _word(value) in _NO


def is_empty(error: Any) -> bool:
    """Return whether an error means that there is none: `"0"`, `"No error"`, `{"code": 0}`."""
    if isinstance(error, dict):
        return all(is_empty(said) for key, said in error.items() if not _is_fine(key, said))
    if isinstance(error, list):
        return all(is_empty(said) for said in error)
    return error is None or (isinstance(error, str | int) and _word(error) in _NOTHING)


def _is_fine(key: str, said: Any) -> bool:
    return plain(key) in _CODES and _word(said) in {"0", "200", "ok", "success"}


def inner(part: Mapping[str, Any]) -> Iterator[Any]:
    """Return the lists and objects in which the matter may stand."""
    for key, value in part.items():
        if isinstance(value, dict | list) and plain(key) in PAYLOADS:
            yield value


def failure_of(
    value: Any, *, refused: bool = False, also: str = "", depth: int = 0
) -> Failure | None:
    """Return what an answer says of its failure; `None`: it does not say that it has failed.

    Args:
        refused: HTTP's status says so already.
        also: a key of the action's own in which an error may stand: `{"refill": {"error": ...}}`.
    """
    if depth > DEEPEST:
        return None
    if isinstance(value, list):
        found = (failure_of(it, refused=refused, also=also, depth=depth + 1) for it in value)
        return next((failure for failure in found if failure is not None), None)
    if not isinstance(value, dict):
        return Failure(text_of(value)) if refused and isinstance(value, str) else None
    keys = flat(value)
    errors = {key: keys[key] for key in keys.keys() & _ERRORS if not is_empty(keys[key])}
    code = max(map(_code, [keys, *(flat(it) for it in errors.values() if isinstance(it, dict))]))
    if refused or code or errors or _says_no(keys):
        fields = dict.fromkeys([*_fields(errors.values()), *_located(keys.get("detail"))])
        is_crash = not _CRASHES.isdisjoint(errors)
        return Failure(_words(keys, errors), code, tuple(fields), is_crash)
    nests = [*inner(value), *([keys[also]] if isinstance(keys.get(also), dict) else [])]
    below = (failure_of(nest, also=also, depth=depth + 1) for nest in nests)
    return next((failure for failure in below if failure is not None), None)


def _says_no(keys: Mapping[str, Any]) -> bool:
    return any(is_no(keys.get(key)) for key in (*_FLAGS, *_STATUSES))


def _code(keys: Mapping[str, Any]) -> int:
    said = (str(keys.get(key)) for key in _CODES)
    codes = (int(it) for it in said if len(it) == _HTTP_DIGITS and it.isdecimal())
    return next((it for it in codes if _CLIENT_ERROR <= it < _NO_CODE), 0)


def _words(keys: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    """Return what an error says, or what is said beside a bare one, or one level down."""
    said = _joined(value for key, value in sorted(errors.items()) if key not in _CRASHES)
    if said and _word(said) not in _BARE:
        return said
    below = (_below(keys.get(key)) for key in ("data", "result", "response"))
    return _beside(keys) or next(filter(None, below), said)


def _below(nest: Any) -> str:
    if isinstance(nest, dict):
        return _beside(flat(nest))
    words = text_of(nest) if isinstance(nest, str) else ""
    return "" if _word(words) in _BARE else words


def _beside(keys: Mapping[str, Any]) -> str:
    found = (_text(keys[key]) for key in _WORDS if key in keys)
    return next((it for it in found if it and _word(it) not in _BARE | _NOTHING), "")


def _joined(values: Any) -> str:
    return "; ".join(dict.fromkeys(said for value in values if (said := _text(value))))


def _text(value: Any) -> str:
    if isinstance(value, dict):
        keys = flat(value)
        best = next((said for key in _WORDS if key in keys and (said := _text(keys[key]))), "")
        return best or _joined(value.values())
    if isinstance(value, list):
        return _joined(value)
    return text_of(value) if isinstance(value, str) else ""


def _fields(errors: Any) -> Iterator[str]:
    """Return the parameters by which frameworks sort their refusals: `{"link": ["required"]}`."""
    for error in errors:
        if isinstance(error, dict):
            yield from (key for key, said in error.items() if key in _PARAMS and _text(said))


def _located(detail: Any) -> Iterator[str]:
    """Return the parameters of `[{"loc": ["body", "quantity"], "msg": ...}]`."""
    for row in detail if isinstance(detail, list) else ():
        where = row.get("loc") if isinstance(row, dict) else None
        if isinstance(where, list):
            yield from (name for name in where if isinstance(name, str) and name in _PARAMS)
