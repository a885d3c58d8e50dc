"""Offers: services as they are sold now, compared with what somebody was shown of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.catalogue.rules.selling import for_sale
from bot.catalogue.rules.services import Service
from bot.catalogue.rules.storefront import Storefront
from bot.catalogue.service.offers import StoredService, sold_now
from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.forms import Answers
from bot.orders.rules.purchases import purchase_columns, purchase_of
from bot.orders.rules.quotes import Agreed, Objection, Quote, objection, offer_of, quote_of
from bot.orders.tables import Order
from bot.panel.service import panel_state
from bot.pricing.rules.prices import Prices
from bot.pricing.service.prices import read_prices


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A service that is sold now, with its quote."""

    row: ServiceRow
    service: Service
    quote: Quote


@dataclass(frozen=True, slots=True)
class Offers:
    """What is sold now of some services, by each chat's prices.

    Attributes:
        prices: what customers pay; `None`: people order for the operator's money.
    """

    sold: Mapping[int, StoredService]
    currency: str
    prices: Prices | None = None

    def is_listed(self, service_id: int) -> bool:
        """Return whether a service's own panel sells it; else it can only be bought elsewhere."""
        return service_id in self.sold and self.sold[service_id].is_listed

    def get(self, service_id: int, chat_id: int) -> OnOffer | None:
        """Return a service, by our number, as it is sold in a chat; `None` if it is not."""
        found = self.sold.get(service_id)
        if found is None:
            return None
        if self.prices is None:
            return OnOffer(found.row, found.service, quote_of(found.service, self.currency))
        service = for_sale(
            found.service, found.platform, found.row.category_id, self.prices, chat_id
        )
        if service is None:
            return None
        return OnOffer(found.row, service, quote_of(service, self.prices.currency))


async def on_offer(
    session: Session,
    service_ids: Iterable[int],
    storefront: Storefront,
    chat_id: int | None = None,
) -> Offers:
    """Return those of some services, by our numbers, that are sold and that nobody hides.

    Args:
        chat_id: in which alone it is ordered: no other chat's prices are read.
    """
    sold = await sold_now(session, service_ids, storefront.file)
    currency = (await panel_state.main(session)).currency
    if storefront.selling is None:
        return Offers(sold, currency)
    return Offers(
        sold, currency, await read_prices(session, storefront.selling, currency, chat_id)
    )


def agreed_on(order: Order, now: Quote) -> Agreed:
    """Return what an order's person has said yes to; older orders kept only some of it."""
    kept = order.quote or {"type": order.service_type, "currency": order.currency}
    return Agreed(Quote.known(kept, now), order.answers, order.price)


def objection_to(order: Order, offer: OnOffer | None) -> Objection | None:
    """Say why an order cannot go on as it was agreed."""
    if offer is None:
        return Objection.GONE
    return objection(agreed_on(order, offer.quote), offer.service, offer.quote)


def offer_for(answers: Answers, offer: OnOffer | None) -> dict[str, Any]:
    """Return what may be had now for these answers, as an order keeps it."""
    if offer is None:
        return {}
    return offer_of(offer.service, offer.quote, answers)


def take_offer(order: Order, offer: OnOffer) -> None:
    """Let an order be for what is on offer now."""
    form = forms.form_for(offer.service.type)
    if form is None:
        raise ValueError(f"{offer.service.type} cannot be ordered")
    purchase = purchase_of(offer.service, form, order.answers, offer.quote.currency)
    order.panel_id, order.source_id, order.refused_by = offer.row.panel_id, None, []
    order.service_type, order.offer = offer.quote.type, None
    for column, value in purchase_columns(purchase).items():
        setattr(order, column, value)


def is_endless(order: Order) -> bool:
    """Return whether nobody can say what an order will cost in the end."""
    form = forms.form_for(order.service_type)
    return form is not None and forms.is_endless(form, order.answers)
