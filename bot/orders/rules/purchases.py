"""What a filled form comes to: exactly what is ordered, at which price."""

from dataclasses import dataclass
from decimal import Decimal

from bot.catalogue.rules.services import Service
from bot.orders import forms
from bot.orders.forms import Answers, OrderForm
from bot.orders.links import link_key
from bot.orders.rules.quotes import Quote, quote_of


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order as the log keeps it.

    Attributes:
        service_name: as it is shown here.
        params: exactly what `add` is sent.
        quantity_hint: for panels that want a quantity with every type.
        quantity: in all, runs and posts included.
        link: of a subscription the username; `link_key` is equal for links that mean the same.
        price: the most that it can be; of an endless order the most of what is known.
        quote: what the service was when its price was worked out.
    """

    service_name: str
    answers: Answers
    params: dict[str, str]
    quantity_hint: int
    quantity: int
    link: str
    link_key: str
    price: Decimal
    currency: str
    quote: Quote | None = None
    is_endless: bool = False


def purchase_of(service: Service, form: OrderForm, answers: Answers, currency: str) -> Purchase:
    """Work out what is ordered; the limits were checked before."""
    link = target_of(answers)
    return Purchase(
        service_name=service.name,
        answers=answers,
        params=forms.add_params(service.id, form, answers),
        quantity_hint=forms.quantity_hint(form, answers),
        quantity=forms.total_quantity(form, answers),
        link=link,
        link_key=link_key(link),
        price=forms.price_of(service, form, answers).counted,
        is_endless=forms.is_endless(form, answers),
        currency=currency,
        quote=quote_of(service, currency),
    )


def target_of(answers: Answers) -> str:
    """Return what an order is for: its link, or a subscription's username."""
    return str(answers.get("link") or answers.get("username") or "")
