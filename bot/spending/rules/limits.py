"""How much may be spent in a chat: by one order, and in a day, a week and a month.

An order above a limit is not refused: it waits until somebody who may lift the limit approves it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from bot.core.access.roles import Permission, Role, may


class Period(StrEnum):
    """What a limit is for."""

    ORDER = "order"  # a single order
    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


class Level(StrEnum):
    """Who has set a limit, and can approve an order above it."""

    GROUP = "group"  # the group's administrators
    OWNER = "owner"  # the bot's owners; they can approve what is above a group's own, too


RECURRING = (Period.DAY, Period.WEEK, Period.MONTH)
LIFTED_BY = {Level.GROUP: Permission.APPROVE, Level.OWNER: Permission.APPROVE_ANY}
"""Who may approve what is above a limit; they are not bound by it themselves."""
NEAR = Decimal("0.2")
"""A limit is near when no more than this part of it is left."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount in the panel's currency that may be spent."""

    level: Level
    period: Period
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit that an order would go beyond, and what is left of it without the order."""

    limit: Limit
    left: Decimal


def change(level: Level, period: Period) -> str:
    """Return what the log of changes calls the change of a limit."""
    return f"limit {level.value} {period.value}"


def binding(limits: Iterable[Limit], role: Role) -> list[Limit]:
    """Return the limits that somebody is bound by."""
    return [limit for limit in limits if not may(role, LIFTED_BY[limit.level])]


def excess(
    price: Decimal,
    spent: Mapping[Period, Decimal],
    limits: Iterable[Limit],
    *,
    largest: Decimal | None = None,
    is_endless: bool = False,
) -> Excess | None:
    """Return the limit that keeps an order from going on; the owners' before the group's.

    Args:
        spent: in the present day, week and month, this order not counted.
        largest: the price of the dearest of many orders, which `price` is the sum of.
        is_endless: nobody can say what it will cost in the end; any limit keeps it.
    """
    one = price if largest is None else largest
    found = [
        Excess(limit, left)
        for limit in limits
        if (one if limit.period is Period.ORDER else price) > (left := left_of(limit, spent))
        or is_endless
    ]
    return min(found, key=lambda it: (it.limit.level is not Level.OWNER, it.left), default=None)


def nearest(
    price: Decimal, spent: Mapping[Period, Decimal], limits: Iterable[Limit]
) -> Excess | None:
    """Return the limit of which an order would leave least, if that is little or nothing."""
    found = [
        Excess(limit, left)
        for limit in limits
        if limit.period in RECURRING
        and (left := left_of(limit, spent)) - price <= limit.amount * NEAR
    ]
    return min(found, key=lambda it: it.left, default=None)


def left_of(limit: Limit, spent: Mapping[Period, Decimal]) -> Decimal:
    """Return what may still be spent; nothing if there is less than nothing left."""
    return max(limit.amount - spent.get(limit.period, Decimal(0)), Decimal(0))


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of a chat, and what was spent in the present day, week and month."""

    limits: Sequence[Limit]
    spent: Mapping[Period, Decimal]

    def excess(
        self, price: Decimal, largest: Decimal | None = None, *, is_endless: bool = False
    ) -> Excess | None:
        """Return the limit that keeps an order, or many together, from going on."""
        return excess(price, self.spent, self.limits, largest=largest, is_endless=is_endless)

    def nearest(self, price: Decimal) -> Excess | None:
        """Return the limit of which an order would leave little or nothing."""
        return nearest(price, self.spent, self.limits)


def began(period: Period, now: datetime, zone: tzinfo) -> datetime:
    """Return when the present day, week or month has begun where the chat is."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if period is Period.WEEK:
        return midnight - timedelta(days=midnight.weekday())
    if period is Period.MONTH:
        return midnight.replace(day=1)
    return midnight
