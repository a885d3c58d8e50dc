"""What an order costs as it stands: for statistics, and for limits on what may be spent."""

from decimal import Decimal
from typing import Protocol

from bot.core.money import Money
from bot.orders.rules.costs import Costed, cost_of, expected
from bot.orders.rules.states import AT_PANEL, TRACKED, OrderState
from bot.wallet.rules.units import from_units

_FREE = frozenset(
    {
        OrderState.AWAITING,
        OrderState.REQUOTED,
        OrderState.REFUSED,
        OrderState.WITHDRAWN,
        OrderState.REJECTED,
        OrderState.DROPPED,
        OrderState.CANCELED,
        OrderState.REFUNDED,
    }
)
_UNDER_WAY = TRACKED | {OrderState.QUEUED, OrderState.SUBMITTING, OrderState.UNKNOWN}


class Bill(Protocol):
    """What the cost depends on; a row of the order log has all of it."""

    @property
    def state(self) -> OrderState:
        """Return where the order stands."""

    @property
    def price(self) -> Decimal:
        """Return what was agreed, by the rate on the summary."""

    @property
    def wallet_id(self) -> int | None:
        """Return the wallet that pays, in its own units; `None`: the operator does."""

    @property
    def booked(self) -> int:
        """Return what the wallet has paid."""

    @property
    def charge(self) -> Decimal | None:
        """Return what the panel says it takes."""

    @property
    def quantity(self) -> int:
        """Return what was ordered, in all."""

    @property
    def remains(self) -> int | None:
        """Return what the panel says is missing; it may be off the scale."""


class PanelBill(Bill, Costed, Protocol):
    """What the panel's part depends on."""


def delivered(order: Bill) -> int | None:
    """Return how much has come, `None` where the panel does not say."""
    if order.remains is not None:
        return order.quantity - min(max(order.remains, 0), order.quantity)
    return order.quantity if order.state is OrderState.COMPLETED else None


def spent(order: Bill) -> Decimal:
    """Return what an order costs whoever ordered.

    Until it has ended that is its whole price, or what the panel has taken where that is more, as
    of an endless one. Then the
    panel's word counts; of a part that came, without a word, the share of the price.
    """
    if order.state in _FREE:
        return Decimal(0)
    if order.wallet_id is not None:
        return from_units(order.booked) if order.state in AT_PANEL else order.price
    if order.state in _UNDER_WAY:
        return max(order.price, order.charge or order.price)
    if order.charge is not None:
        return order.charge
    done = delivered(order)
    if done is None or done == order.quantity:
        return order.price
    return order.price * done / order.quantity


def spent_at_panel(order: PanelBill) -> Money:
    """Return what an order takes from the balance at the panel, or will."""
    if order.cost is None:
        return Money(spent(order), order.currency)
    said = expected(order)
    if order.state in _UNDER_WAY:
        return Money(max(said.amount, order.charge or said.amount), said.currency)
    return cost_of(order)
