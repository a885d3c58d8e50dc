"""The panels' refusals, sorted into classes (docs/panel-api.md, 8).

A text is recognised by phrases, never by one everyday word. What is not recognised is `UNKNOWN`,
for `add` no refusal at all.
"""

import re
import unicodedata

from bot.panel.api.refusal_phrases import FOR_NOW, RULES, THIS_ONE, Rule
from bot.panel.rules.refusals import RefusalReason as Reason

_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_ENDS = re.compile(r"[.!?;:,|](?=\s|$)|\n")
_ALIKE = str.maketrans({"ı": "i", "đ": "d"})
_LONGEST = 500
"""Characters that are read; a refusal is a sentence or two."""
_A_FEW_WORDS = r"[^ |]*(?: [^ |]+){0,4} [^ |]*?"


def _plain(text: str) -> str:
    """Return a text without capitals and without accents, which many leave out."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(it for it in apart if unicodedata.category(it) != "Mn").translate(_ALIKE)


def _fold(text: str) -> str:
    """Return the words of a text, or of a code such as `not_enoughFunds`; `|` parts clauses."""
    clauses = _ENDS.split(_CAMEL.sub(" ", _APOSTROPHES.sub("", text[:_LONGEST])))
    words = (
        "".join(it if unicodedata.category(it)[0] in "LMN" else " " for it in _plain(clause))
        for clause in clauses
    )
    return "".join(f"| {' '.join(clause.split())} " for clause in words if clause.strip()) + "|"


def _any(phrases: str) -> str:
    """Return one pattern for phrases; the escapes in them are small letters, as all of it."""
    return "|".join(line.strip() for line in _plain(phrases).splitlines() if line.strip())


def _compile(rule: Rule) -> re.Pattern[str]:
    one = f"(?:{_any(rule.phrases)})"
    if not rule.near:
        return re.compile(one)
    other = f"(?:{_any(rule.near)})"
    return re.compile(f"{one}{_A_FEW_WORDS}{other}|{other}{_A_FEW_WORDS}{one}")


_RULES = tuple((rule.reason, _compile(rule)) for rule in RULES)
_FOR_NOW, _THIS_ONE = re.compile(_any(FOR_NOW)), re.compile(_any(THIS_ONE))


def reason_of(text: str) -> Reason:
    """Return the class of a refusal; texts are localised, so an unheard-of one is normal."""
    folded = _fold(text)
    for reason, pattern in _RULES:
        if pattern.search(folded):
            return reason
    return Reason.UNKNOWN


def is_for_now(text: str) -> bool:
    """Return whether a service is refused for a while, and not for good.

    It has to be named as the one that was asked for: a whole panel that is out of order says much
    the same of "the service".
    """
    folded = _fold(text)
    is_one = reason_of(text) is Reason.SERVICE and _THIS_ONE.search(folded) is not None
    return is_one and _FOR_NOW.search(folded) is not None
