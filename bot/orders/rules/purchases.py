"""What a filled form comes to: exactly what is ordered, at which price."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from bot.catalogue.rules.services import Service
from bot.orders import forms
from bot.orders.forms import Answers, OrderForm
from bot.orders.links import link_key
from bot.orders.rules.quotes import Quote, quote_of


@dataclass(frozen=True, slots=True)
class Cost:
    """What the panel charges for an order, where that is not its price, and how that was made.

    Attributes:
        amount: expected, by the panel's rate at that moment, in `currency`.
        exchange_rate: what one unit of that is in the currency of the price; with the number of
            its row, `None` where both are the same.
        rule_id: of the rule that made the price; `None`: there was none.
    """

    amount: Decimal
    currency: str
    exchange_rate: Decimal = Decimal(1)
    exchange_id: int | None = None
    rule_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        values = {"amount": str(self.amount), "exchange_rate": str(self.exchange_rate)}
        return asdict(self) | values

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Cost":
        """Return what was kept."""
        values = {key: Decimal(kept[key]) for key in ("amount", "exchange_rate")}
        return cls(**{**kept, **values})


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
        cost: what the panel charges; `None`: the price.
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
    cost: Cost | None = None


def purchase_of(service: Service, form: OrderForm, answers: Answers, currency: str) -> Purchase:
    """Work out what is ordered, in the currency of the service's rate; limits were checked."""
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
        cost=cost_of(service, form, answers),
    )


def cost_of(service: Service, form: OrderForm, answers: Answers) -> Cost | None:
    """Return what the panel charges for an order; `None`: just what it is ordered for."""
    sale, origin = service.sale, service.origin
    if sale is None and origin is None:
        return None
    amount, rate = forms.cost_of(service, form, answers), Decimal(1)
    currency, exchange_id, rule_id = "", None, None
    if sale is not None:
        currency, rate, exchange_id = sale.currency, sale.exchange_rate, sale.exchange_id
        rule_id = sale.rule_id
    if origin is not None:
        currency, rate, exchange_id = (
            origin.currency,
            rate * origin.exchange_rate,
            origin.exchange_id,
        )
    return Cost(amount, currency, rate, exchange_id, rule_id)


def purchase_columns(purchase: Purchase) -> dict[str, Any]:
    """Return the columns of an order that say what is ordered, and at which price."""
    quote = purchase.quote
    return {
        "service_name": purchase.service_name,
        "answers": dict(purchase.answers),
        "params": purchase.params,
        "quantity_hint": purchase.quantity_hint,
        "quantity": purchase.quantity,
        "link": purchase.link,
        "link_key": purchase.link_key,
        "price": purchase.price,
        "currency": purchase.currency,
        "quote": None if quote is None else quote.as_json(),
        **cost_columns(purchase.cost),
    }


def cost_columns(cost: Cost | None) -> dict[str, Any]:
    """Return the columns of an order that say what it costs the operator."""
    if cost is None:
        return {}
    return {
        "cost": cost.amount,
        "cost_currency": cost.currency,
        "exchange_rate": cost.exchange_rate,
        "exchange_id": cost.exchange_id,
        "price_rule_id": cost.rule_id,
    }


def target_of(answers: Answers) -> str:
    """Return what an order is for: its link, or a subscription's username."""
    return str(answers.get("link") or answers.get("username") or "")
