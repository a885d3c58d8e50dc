"""What prices come to over everything on sale: what a rule makes, what changes, what is unsold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from bot.pricing.rules.markup_words import PriceMarkup
from bot.pricing.rules.prices import EVERYBODY, Buyer, Goods, PriceList, Prices, Rule

BAND = Decimal("0.1")
"""An exchange rate that differs by a larger share from the one before is asked about once more."""


class Offer(NamedTuple):
    """A service that the panel sells.

    Attributes:
        cost: of 1000 units, or of a package, in the panel's currency.
    """

    goods: Goods
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of prices does, to whomever.

    Attributes:
        changed: services with another price, our numbers, in the catalogue's order.
        unsold: those that are no longer sold to somebody.
    """

    changed: Sequence[int]
    unsold: Sequence[int]


def buyers(prices: Prices) -> Sequence[Buyer]:
    """Return everybody, then each tier and chat with rules of its own."""
    special = {rule.buyer for rule in prices.rules} - {EVERYBODY}
    return [EVERYBODY, *sorted(special)]


def list_of(prices: Prices, buyer: Buyer) -> PriceList:
    """Return what a buyer pays; a chat's tier is known."""
    return prices.of(buyer.chat_id) if buyer.chat_id else prices.of_buyer(buyer)


def covered(offers: Iterable[Offer], scope: Goods) -> Sequence[Offer]:
    """Return the services that a rule for some goods is for."""
    return [offer for offer in offers if scope in offer.goods.scopes()]


def made_by(prices: Prices, rule: Rule, offers: Iterable[Offer]) -> Sequence[Offer]:
    """Return the services whose price for its buyer a rule makes: no narrower one does."""
    paid = list_of(prices, rule.buyer)
    return [it for it in covered(offers, rule.goods) if paid.rule(it.goods) == rule]


def unsold(prices: Prices, offers: Iterable[Offer]) -> Mapping[int, Sequence[Buyer]]:
    """Return what is under the floor, by our numbers, with those who cannot buy it."""
    lists = [(buyer, list_of(prices, buyer)) for buyer in buyers(prices)]
    found: dict[int, list[Buyer]] = {}
    for offer in offers:
        kept = [it for it, paid in lists if not paid.price(offer.cost, offer.goods).sold]
        if kept:
            found[offer.goods.service_id] = kept
    return found


def effect(before: Prices, after: Prices, offers: Iterable[Offer]) -> Effect:
    """Return what a change of prices does."""
    those = dict.fromkeys([*buyers(before), *buyers(after)])
    lists = [(list_of(before, it), list_of(after, it)) for it in those]
    changed: list[int] = []
    stopped: list[int] = []
    for cost, goods in ((offer.cost, offer.goods) for offer in offers):
        pairs = [(one.price(cost, goods), other.price(cost, goods)) for one, other in lists]
        if any(one.rate != other.rate for one, other in pairs):
            changed.append(goods.service_id)
        if any(one.sold and not other.sold for one, other in pairs):
            stopped.append(goods.service_id)
    return Effect(changed, stopped)


def with_rule(prices: Prices, buyer: Buyer, goods: Goods, markup: PriceMarkup) -> Prices:
    """Return the prices with a rule in place of the one that is for the same."""
    others = (it for it in prices.rules if (it.buyer, it.goods) != (buyer, goods))
    return replace(prices, rules=(*others, Rule(0, buyer, goods, *markup)))


def without_rule(prices: Prices, rule_id: int) -> Prices:
    """Return the prices without a rule."""
    return replace(prices, rules=tuple(it for it in prices.rules if it.id != rule_id))


def without_tier(prices: Prices, tier_id: int) -> Prices:
    """Return the prices without a tier: who is in it pays what everybody pays."""
    rules = tuple(it for it in prices.rules if it.buyer.tier_id != tier_id)
    tier_of = {chat: tier for chat, tier in prices.tier_of.items() if tier != tier_id}
    return replace(prices, rules=rules, tier_of=tier_of)


def narrowest_first(rules: Iterable[Rule]) -> Sequence[Rule]:
    """Return rules in the order in which they are asked."""
    return sorted(rules, key=lambda it: (*_narrowness(it), it.buyer, it.goods))


def _narrowness(rule: Rule) -> tuple[int, int]:
    buyer, goods = rule.buyer, rule.goods
    of_buyer = 0 if buyer.chat_id else 1 if buyer.tier_id else 2
    of_goods = 0 if goods.service_id else 1 if goods.category_id else 2 if goods.platform else 3
    return of_buyer, of_goods


def is_within_band(rate: Decimal, before: Decimal | None) -> bool:
    """Return whether an exchange rate is near enough to the one before to be believed."""
    return before is not None and abs(rate - before) <= before * BAND
