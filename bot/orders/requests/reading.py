"""Reading a message as an order: its links, its numbers and what each may be, its words.

What stands around a link may also be what an app has written when it was shared ("Top 10 goals"):
a number counts there only beside what is sold ("1000 likes").
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.catalogue.search.words import senses, words_of
from bot.orders.links import links_in
from bot.orders.requests import words as w
from bot.orders.requests.tokens import Token, counts, tokens_of

LONGEST = 4096
"""Characters: Telegram sends no longer text."""
MOST_LINKS = 100
_NAME = re.compile(r"@[\w.]{2,64}")
_LABELS = w.SERVICE | w.QUANTITY | w.PIECES


class Role(StrEnum):
    """What a number in a message is."""

    SERVICE = "service"
    QUANTITY = "quantity"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a message.

    Attributes:
        text: in ASCII digits, or the ID of a service that is no number.
        value: as a quantity; `None` if it can be none.
        is_before: whether it stands before the first link.
    """

    text: str
    value: int | None
    role: Role
    is_before: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says of an order.

    Attributes:
        links: tidied; each target once.
        names: `@names`, which are links on a platform that is not told with them.
        words: what describes a service, as the search compares words.
        is_plain: nothing else was said.
    """

    links: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    words: tuple[str, ...] = ()
    is_plain: bool = True

    @property
    def goods(self) -> frozenset[str]:
        """Return what is to be bought."""
        return w.GOODS & {sense for word in self.words for sense in senses(word)}

    @property
    def quantity(self) -> int | None:
        """Return the one number that may be a quantity; of several nobody knows which."""
        counted = [it for it in self.numbers if it.role is Role.QUANTITY] or [
            it for it in self.numbers if it.role is Role.EITHER
        ]
        return counted[0].value if len(counted) == 1 else None


def read(text: str, *, is_service: Callable[[str], bool], is_known: Callable[[str], bool]) -> Said:
    """Return what a message says of an order.

    Args:
        is_service: whether a service on sale has this ID.
        is_known: whether a word stands in the catalogue.

    Raises:
        InputError: a link is cut, or in some markup.
    """
    found = links_in(text[:LONGEST])
    numbers: list[Number] = []
    left: list[str] = []
    for part, is_before in ((found.before, True), (found.after, False)):
        tokens = tokens_of(part, is_service)
        roles = [_role(tokens, at) for at in range(len(tokens))]
        for token, role in zip(tokens, roles, strict=True):
            if role is None:
                left.append(token.text)
            else:
                numbers.append(Number(token.text, token.value, role, is_before))
    names = tuple(dict.fromkeys(word for word in left if _NAME.fullmatch(word)))
    words = tuple(_describing(word for word in left if word not in names))
    strange = {word for word in words if not _means_something(word) and not is_known(word)}
    said = Said(found.links[:MOST_LINKS], names, tuple(numbers), words, not strange)
    return said if said.is_plain or not found.links else _sure_of(said, strange)


def _describing(words: Iterator[str]) -> Iterator[str]:
    """Yield the words that may describe a service."""
    for word in words_of(" ".join(words)):
        if word not in w.FILLER_WORDS and word not in _LABELS:
            yield word


def _means_something(word: str) -> bool:
    return word.isdigit() or word in w.GOODS or senses(word) != (word,)


def _sure_of(said: Said, strange: set[str]) -> Said:
    """Return what is left of a message with words of its own beside a link."""
    numbers = tuple(it for it in said.numbers if it.role is not Role.EITHER)
    words = tuple(it for it in said.words if it not in strange)
    return replace(said, numbers=numbers, words=words)


def _role(tokens: Sequence[Token], at: int) -> Role | None:
    """Return what a number is; `None` of words, and of numbers that speak of time."""
    token = tokens[at]
    if not token.is_number:
        return None
    if token.is_id or token.is_counted:
        return Role.SERVICE if token.is_id else Role.QUANTITY
    before = tokens[at - 1] if at and not tokens[at - 1].is_number else Token("")
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if before.word in w.SERVICE:
        return Role.SERVICE
    if "refill" in senses(before.word) or following in w.TIME:
        return None
    is_counted = before.word in w.QUANTITY or before.is_goods or counts(tokens, at)
    return Role.QUANTITY if is_counted and token.value is not None else Role.EITHER
