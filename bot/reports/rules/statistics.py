"""Statistics of orders: rows are counted one by one, and summed up at the end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Protocol

from bot.orders.rules.states import OrderState
from bot.reports.rules.date_ranges import DateRange
from bot.spending.rules.spending import Bill, spent

DAYS_SHOWN = 92
"""A longer span is shown by the week."""
A_WEEK = 7


class Outcome(StrEnum):
    """How an order has ended, in few words."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    OPEN = "open"
    UNCLEAR = "unclear"  # an owner has to check
    CANCELED = "canceled"
    FAILED = "failed"  # never bought


_S = OrderState
_OUTCOMES = {
    _S.COMPLETED: Outcome.COMPLETED,
    _S.PARTIAL: Outcome.PARTIAL,
    _S.CANCELED: Outcome.CANCELED,
    _S.REFUNDED: Outcome.CANCELED,
    _S.REFUSED: Outcome.FAILED,
    _S.WITHDRAWN: Outcome.FAILED,
    _S.REJECTED: Outcome.FAILED,
    _S.DROPPED: Outcome.FAILED,
    _S.UNKNOWN: Outcome.UNCLEAR,
    _S.ATTENTION: Outcome.UNCLEAR,
}


class Ordered(Bill, Protocol):
    """What is counted of an order; a row of the order log has all of it."""

    @property
    def created_at(self) -> datetime:
        """Return when it was confirmed."""

    @property
    def placed_at(self) -> datetime | None:
        """Return when the panel took it."""

    @property
    def state_at(self) -> datetime:
        """Return since when it stands as it does."""

    @property
    def service_id(self) -> int:
        """Return our number of the service."""

    @property
    def service_name(self) -> str:
        """Return what it was called then."""

    @property
    def currency(self) -> str:
        """Return the currency of price and charge."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Orders and what they cost: of a day, or of the days from it to the next bar."""

    day: date
    orders: int
    spent: Decimal


@dataclass(frozen=True, slots=True)
class ServiceShare:
    """Orders of one service, what they cost, and how long half of them took at most."""

    service_id: int
    name: str
    orders: int
    spent: Decimal
    delivery: timedelta | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The statistics of the orders of a span.

    Attributes:
        spent: by currency, that of the most orders first; bars and services are in that one.
        services: those with the most orders, in order.
        delivery: how long half of the deliveries took at most.
    """

    orders: int
    spent: Mapping[str, Decimal]
    days: Sequence[Bar]
    outcomes: Mapping[Outcome, int]
    services: Sequence[ServiceShare]
    delivery: timedelta | None

    @property
    def currency(self) -> str:
        """Return the currency of the most orders."""
        return next(iter(self.spent), "")

    @property
    def best(self) -> Bar | None:
        """Return the day with the most orders, of equal ones that with the highest cost."""
        return max(self.days, key=lambda bar: (bar.orders, bar.spent), default=None)

    def share(self, outcome: Outcome) -> float:
        """Return the part of the orders that has ended so, from 0 to 1."""
        return self.outcomes.get(outcome, 0) / self.orders if self.orders else 0.0


@dataclass(slots=True)
class _Service:
    name: str = ""
    orders: int = 0
    spent: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    seconds: list[int] = field(default_factory=list)


class Statistics:
    """Counts orders as they are read, oldest first.

    Args:
        zone: whose days are days.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._currencies: Counter[str] = Counter()
        self._outcomes: Counter[Outcome] = Counter()
        self._days: Counter[date] = Counter()
        self._spent: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
        self._services: defaultdict[int, _Service] = defaultdict(_Service)

    def count(self, orders: Iterable[Ordered]) -> None:
        """Count some more orders."""
        for order in orders:
            day, cost = order.created_at.astimezone(self._zone).date(), spent(order)
            self._currencies[order.currency] += 1
            self._outcomes[_OUTCOMES.get(order.state, Outcome.OPEN)] += 1
            self._days[day] += 1
            self._spent[order.currency, day] += cost
            service = self._services[order.service_id]
            service.name = order.service_name
            service.orders += 1
            service.spent[order.currency] += cost
            if order.state is OrderState.COMPLETED:
                took = order.state_at - (order.placed_at or order.created_at)
                service.seconds.append(max(int(took.total_seconds()), 0))

    def summary(self, date_range: DateRange, *, services: int) -> Summary:
        """Sum up what was counted.

        Args:
            services: how many of them to name.
        """
        currencies = [currency for currency, _ in self._currencies.most_common()]
        main = currencies[0] if currencies else ""
        seconds = [took for service in self._services.values() for took in service.seconds]
        ranked = sorted(self._services.items(), key=lambda it: -it[1].orders)
        return Summary(
            orders=self._outcomes.total(),
            spent={currency: self._spent_in(currency) for currency in currencies},
            days=[
                Bar(day, self._days[day], self._spent.get((main, day), Decimal(0)))
                for day in date_range.days
            ],
            outcomes=self._outcomes,
            services=[
                ServiceShare(
                    service_id=key,
                    name=service.name,
                    orders=service.orders,
                    spent=service.spent[main],
                    delivery=_median(service.seconds),
                )
                for key, service in ranked[:services]
            ],
            delivery=_median(seconds),
        )

    def _spent_in(self, currency: str) -> Decimal:
        return sum((cost for (it, _), cost in self._spent.items() if it == currency), Decimal(0))


def bars(days: Sequence[Bar]) -> Sequence[Bar]:
    """Return what a picture shows of `days`: each of them, or weeks back from the last."""
    if len(days) <= DAYS_SHOWN:
        return days
    first = len(days) % A_WEEK or A_WEEK
    weeks = [days[:first], *(days[at : at + A_WEEK] for at in range(first, len(days), A_WEEK))]
    return [
        Bar(
            week[0].day,
            sum(day.orders for day in week),
            sum((day.spent for day in week), Decimal(0)),
        )
        for week in weeks
    ]


def _median(seconds: Sequence[int]) -> timedelta | None:
    return timedelta(seconds=int(median(seconds))) if seconds else None
