"""What somebody was shown of a service before they said yes to it, and whether it still is so.

Panels renumber: under the id of one service another is sold from one hour to the next. So a yes
belongs to the service by what it is, not only by its number.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.catalogue.rules.services import Service
from bot.core.errors import InputError
from bot.orders import forms
from bot.orders.forms import Answers, OrderForm

_PLACES = 12
"""Of a price in the database; what differs further behind is no difference."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A service as somebody was shown it.

    Which panel sells it is not part of this: a draft, a list and an order refer to a row of
    `services`, which belongs to one panel and is no longer sold once that panel is left.

    Attributes:
        id: the panel's.
        name: as the panel calls it; `category` likewise.
    """

    id: str
    name: str
    category: str
    type: str
    rate: Decimal
    minimum: int
    maximum: int
    currency: str

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return asdict(self) | {"rate": str(self.rate)}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Quote":
        """Return what was kept."""
        values = {it.name: kept[it.name] for it in fields(cls) if it.name in kept}
        return cls(**values | {"rate": Decimal(values["rate"])})

    @classmethod
    def known(cls, kept: Mapping[str, Any], now: "Quote") -> "Quote":
        """Return what was kept; what that leaves open, of older versions say, is as it is now."""
        return cls.read({**now.as_json(), **kept})


def quote_of(service: Service, currency: str) -> Quote:
    """Return what is shown of a service."""
    return Quote(
        id=service.id,
        name=service.panel_name or service.name,
        category=service.panel_category or service.category,
        type=service.type,
        rate=service.rate,
        minimum=service.minimum,
        maximum=service.maximum,
        currency=currency,
    )


class Aspect(StrEnum):
    """Something that may have changed of a service."""

    NAME = "name"
    CATEGORY = "category"
    TYPE = "type"
    PRICE = "price"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"


def differences(before: Quote, after: Quote) -> tuple[Aspect, ...]:
    """Return all that is not as it was shown."""
    is_other = {
        Aspect.NAME: (before.id, before.name) != (after.id, after.name),
        Aspect.CATEGORY: before.category != after.category,
        Aspect.TYPE: before.type != after.type,
        Aspect.PRICE: before.rate != after.rate or _is_other_currency(before, after),
        Aspect.MINIMUM: before.minimum != after.minimum,
        Aspect.MAXIMUM: before.maximum != after.maximum,
    }
    return tuple(aspect for aspect in Aspect if is_other[aspect])


def is_same_service(before: Quote, after: Quote) -> bool:
    """Return whether a panel still sells the same under a number, maybe decorated otherwise."""
    return (before.id, before.type) == (after.id, after.type) and all(
        is_same_name(old, new)
        for old, new in ((before.name, after.name), (before.category, after.category))
    )


def is_same_name(before: str, after: str) -> bool:
    """Return whether two names differ by emoji, brackets and styles at most."""
    return _words(before) == _words(after)


def _words(name: str) -> str:
    """Return the letters and digits of a name: panels change emoji, brackets and styles."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in plain)
    return " ".join(kept.split()) or plain


def _is_other_currency(before: Quote, after: Quote) -> bool:
    """Return whether prices are in another currency; one that was not known yet is no other."""
    return "" not in {before.currency, after.currency} and before.currency != after.currency


class Objection(StrEnum):
    """Why what was agreed a while ago cannot simply be ordered."""

    GONE = "gone"  # the service is not sold any more, or not here
    OTHER = "other"  # its number is another service's now
    LIMITS = "limits"  # its limits do not allow the order any more
    DEARER = "dearer"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody has said yes to.

    Attributes:
        price: the most that it was to cost.
    """

    quote: Quote
    answers: Answers
    price: Decimal


def objection(agreed: Agreed, service: Service | None, now: Quote | None) -> Objection | None:
    """Say why an order cannot go on as it was agreed; cheaper or equal is no reason.

    What customers pay was agreed: it stays as long as it is not below the floor of now.

    Args:
        service: as it is now, with its quote; `None`: it is not on sale.
    """
    if service is None or now is None or forms.form_for(service.type) is None:
        return Objection.GONE
    if not is_same_service(agreed.quote, now):
        return Objection.OTHER
    return objection_to_terms(agreed, service, now)


def objection_to_terms(agreed: Agreed, service: Service, now: Quote) -> Objection | None:
    """Say why a service cannot stand for what was agreed, whatever it is called."""
    form = forms.form_for(service.type)
    if form is None:
        return Objection.GONE
    if not _fits(service, form, agreed.answers):
        return Objection.LIMITS
    price = _least(service, form, agreed.answers)
    is_dearer = round(price, _PLACES) > round(agreed.price, _PLACES)
    is_other = _is_other_currency(agreed.quote, now)
    return Objection.DEARER if is_dearer or is_other else None


def _least(service: Service, form: OrderForm, answers: Answers) -> Decimal:
    """Return the price below which an order cannot go on."""
    if service.sale is None:
        return forms.price_of(service, form, answers).counted
    return forms.floor_of(service, form, answers)


def offer_of(service: Service | None, now: Quote | None, answers: Answers) -> dict[str, Any]:
    """Return what may be had now instead of what was agreed, as JSON keeps it.

    That is a quote with the price of the order; without one where the answers do not fit the
    service any more, and nothing where it is not on sale.
    """
    if service is None or now is None:
        return {}
    form = forms.form_for(service.type)
    if form is None or not _fits(service, form, answers):
        return now.as_json()
    price = forms.price_of(service, form, answers).counted
    return now.as_json() | {"price": str(price)}


def can_be_had(offer: Mapping[str, Any] | None) -> bool:
    """Return whether a yes to an offer would let an order go on; else it can only be refreshed."""
    return bool(offer and "price" in offer)


def _fits(service: Service, form: OrderForm, answers: Answers) -> bool:
    """Return whether a service can be ordered with these answers."""
    try:
        forms.check_order(service, form, answers)
    except InputError:
        return False
    return forms.missing(form, answers) is None
