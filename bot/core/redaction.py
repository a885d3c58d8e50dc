"""Secrets in texts: which settings are some, and the one that masks them.

Every way out of the process passes a `Redactor`: log lines, a crash, what the commands print,
messages and files to chats, stored tracebacks, and each answer of the panel as it comes in.
"""

import base64
import html.entities
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

MASK = "***"
SHORT = 12
"""Characters below which a secret may be part of ordinary words: masked only where it stands
alone."""

_TOKEN = re.compile(r"\d+:(?P<secret>[\w-]+)", re.ASCII)
_ANY_TOKEN = re.compile(
    r"\d(?:"
    r"(?<=/bot\d)\d*(?::|%3[aA])[\w-]+"  # in a URL of the Bot API, whatever its length
    r"|(?<!\w\d)\d{5,}(?::|%3[aA])[\w-]{30,})",
    re.ASCII,
)
_CODE = re.compile(
    r"(?<![\w-])[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}(?![\w-])"  # as printed
    r"|(?:(?<=/redeem)(?:@\w+)?\s+|(?<=redeem_))[0-9A-Za-z](?:[\s_.-]{0,3}[0-9A-Za-z]){15}",
    re.ASCII,
)
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_KEY_NAME = re.compile(r"key|token|secret|pass|pwd|auth|sign|hash|cred|session", re.IGNORECASE)
_KEY_VALUE = re.compile(r"(?=.*\d)(?=.*[a-z])[\w.~+/=-]{16,}", re.ASCII | re.IGNORECASE)

# What may stand between two characters of a secret: line breaks, backslashes of any number of
# escapings, marks that nobody sees, colours. It never gives back what it took, so that no text
# makes the search slow; the same characters of the secret itself may therefore be missing.
_SKIPPED = re.compile(r"[\x00\s\\\u00ad\u200b-\u200f\u2060\ufeff]")
_COLOUR = r"(?:\x1b|\\{1,9}(?:u001b|x1b|033))\[[0-9;]{0,16}[A-Za-z]"
_BREAK = r"\\{1,9}[bfnrtv]"
_BETWEEN = rf"(?:{_COLOUR}|{_SKIPPED.pattern}){{0,80}}+"
_BETWEEN_LINES = rf"(?:{_COLOUR}|{_BREAK}|{_SKIPPED.pattern}){{0,80}}+"
_ALONE_BEFORE = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))"
_ALONE_AFTER = r"(?![^\W_])"

_PIECE, _OVERLAP = 256 * 1024, 8 * 1024  # characters


