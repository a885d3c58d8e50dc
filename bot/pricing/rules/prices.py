"""What customers pay: the operator's cost, converted, with a markup, and never under a floor.

All is exact: an order's price is rounded up once, when it is computed from the rate for its
quantity (`bot/orders/forms/pricing.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Context, Decimal
from functools import cached_property
from typing import NamedTuple

_EXACT = Context(prec=200, rounding=ROUND_CEILING)
"""So many digits hold any product of a cost, an exchange rate and a percentage."""


class Buyer(NamedTuple):
    """For whom a rule is: a chat, a tier, or, with neither, everybody."""

    tier_id: int = 0
    chat_id: int = 0


class Goods(NamedTuple):
    """What a rule is for, with one field at most; all of them say what a service is.

    Numbers are our own; `platform` is spelled as the catalogue spells it.
    """

    platform: str = ""
    category_id: int = 0
    service_id: int = 0

    def scopes(self) -> Iterator["Goods"]:
        """Yield what a rule for a service may be for, the narrowest first."""
        if self.service_id:
            yield Goods(service_id=self.service_id)
        if self.category_id:
            yield Goods(category_id=self.category_id)
        if self.platform:
            yield Goods(platform=self.platform)
        yield EVERYTHING


EVERYBODY, EVERYTHING = Buyer(), Goods()


@dataclass(frozen=True, slots=True)
class Rule:
    """A markup on the cost.

    Attributes:
        percent: of the cost; below zero is a discount.
        fixed: for 1000 units, or for a package, in the wallets' currency.
    """

    id: int
    buyer: Buyer
    goods: Goods
    percent: Decimal
    fixed: Decimal


class Exchange(NamedTuple):
    """A stored exchange rate: what a unit of the panel's currency costs in the wallets'."""

    id: int
    rate: Decimal


class SalePrice(NamedTuple):
    """What 1000 units, or a package, of a service cost a customer, in the wallets' currency.

    Attributes:
        floor: it is not sold for less.
        rule_id: the rule that made it; `None`: there is none, it is the cost.
        sold: it is not under the floor, and the cost can be converted.
    """

    rate: Decimal
    floor: Decimal
    rule_id: int | None
    sold: bool


NOT_CONVERTIBLE = SalePrice(Decimal(0), Decimal(0), None, sold=False)
"""The price of anything while no exchange rate is known."""


@dataclass(frozen=True, slots=True)
class PriceList:
    """What one buyer pays.

    Attributes:
        profile: equal for buyers with the same prices, of the same `Prices`.
        exchange_rate: from the panel's currency to the wallets'; `None`: not known.
        tables: rules by what they are for; the buyer's own first, everybody's last.
    """

    profile: tuple[int, ...]
    exchange_rate: Decimal | None
    least_margin: Decimal
    tables: tuple[Mapping[Goods, Rule], ...]

    def rule(self, goods: Goods) -> Rule | None:
        """Return the narrowest rule for a service."""
        for table in self.tables:
            for scope in goods.scopes():
                if scope in table:
                    return table[scope]
        return None

    def price(self, cost: Decimal, goods: Goods) -> SalePrice:
        """Return the price of a service.

        Args:
            cost: of 1000 units, or of a package, in the panel's currency.
        """
        if self.exchange_rate is None:
            return NOT_CONVERTIBLE
        own = _EXACT.multiply(cost, self.exchange_rate)
        floor = with_percent(own, self.least_margin)
        rule = self.rule(goods)
        if rule is None:
            return SalePrice(own, floor, None, sold=own >= floor)
        rate = _EXACT.add(with_percent(own, rule.percent), rule.fixed)
        return SalePrice(rate, floor, rule.id, sold=rate >= floor)


@dataclass(frozen=True)
class Prices:
    """Everything that makes prices, as it was at one moment.

    Attributes:
        currency: of the wallets; `panel_currency`: of the costs.
        minimum_charge: the least that an order costs.
        least_margin: percent of the cost that a price must be above it.
        exchange: the newest rate between both currencies; `None`: none is needed, or known.
        tier_of: the tier of each chat that is in one.
    """

    currency: str
    panel_currency: str
    minimum_charge: Decimal = Decimal(0)
    least_margin: Decimal = Decimal(0)
    exchange: Exchange | None = None
    rules: tuple[Rule, ...] = ()
    tier_of: Mapping[int, int] = field(default_factory=dict)

    @property
    def exchange_rate(self) -> Decimal | None:
        """Return what costs are multiplied by; `None`: it is not known, and nothing is sold."""
        if self.panel_currency == self.currency:
            return Decimal(1)
        return None if self.exchange is None else self.exchange.rate

    def of(self, chat_id: int) -> PriceList:
        """Return what is paid in a chat."""
        return self.of_buyer(Buyer(self.tier_of.get(chat_id, 0), chat_id))

    def of_buyer(self, buyer: Buyer) -> PriceList:
        """Return what a chat in a tier pays, a tier, or everybody."""
        own = [Buyer(chat_id=buyer.chat_id)] if buyer.chat_id else []
        own += [Buyer(tier_id=buyer.tier_id)] if buyer.tier_id else []
        special = [self._tables[it] for it in own if it in self._tables]
        tables = (*special, self._tables.get(EVERYBODY, {}))
        profile = tuple(rule.id for table in special for rule in table.values())
        return PriceList(profile, self.exchange_rate, self.least_margin, tables)

    @cached_property
    def _tables(self) -> Mapping[Buyer, Mapping[Goods, Rule]]:
        tables: dict[Buyer, dict[Goods, Rule]] = {}
        for rule in self.rules:
            tables.setdefault(rule.buyer, {})[rule.goods] = rule
        return tables


def with_percent(amount: Decimal, percent: Decimal) -> Decimal:
    """Return an amount with so many percent of it added, exactly."""
    return _EXACT.multiply(amount, _EXACT.add(Decimal(1), percent.scaleb(-2, _EXACT)))
