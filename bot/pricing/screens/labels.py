"""Buyers, goods, markups and amounts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.core.i18n import Translator
from bot.pricing.rules.overview import Offer
from bot.pricing.rules.prices import Buyer, Goods
from bot.pricing.service.board import PriceBoard

_FINEST = Decimal("0.0001")  # what wallets hold, and prices are rounded up to


@dataclass(frozen=True)
class PriceView:
    """What the pages of prices are drawn from.

    Attributes:
        catalogue: everything on sale, by the panel's prices.
    """

    t: Translator
    board: PriceBoard
    catalogue: Catalogue

    @cached_property
    def offers(self) -> Sequence[Offer]:
        """Return everything on sale, as it is priced."""
        return [
            Offer(Goods(it.platform, it.id, service.key), service.rate)
            for it in self.catalogue.categories
            for service in it.services
        ]

    def offer(self, service: Service) -> Offer:
        """Return a service that is on sale, as it is priced."""
        category = self.catalogue.category_of(service.key)
        platform, number = (category.platform, category.id) if category else ("", 0)
        return Offer(Goods(platform, number, service.key), service.rate)

    def buyer(self, buyer: Buyer) -> str:
        """Say who pays a price."""
        t = self.t
        if buyer.chat_id:
            title = self.board.chats.get(buyer.chat_id) or str(buyer.chat_id)
            return f"👤 {title}" if buyer.chat_id > 0 else f"👥 {title}"
        if buyer.tier_id:
            return f"🏷 {self.board.tiers.get(buyer.tier_id, buyer.tier_id)}"
        return t.plain("Everybody")

    def goods(self, goods: Goods) -> str:
        """Say what a rule is for."""
        if goods.service_id:
            return self.service_name(goods.service_id)
        if goods.category_id:
            category = self.catalogue.category(goods.category_id)
            return category.name if category else self.t.plain("A category without services")
        return goods.platform or self.t.plain("all services")

    def service_name(self, key: int) -> str:
        """Return what a service is called."""
        service = self.catalogue.service(key)
        return service.name if service else self.t.plain("A service that is not on sale")

    def scope(self, buyer: Buyer, goods: Goods) -> str:
        """Say for whom and for what a rule is."""
        return f"{self.buyer(buyer)} · {self.goods(goods)}"

    def money(self, amount: Decimal) -> str:
        """Write an amount in the wallets' currency."""
        return self.t.money(shown(amount), self.board.prices.currency)

    def cost(self, amount: Decimal) -> str:
        """Write an amount in the panel's currency."""
        return self.t.money(amount, self.board.prices.panel_currency)

    def markup(self, percent: Decimal, fixed: Decimal) -> str:
        """Write a markup: `30% + $0.10`."""
        amount = self.t.money(abs(fixed), self.board.prices.currency)
        if not fixed:
            return self.t.percent(percent)
        if not percent:
            return f"+{amount}" if fixed > 0 else f"−{amount}"
        return f"{self.t.percent(percent)} {'+' if fixed > 0 else '−'} {amount}"


def shown(amount: Decimal) -> Decimal:
    """Return an amount as it is read: to the finest that is paid, a smaller one exactly."""
    return amount.quantize(_FINEST, ROUND_CEILING) if abs(amount) >= _FINEST * 100 else amount
