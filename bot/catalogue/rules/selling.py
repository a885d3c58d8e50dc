"""What customers pay for what the panel offers."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.services import Sale, Service
from bot.pricing.rules.prices import Goods, Prices, SalePrice


def for_sale(
    service: Service, platform: str, category_id: int, prices: Prices, chat_id: int
) -> Service | None:
    """Return a service with its price in a chat; `None` if it is not sold there.

    Args:
        service: with the panel's rate.
        platform: of its category.
    """
    price = prices.of(chat_id).price(service.rate, Goods(platform, category_id, service.key))
    if not price.sold or prices.exchange_rate is None:
        return None
    return replace(service, rate=price.rate, sale=_sale(service, price, prices))


def bought(service: Service, prices: Prices) -> Service | None:
    """Return a service with the floor below which no order may be bought as it.

    What the customer pays was agreed, whatever the rules make of this service. `None`: nobody
    knows what it costs in their currency.
    """
    price = prices.of(0).price(service.rate, Goods("", 0, 0))
    if prices.exchange_rate is None:
        return None
    return replace(service, sale=_sale(service, price, prices))


def _sale(service: Service, price: SalePrice, prices: Prices) -> Sale:
    return Sale(
        cost=service.rate,
        currency=prices.panel_currency,
        floor=price.floor,
        minimum_charge=prices.minimum_charge,
        exchange_rate=prices.exchange_rate or Decimal(1),
        exchange_id=None if prices.exchange is None else prices.exchange.id,
        rule_id=price.rule_id,
    )


def priced(catalogue: Catalogue, prices: Prices, chat_id: int) -> Catalogue:
    """Return what is sold in a chat, by its prices."""
    categories = _categories(catalogue, prices, chat_id)
    return Catalogue.of(catalogue.version, prices.currency, categories, catalogue.hidden)


def _categories(catalogue: Catalogue, prices: Prices, chat_id: int) -> Iterator[Category]:
    for category in catalogue.categories:
        found = (
            for_sale(service, category.platform, category.id, prices, chat_id)
            for service in category.services
        )
        services = tuple(service for service in found if service is not None)
        if services:
            yield replace(category, services=services)
