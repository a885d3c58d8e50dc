"""What waits for an approval is compared with what is sold now, when somebody says yes to it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.catalogue.rules.overrides import FileOverrides
from bot.core.database.engine import Session
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.quotes import Agreed, Quote, objection
from bot.orders.service.quotes import OnOffer, objection_to, offer_for, on_offer, take_offer
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict

Line = dict[str, Any]


async def renew(session: Session, about: Order | MassOrder, file: FileOverrides) -> Verdict | None:
    """Return what a yes comes to.

    `APPROVED`: it still is what the card shows, and may go on as that. `None`: it has changed,
    and is to be shown and asked about as it is now. Else it cannot be ordered any more.
    """
    if isinstance(about, MassOrder):
        return await _renew_list(session, about, file)
    offer = (await on_offer(session, [about.service_id], file)).get(about.service_id)
    fresh = offer_for(about.answers, offer)
    if offer is not None and "price" in fresh and fresh == about.offer:
        take_offer(about, offer)
    elif objection_to(about, offer) is not None:
        about.offer = fresh
        return _asked_again(fresh)
    about.offer = None
    return Verdict.APPROVED


async def _renew_list(session: Session, found: MassOrder, file: FileOverrides) -> Verdict | None:
    offers = await on_offer(session, {line["service"] for line in found.lines}, file)
    renewed = [_renewed(line, offers) for line in found.lines]
    asked = [line["offer"] for line in renewed if "offer" in line]
    found.lines = renewed
    if asked:
        ends = [verdict for offer in asked if (verdict := _asked_again(offer)) is not None]
        return ends[0] if ends else None
    found.price = sum((Decimal(line["price"]) for line in renewed), Decimal(0))
    found.currency = next((it.quote.currency for it in offers.values()), found.currency)
    return Verdict.APPROVED


def _renewed(line: Line, offers: Mapping[int, OnOffer]) -> Line:
    """Return a line as it was agreed, as the card has shown it, or with what it would be now."""
    offer = offers.get(line["service"])
    fresh = offer_for(line["answers"], offer)
    agreed = {key: value for key, value in line.items() if key != "offer"}
    if offer is None:
        return agreed | {"offer": fresh}
    if "price" in fresh and fresh == line.get("offer"):
        return agreed | {"quote": offer.quote.as_json(), "price": fresh["price"]}
    quote = Quote.known(line.get("quote", {}), offer.quote)
    terms = Agreed(quote, line["answers"], Decimal(line["price"]))
    why = objection(terms, offer.service, offer.quote)
    return agreed if why is None else agreed | {"offer": fresh}


def _asked_again(offer: Mapping[str, Any]) -> Verdict | None:
    if not offer:
        return Verdict.GONE
    return None if "price" in offer else Verdict.CHANGED