class Redactor:
    """Masks secrets, and whatever looks like a bot's token or a voucher's code, in any text.

    A secret is found as it is or in other letters' case, URL-encoded or HTML-escaped any number
    of times, escaped in JSON or a repr, broken by white space or colours, in hexadecimal, and in
    base64 with anything before and after it.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {part for secret in secrets for part in _parts(secret) if _SKIPPED.sub("", part)}
        # The longest first: a secret may begin with another.
        self._secrets = [_secret(text) for text in sorted(known, key=len, reverse=True)]

    def __call__(self, text: str) -> str:
        """Return the text with every secret replaced by `MASK`."""
        for secret in self._secrets:
            text = secret.mask(text)
        return _CODE.sub(MASK, _ANY_TOKEN.sub(MASK, text))

    def in_json(self, text: str) -> str:
        """Return JSON with every secret replaced in its texts; its numbers and form stay."""
        return text if self._is_clean(text) else _JSON_TEXT.sub(self._in_literal, text)

    def _is_clean(self, text: str) -> bool:
        """Look through a text piece by piece: other threads go on between two of them."""
        pieces = (text[at : at + _PIECE + _OVERLAP] for at in range(0, len(text), _PIECE))
        return all(self(piece) == piece for piece in pieces)

    def _in_literal(self, literal: re.Match[str]) -> str:
        try:
            text = json.loads(literal[0], strict=False)
        except ValueError:
            return self(literal[0])
        redacted = self(text)
        return literal[0] if redacted == text else json.dumps(redacted)


class _Secret:
    """One secret, and all the ways in which it may be written."""

    def __init__(self, secret: str) -> None:
        pattern = _pattern(secret, _BETWEEN if "\\" in secret else _BETWEEN_LINES)
        is_short = len(secret) < SHORT
        self._pattern = re.compile(_ALONE_BEFORE + pattern + _ALONE_AFTER if is_short else pattern)
        self._forms = [] if is_short else [*_whole_forms(secret)]

    def mask(self, text: str) -> str:
        """Return the text without the secret."""
        text = "".join(self._pieces(text))
        lower = text.lower()
        for form in self._forms:
            if form in lower:
                text = re.sub(re.escape(form), MASK, text, flags=re.IGNORECASE)
        return text

    def _pieces(self, text: str) -> Iterator[str]:
        at = 0
        for found in self._pattern.finditer(text):
            # Half an escape sequence would be left, and JSON would be none.
            yield text[at : found.start()].rstrip("\\")
            yield MASK
            at = found.end()
        yield text[at:]


@lru_cache(maxsize=64)
def _secret(text: str) -> _Secret:
    """Return a secret made ready once, for all parts of a process that mask it."""
    return _Secret(text)


def _parts(secret: str) -> list[str]:
    token = _TOKEN.fullmatch(secret)
    return [secret, token["secret"]] if token else [secret]


def _pattern(secret: str, between: str) -> str:
    """Return what finds a secret, each of its characters written in any way.

    All that it may begin with is one set of characters, without alternatives: so the search
    leaps over everything else.
    """
    secret = secret.lstrip(" \t\r\n\\")
    return between.join([_first(secret[0]), *map(_later, secret[1:])])


def _first(character: str) -> str:
    cases = "".join(map(re.escape, _cases(character)))
    it = _encoded(character)
    escaped = rf"[uU]0026{it.entity}|[uU]0025(?:25)*{it.octets}|{it.escape}"
    ways = (
        rf"(?<=%)(?:25)*(?:26{it.entity}|{it.octets})",
        rf"(?<=\\)(?:{escaped})",
        rf"(?<=&){it.entity}",
        rf"(?<=[{cases}])",
    )
    return rf"[{cases}%\\&](?:{'|'.join(ways)})"


def _later(character: str) -> str:
    """Return the ways to write a character; backslashes before it are taken already."""
    it = _encoded(character)
    ways = [
        rf"(?:&|[%uU]0*(?:25)*26){it.entity}",
        rf"(?:%|[uU]0025)(?:25)*{it.octets}",
        it.escape,
        f"[{''.join(map(re.escape, _cases(character)))}]",
    ]
    if character == " ":
        ways.append(r"\+")
    either = f"(?:{'|'.join(ways)})"
    return f"{either}?" if _SKIPPED.fullmatch(character) else either


def _cases(character: str) -> list[str]:
    cases = {character, character.lower(), character.upper()}
    return sorted(case for case in cases if len(case) == 1)


class _Encoded(NamedTuple):
    """The ways to encode a character: patterns without the sign that each begins with."""

    octets: str  # after %
    escape: str  # after a backslash
    entity: str  # after &


@lru_cache(maxsize=1024)
def _encoded(character: str) -> _Encoded:
    octets, escapes, names, numbers = set(), set(), set(), set()
    for case in _cases(character):
        utf_8 = [_any_case(f"{it:02x}") for it in case.encode("utf-8", "surrogatepass")]
        utf_16 = case.encode("utf-16-be", "surrogatepass").hex(" ", 2).split()
        octets.add("%(?:25)*".join(utf_8))
        escapes.add(r"\\{0,9}".join(f"[xX]{it}" for it in utf_8))
        escapes.add(r"\\{0,9}".join(f"[uU]{_any_case(it)}" for it in utf_16))
        names |= _entities(case)
        numbers |= {f"{ord(case)}", f"[xX]0*{_any_case(f'{ord(case):x}')}"}
    end = "(?:;|%(?:25)*3[bB])"
    number = f"(?:#|%(?:25)*23)0*{_one_of(numbers)}"
    return _Encoded(
        _one_of(octets), _one_of(escapes), f"(?:amp{end})*{_one_of(names | {number})}{end}"
    )


def _entities(character: str) -> set[str]:
    """Return a character's names in HTML; letters from A to Z and digits have none."""
    if character.isascii() and character.isalnum():
        return set()
    named = html.entities.html5.items()
    return {name[:-1] for name, it in named if it == character and name.endswith(";")}


def _one_of(patterns: set[str]) -> str:
    return f"(?:{'|'.join(sorted(patterns))})"


def _any_case(digits: str) -> str:
    return "".join(f"[{it}{it.upper()}]" if it.isalpha() else it for it in digits)


def _whole_forms(secret: str) -> Iterator[str]:
    """Return a secret in hexadecimal and in base64, all in small letters.

    Of base64 it is what stays the same wherever among other bytes the secret stands.
    """
    raw = secret.encode("utf-8", "surrogatepass")
    yield raw.hex()
    for before, lost in ((0, 0), (1, 2), (2, 3)):
        whole, extra = divmod(before + len(raw), 3)
        form = base64.b64encode(bytes(before) + raw).decode().lower()
        form = form[lost : whole * 4 + extra * 8 // 6]
        yield form
        yield form.translate(str.maketrans("+/", "-_"))


def secrets_in_url(url: str) -> list[str]:
    """Return the password in a URL, and what looks like a key in its query and its path."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return []
    found = [password, unquote(password)] if password else []
    segments = [unquote(part) for part in parts.path.split("/")]
    found += [part for part in segments if _KEY_VALUE.fullmatch(part)]
    return found + secrets_in_params(dict(parse_qsl(parts.query)))


def secrets_in_params(params: Mapping[str, str]) -> list[str]:
    """Return the values that look like keys, by their names or by themselves."""
    return [
        value
        for name, value in params.items()
        if _KEY_NAME.search(name) or _KEY_VALUE.fullmatch(value)
    ]
