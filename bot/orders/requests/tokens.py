"""The words and numbers of a text, numbers as people write them in the bot's languages."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.catalogue.search.words import fold, senses
from bot.core.errors import InputError
from bot.core.text.quantities import LARGEST, parse_quantity
from bot.core.text.typed import order_number
from bot.orders.requests import words as w

NEAR = 3
"""Words between a number and what it counts: "1000 real instagram followers"."""
_EDGES = ".,:;!?()[]{}«»“”\"'*_~`-–—=→>"
_CELLS = str.maketrans("|\t｜¦", "    ")  # of a list's lines
_NUMBER = re.compile(
    r"(?P<sign>[#+x×х*]?)(?P<digits>[0-9][0-9.,'_]*)(?P<unit>[^\W\d_]*)\+?", re.IGNORECASE
)
_SPACED = re.compile(r"(?<![0-9.,#])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9.,])")
_FACTORS = ((w.THOUSAND, 1000), (w.LAKH, 10**5), (w.MILLION, 10**6), (w.CRORE, 10**7))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number of a text.

    Attributes:
        text: as it stands there; a number in ASCII digits.
        value: of a number, as a quantity; `None` if it can be none.
        is_id: the ID of a service that is no number: `SUB-12`.
        is_counted: written as only quantities are: `1k`, `1,000`, `x1000`.
    """

    text: str
    is_number: bool = False
    value: int | None = None
    is_id: bool = False
    is_counted: bool = False

    @property
    def word(self) -> str:
        """Return it as words are compared."""
        return fold(self.text).rstrip(".:")

    @property
    def is_goods(self) -> bool:
        """Return whether it is something that is sold by number."""
        return not self.is_number and (
            not w.GOODS.isdisjoint(senses(self.word)) or self.word in w.PIECES
        )


def tokens_of(text: str, is_service: Callable[[str], bool]) -> list[Token]:
    """Return the words and numbers of a text.

    Args:
        is_service: whether a service on sale has this ID.
    """
    plain = order_number(text.translate(_CELLS))

    def joined(spaced: re.Match[str]) -> str:
        """Return thousands in one, but a service and a quantity apart: `1 000`, `101 500`."""
        first, second, *_ = spaced[0].split(" ")
        is_pair = is_service(first) and not second.startswith("0")
        is_counted = counts([Token(it) for it in plain[spaced.end() :].split()[:NEAR]], -1)
        return spaced[0] if is_pair and not is_counted else spaced[0].replace(" ", ",")

    found: list[Token] = []
    for chunk in _SPACED.sub(joined, plain).split():
        word = chunk.strip(_EDGES) or chunk
        if is_service(word) and not word.isdigit():
            found.append(Token(word, is_number=True, is_id=True))
        else:
            found += _read(word)
    return list(_with_factors(found))


def _read(word: str) -> list[Token]:
    """Return the number that a word is, with the word that clings to it: `1000likes`."""
    match = _NUMBER.fullmatch(word)
    if match is None:
        return [Token(word)]
    digits, unit = match["digits"].rstrip(".,'_"), fold(match["unit"])
    factor = _factor(unit)
    value = _value(digits, factor or 1)
    if match["sign"] == "#":
        return [Token(digits, is_number=True)] if digits.isdigit() else [Token(word)]
    if value is None:
        return [Token(word)]
    is_counted = bool(factor or match["sign"] or not digits.isdigit())
    number = Token(digits, is_number=True, value=value, is_counted=is_counted)
    return [number] if factor or not unit else [number, Token(unit)]


def _factor(unit: str) -> int:
    return next((factor for words, factor in _FACTORS if unit in words), 0)


def _value(digits: str, factor: int) -> int | None:
    """Return how much digits are, taken so many times; `None` if that is no quantity."""
    try:
        value = parse_quantity(digits if factor == 1 else f"{digits}k")
    except InputError:
        return None
    value *= max(factor // 1000, 1)
    return value if value <= LARGEST else None


def _with_factors(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens, `5 bin` and `1 mil` as one number, and a `тысяча` alone as one."""
    at = 0
    while at < len(tokens):
        token, following = tokens[at], tokens[at + 1 : at + 2]
        factor = _factor(following[0].word) if following and not following[0].is_number else 0
        is_amount = factor and token.text[:1].isdigit() and not token.is_id
        value = _value(token.text, factor) if is_amount else None
        if value is not None:
            yield Token(token.text, is_number=True, value=value, is_counted=True)
            at += 1
        elif not token.is_number and token.word in w.ALONE and counts(tokens, at):
            yield Token("1000", is_number=True, value=1000, is_counted=True)
        else:
            yield token
        at += 1


def counts(tokens: Sequence[Token], at: int) -> bool:
    """Return whether what stands near behind a place, before another number, is sold so."""
    for token in tokens[at + 1 : at + 1 + NEAR]:
        if token.is_number:
            return False
        if token.is_goods:
            return True
    return False
