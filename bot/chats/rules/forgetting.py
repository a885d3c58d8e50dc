"""People who want to be forgotten: what stands for them in what stays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

NOBODY = -(2**52)
"""Ids of Telegram have at most 52 bits: from here on down a number is nobody's."""

LIMITS_NEED = timedelta(days=32)
"""So long an order keeps its private chat: limits on a month's spending would start anew."""

CHECK_AGAIN_AFTER = timedelta(hours=1)
"""While orders are under way."""

_LEAST_SIGNS = 3
_GAP = "…"


def pseudonym_of(number: int) -> int:
    """Return what stands for the person who was forgotten as this number, from 1."""
    return NOBODY - number


@dataclass(frozen=True, slots=True)
class Known:
    """How a person is called in what others have done, or the bot has written.

    Attributes:
        names: also former ones, the latest first.
        username: without the @; empty: none.
    """

    user_id: int
    names: Sequence[str]
    username: str

    def take_out(self, text: str) -> str:
        """Return a text without them. Somebody else of the same name is taken out with it.

        A name of a sign or two, or without a letter, would be found everywhere: it is only looked
        for where names stand, as the whole text or after a "by" at its end.
        """
        if text in self.names:
            return ""
        for pattern in self._patterns():
            text = re.sub(pattern, _GAP, text)
        return text

    def _patterns(self) -> list[str]:
        at_the_end = _any_of([*self.names, str(self.user_id)])
        found = [rf"(?:(?<=\bby )|(?<=\bby owner )){at_the_end}\Z"]
        if words := [name for name in self.names if _is_a_word(name)]:
            found.append(rf"(?<!\w){_any_of(words)}(?!\w)")
        if self.username:
            found.append(rf"(?i)@{re.escape(self.username)}(?!\w)")
        return found


def _is_a_word(name: str) -> bool:
    signs = [sign for sign in name if sign.isalnum()]
    return len(signs) >= _LEAST_SIGNS and any(sign.isalpha() for sign in signs)


def _any_of(names: Sequence[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
