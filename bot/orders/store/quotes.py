"""Services as they are sold now, to be compared with what somebody was shown of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.rules.overrides import FileOverrides
from bot.catalogue.rules.services import Service
from bot.catalogue.store import overrides
from bot.catalogue.store.catalogue import as_service
from bot.catalogue.tables import Category, ServiceRow
from bot.orders import forms
from bot.orders.forms import Answers
from bot.orders.rules.purchases import purchase_of
from bot.orders.rules.quotes import Agreed, Objection, Quote, objection, offer_of, quote_of
from bot.orders.tables import Order
from bot.panel.service import panel_state

# Built once: every summary asks for it.
_SOLD = (
    select(ServiceRow, Category.name)
    .join(Category, col(Category.id) == col(ServiceRow.category_id))
    .where(
        col(ServiceRow.id).in_(bindparam("services", expanding=True)),
        col(ServiceRow.gone_at).is_(None),
    )
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A service that is sold now.

    Attributes:
        service: as the panel describes it, by the name that people know it by.
    """

    row: ServiceRow
    service: Service
    quote: Quote


async def on_offer(
    session: AsyncSession, service_ids: Iterable[int], file: FileOverrides
) -> Mapping[int, OnOffer]:
    """Return those of some services, by our numbers, that are sold and that nobody hides."""
    rows = (await session.execute(_SOLD, {"services": list(service_ids)})).all()
    keys, categories = [row.id for row, _ in rows], [row.category_id for row, _ in rows]
    wanted = await overrides.of_services(session, file, keys, categories)
    currency = (await panel_state.get(session)).currency
    found: dict[int, OnOffer] = {}
    for row, category in rows:
        its = wanted.of_service(row.id, row.provider_id)
        if its.hidden or wanted.of_category(row.category_id, category).hidden:
            continue
        service = as_service(row, category, name=its.name or "")
        found[row.id] = OnOffer(row, service, quote_of(service, currency))
    return found


def agreed_on(order: Order, now: Quote) -> Agreed:
    """Return what an order's person has said yes to; older orders tell only some of it."""
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


def accept(order: Order, offer: OnOffer) -> None:
    """Let an order be for what is on offer now."""
    form = forms.form_for(offer.service.type)
    if form is None:
        raise ValueError(f"{offer.service.type} cannot be ordered")
    purchase = purchase_of(offer.service, form, order.answers, offer.quote.currency)
    order.service_name, order.service_type = purchase.service_name, offer.quote.type
    order.params, order.quantity_hint = purchase.params, purchase.quantity_hint
    order.quantity, order.price = purchase.quantity, purchase.price
    order.currency, order.quote, order.offer = purchase.currency, offer.quote.as_json(), None


def is_endless(order: Order) -> bool:
    """Return whether nobody can say what an order will cost in the end."""
    form = forms.form_for(order.service_type)
    return form is not None and forms.is_endless(form, order.answers)
