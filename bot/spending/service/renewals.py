"""What waits for an approval is compared with what is sold now, when somebody says yes to it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.catalogue.rules.storefront import Storefront
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import cost_of
from bot.orders.rules.quotes import Agreed, Quote, objection
from bot.orders.service import reserving
from bot.orders.service.quotes import OnOffer, objection_to, offer_for, on_offer, take_offer
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict

Line = dict[str, Any]


async def renew(
    session: Session, about: Order | MassOrder, storefront: Storefront, now: datetime
) -> Verdict | None:
    """Return what a yes comes to.

    `APPROVED`: it still is what the card shows, and may go on as that. `None`: it has changed,
    and is to be shown and asked about as it is now. Else it cannot be ordered any more.
    """
    if isinstance(about, MassOrder):
        return await _renew_list(session, about, storefront, now)
    offers = await on_offer(session, [about.service_id], storefront, about.chat_id)
    offer = offers.get(about.service_id, about.chat_id)
    fresh = offer_for(about.answers, offer)
    if offer is not None and "price" in fresh and fresh == about.offer:
        take_offer(about, offer)
        await reserving.reserve_anew(session, about, now)
    elif objection_to(about, offer) is not None:
        about.offer = fresh
        return _asked_again(fresh)
    about.offer = None
    return Verdict.APPROVED


async def _renew_list(
    session: Session, found: MassOrder, storefront: Storefront, now: datetime
) -> Verdict | None:
    services = {line["service"] for line in found.lines}
    offers = await on_offer(session, services, storefront, found.chat_id)
    renewed = [_renewed(line, offers.get(line["service"], found.chat_id)) for line in found.lines]
    asked = [line["offer"] for line in renewed if "offer" in line]
    await reserving.renew_lines(session, found, renewed, now)
    found.lines = renewed
    if asked:
        ends = [verdict for offer in asked if (verdict := _asked_again(offer)) is not None]
        return ends[0] if ends else None
    found.price = sum((Decimal(line["price"]) for line in renewed), Decimal(0))
    found.currency = next((it["quote"]["currency"] for it in renewed), found.currency)
    return Verdict.APPROVED


def _renewed(line: Line, offer: OnOffer | None) -> Line:
    """Return a line as it was agreed, as the card has shown it, or with what it would be now."""
    fresh = offer_for(line["answers"], offer)
    agreed = {key: value for key, value in line.items() if key != "offer"}
    if offer is None:
        return agreed | {"offer": fresh}
    if "price" in fresh and fresh == line.get("offer"):
        taken = {"quote": offer.quote.as_json(), "price": fresh["price"]}
        return agreed | taken | _cost(offer, line)
    quote = Quote.known(line.get("quote", {}), offer.quote)
    terms = Agreed(quote, line["answers"], Decimal(line["price"]))
    why = objection(terms, offer.service, offer.quote)
    return agreed if why is None else agreed | {"offer": fresh}


def _cost(offer: OnOffer, line: Line) -> Line:
    form = forms.form_for(offer.service.type)
    cost = None if form is None else cost_of(offer.service, form, line["answers"])
    return {} if cost is None else {"cost": cost.as_json()}


def _asked_again(offer: Mapping[str, Any]) -> Verdict | None:
    if not offer:
        return Verdict.GONE
    return None if "price" in offer else Verdict.CHANGED
