"""What customers have paid for orders, what these cost the operator, and what is left.

Sales are units of the wallets and exact; a cost is converted at the rate that its order has kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Context, Decimal
from enum import StrEnum
from typing import Protocol

from bot.orders.rules.costs import Costed, cost_of
from bot.reports.rules.date_ranges import DateRange
from bot.wallet.rules.units import from_units

_EXACT = Context(prec=60)
"""So many digits hold any cost times any exchange rate, and their sum."""
_HUNDRED = Decimal(100)


class Grouping(StrEnum):
    """By what a margin is broken down."""

    DAY = "d"
    SERVICE = "s"
    CATEGORY = "c"
    PERSON = "p"
    CHAT = "g"
    PANEL = "n"


class Paid(Costed, Protocol):
    """What the margin of an order that a wallet pays depends on."""

    @property
    def booked(self) -> int:
        """Return what the wallet has paid, in its units."""

    @property
    def written_off(self) -> int:
        """Return what nobody pays any more, likewise."""

    @property
    def exchange_rate(self) -> Decimal | None:
        """Return what the cost is multiplied by; `None`: both currencies are the same."""


class Sold(Paid, Protocol):
    """What is counted of an order that a wallet pays; a row of the order log has all of it."""

    @property
    def created_at(self) -> datetime:
        """Return when it was confirmed."""

    @property
    def service_id(self) -> int:
        """Return our number of the service; its name when it was ordered is `service_name`."""

    @property
    def service_name(self) -> str:
        """Return what the service was called."""

    @property
    def category(self) -> str | None:
        """Return what its category is called now."""

    @property
    def user_id(self) -> int:
        """Return who ordered."""

    @property
    def user_name(self) -> str:
        """Return how they were called."""

    @property
    def chat_id(self) -> int:
        """Return where it was ordered."""

    @property
    def chat(self) -> str | None:
        """Return what the chat is called."""

    @property
    def panel_id(self) -> int:
        """Return our number of the panel."""

    @property
    def panel(self) -> str | None:
        """Return what the panel is called."""


@dataclass(frozen=True, slots=True)
class Margin:
    """Sales and cost, in the wallets' currency.

    Attributes:
        sales: charged less given back, in units.
        lost: charges that nobody pays, in units; they are in no margin.
        cost: exact.
    """

    orders: int = 0
    sales: int = 0
    lost: int = 0
    cost: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """Return the margin: what was paid, less the cost."""
        return _EXACT.subtract(from_units(self.sales), self.cost)

    @property
    def percent(self) -> Decimal | None:
        """Return the margin in percent of the cost, as rules have it; `None`: nothing has cost."""
        if not self.cost:
            return None
        return _EXACT.divide(_EXACT.multiply(self.left, _HUNDRED), self.cost)

    def plus(self, order: Paid) -> "Margin":
        """Return this with another order counted."""
        rate = Decimal(1) if order.exchange_rate is None else order.exchange_rate
        cost = _EXACT.multiply(cost_of(order).amount, rate)
        return Margin(
            self.orders + 1,
            self.sales + order.booked,
            self.lost + order.written_off,
            _EXACT.add(self.cost, cost),
        )


@dataclass(frozen=True, slots=True)
class MarginRow:
    """The margin of one service, one person ...

    Attributes:
        number: our number of it; 0 where the name is all there is.
        name: empty where it is not known.
        day: of a breakdown by days.
    """

    number: int
    name: str
    margin: Margin
    day: date | None = None


class Margins:
    """Counts orders as they are read, oldest first: names are the latest ones.

    Args:
        zone: whose days are days.
    """

    def __init__(self, grouping: Grouping, zone: tzinfo) -> None:
        self._grouping = grouping
        self._zone = zone
        self._names: dict[tuple[int, str], str] = {}
        self._found: defaultdict[tuple[int, str], Margin] = defaultdict(Margin)
        self.total = Margin()
        self.days: defaultdict[date, Margin] = defaultdict(Margin)

    def count(self, orders: Iterable[Sold]) -> None:
        """Count some more orders."""
        for order in orders:
            day = order.created_at.astimezone(self._zone).date()
            key, name = self._of(order)
            self._names[key] = name or self._names.get(key, "")
            self._found[key] = self._found[key].plus(order)
            self.days[day] = self.days[day].plus(order)
            self.total = self.total.plus(order)

    def _of(self, order: Sold) -> tuple[tuple[int, str], str]:
        match self._grouping:
            case Grouping.PERSON:
                return (order.user_id, ""), order.user_name
            case Grouping.CHAT:
                return (order.chat_id, ""), order.chat or ""
            case Grouping.PANEL:
                return (order.panel_id, ""), order.panel or ""
            case Grouping.CATEGORY:
                name = order.category or ""
                return (0, name), name
            case _:
                return (order.service_id, ""), order.service_name

    def rows(self) -> Sequence[MarginRow]:
        """Return the rows: days in order, all else by what was sold."""
        if self._grouping is Grouping.DAY:
            return [MarginRow(0, str(day), it, day) for day, it in sorted(self.days.items())]
        rows = [MarginRow(key[0], self._names[key], it) for key, it in self._found.items()]
        return sorted(rows, key=lambda row: -row.margin.sales)


@dataclass(frozen=True, slots=True)
class Expenses:
    """What the operator has paid besides, in units: it belongs to no order.

    Attributes:
        fees: kept by gateways of what was paid in.
        given: vouchers that were given away, and bonuses.
    """

    fees: int = 0
    given: int = 0


@dataclass(frozen=True, slots=True)
class MarginReport:
    """The margin of some days, by something; `currency` is the wallets'."""

    days: DateRange
    grouping: Grouping
    found: Margins
    currency: str
    besides: Expenses = Expenses()
