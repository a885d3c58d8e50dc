"""What an order costs the operator: expected until the panel says what it charges."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from bot.core.money import Money
from bot.orders import forms
from bot.orders.rules.final_price import delivered_of
from bot.orders.rules.states import AT_PANEL, GIVEN_BACK, TRACKED, OrderState


class Costed(Protocol):
    """What the cost depends on; a row of the order log has all of it."""

    @property
    def state(self) -> OrderState:
        """Return where the order stands."""

    @property
    def service_type(self) -> str:
        """Return the type of its service, as it was when ordered."""

    @property
    def answers(self) -> Mapping[str, Any]:
        """Return what was filled in; only read while it is under way."""

    @property
    def quantity(self) -> int:
        """Return what was ordered, in all."""

    @property
    def remains(self) -> int | None:
        """Return what the panel says is missing."""

    @property
    def price(self) -> Decimal:
        """Return what was agreed with whoever ordered."""

    @property
    def currency(self) -> str:
        """Return the currency of the price."""

    @property
    def cost(self) -> Decimal | None:
        """Return what the panel was expected to charge; `None`: the price."""

    @property
    def cost_currency(self) -> str:
        """Return the currency of the cost, and of the charge."""

    @property
    def charge(self) -> Decimal | None:
        """Return what the panel says it takes; of suborders the sum, as far as they are there."""


def expected(order: Costed) -> Money:
    """Return what the panel was expected to charge when it was ordered."""
    if order.cost is None:
        return Money(order.price, order.currency)
    return Money(order.cost, order.cost_currency)


def cost_of(order: Costed) -> Money:
    """Return what an order costs, in the panel's currency: what stands against what is booked.

    It is expected until the panel says a charge; of an order with suborders, whose charge grows
    with them, until it has ended. What was given back costs what the panel keeps.
    """
    said = expected(order)
    if order.state not in AT_PANEL:
        return Money(Decimal(0), said.currency)
    if order.state in TRACKED and is_charged_by_suborders(order):
        return Money(max(said.amount, order.charge or said.amount), said.currency)
    if order.charge is not None:
        return Money(order.charge, said.currency)
    return Money(_unsaid(order, said.amount), said.currency)


def _unsaid(order: Costed, amount: Decimal) -> Decimal:
    """Return what an order should cost of which the panel says no charge."""
    if order.state in GIVEN_BACK:
        return Decimal(0)
    if order.state is not OrderState.PARTIAL:
        return amount
    done = delivered_of(order.service_type, order.quantity, order.remains)
    return amount if done is None or not order.quantity else amount * done / order.quantity


def taken_of(order: Costed) -> Money:
    """Return what has left the balance for an order: of a subscription only posts that came."""
    form = forms.form_for(order.service_type) if order.state in TRACKED else None
    if form is not None and form.quantity is forms.QuantityRule.PER_POST:
        return Money(order.charge or Decimal(0), expected(order).currency)
    return cost_of(order)


def is_charged_by_suborders(order: Costed) -> bool:
    """Return whether an order is a drip-feed or a subscription: its suborders are charged."""
    form = forms.form_for(order.service_type)
    if form is None:
        return False
    is_drip = forms.has_dripfeed(form, order.answers)
    return is_drip or form.quantity is forms.QuantityRule.PER_POST
