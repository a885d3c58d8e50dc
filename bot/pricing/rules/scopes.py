"""Whom and what a rule is for, as buttons and questions carry it: `t5` and `pTikTok`."""

from bot.pricing.rules.prices import EVERYBODY, EVERYTHING, Buyer, Goods

_ALL = "a"
_MAX_DIGITS = 18  # what fits a database's integer


def buyer_word(buyer: Buyer) -> str:
    """Return the word for whom a rule is for."""
    if buyer.chat_id:
        return f"c{buyer.chat_id}"
    return f"t{buyer.tier_id}" if buyer.tier_id else _ALL


def read_buyer(word: str) -> Buyer | None:
    """Return whom a word means; `None` for what no button has ever said."""
    number = _number(word[1:])
    match word[:1], number:
        case "c", int():
            return Buyer(chat_id=number)
        case "t", int():
            return Buyer(tier_id=number)
    return EVERYBODY if word == _ALL else None


def goods_word(goods: Goods) -> str:
    """Return the word for what a rule is for."""
    if goods.service_id:
        return f"s{goods.service_id}"
    if goods.category_id:
        return f"k{goods.category_id}"
    return f"p{goods.platform}" if goods.platform else _ALL


def read_goods(word: str) -> Goods | None:
    """Return what a word means; `None` for what no button has ever said."""
    number = _number(word[1:])
    match word[:1], number:
        case "s", int():
            return Goods(service_id=number)
        case "k", int():
            return Goods(category_id=number)
        case "p", _ if word[1:]:
            return Goods(platform=word[1:])
    return EVERYTHING if word == _ALL else None


def _number(digits: str) -> int | None:
    bare = digits.removeprefix("-")
    is_number = bare.isascii() and bare.isdigit() and len(bare) <= _MAX_DIGITS
    return int(digits) or None if is_number else None
