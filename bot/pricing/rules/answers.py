"""What an owner has answered and not confirmed yet, as the question keeps it."""

from decimal import Decimal
from typing import NamedTuple

from bot.pricing.rules.markup_words import PriceMarkup
from bot.pricing.rules.prices import Buyer, Goods
from bot.pricing.rules.scopes import buyer_word, goods_word, read_buyer, read_goods

_SEPARATOR = ":"


class MarkupAnswer(NamedTuple):
    """A markup for a buyer and some goods."""

    buyer: Buyer
    goods: Goods
    markup: PriceMarkup


def scope_word(buyer: Buyer, goods: Goods) -> str:
    """Return what a question for a markup is about."""
    return _SEPARATOR.join((buyer_word(buyer), goods_word(goods)))


def read_scope(about: str) -> tuple[Buyer, Goods] | None:
    """Return whom and what a question for a markup, answered or not, is about."""
    words = about.split(_SEPARATOR)
    buyer, goods = read_buyer(words[0]), read_goods(words[1] if words[1:] else "")
    return None if buyer is None or goods is None else (buyer, goods)


def markup_word(buyer: Buyer, goods: Goods, markup: PriceMarkup) -> str:
    """Return what is kept of an answered question for a markup."""
    return _SEPARATOR.join((scope_word(buyer, goods), *map(number_word, markup)))


def read_markup_answer(about: str) -> MarkupAnswer | None:
    """Return an answer; `None`: the question was not answered."""
    scope, numbers = read_scope(about), about.split(_SEPARATOR)[2:]
    if scope is None or len(numbers) != len(PriceMarkup._fields):
        return None
    return MarkupAnswer(*scope, PriceMarkup(*map(Decimal, numbers)))


def number_word(value: Decimal) -> str:
    """Return a number as it is kept."""
    return format(value.normalize(), "f")
