"""What the answers about several orders or refills say of each."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.orders.rules.states import FINISHED
from bot.panel.api.answers import Found
from bot.panel.api.errors import RefusedError
from bot.panel.api.rows import ByPosition
from bot.panel.api.verdict import ABOUT_US, Outcome
from bot.panel.rules.refusals import RefusalReason
from bot.panel.rules.statuses import StatusReport

Report = TypeVar("Report")


def numeric(number: str) -> tuple[int, str]:
    """Sort numbers as panels do where they answer without naming them."""
    is_number = number.isascii() and number.isdigit()
    return (int(number), "") if is_number else (sys.maxsize, number)


def decided(
    said: Mapping[str, Outcome], read: Callable[[Found], Report]
) -> dict[str, Report | RefusedError]:
    """Return what was said of each; the panel's own error says nothing of an order."""
    found: dict[str, Report | RefusedError] = {}
    for number, outcome in said.items():
        if isinstance(outcome, Found):
            found[number] = read(outcome)
        elif isinstance(outcome, RefusedError) and outcome.reason not in ABOUT_US:
            found[number] = outcome
    return found


def raise_if_nobody(found: Mapping[str, object]) -> None:
    """Raise where all of several were refused for another reason than that they are not known.

    That is the panel's error, in words that nobody has heard yet.
    """
    refusals = [said for said in found.values() if isinstance(said, RefusedError)]
    others = [said for said in refusals if said.reason is not RefusalReason.ORDER_ID]
    if len(found) > 1 and len(others) == len(found):
        raise others[0]


def ended_by_position(
    said: Mapping[str, Outcome], found: Mapping[str, StatusReport | RefusedError]
) -> Sequence[str]:
    """Return the orders that have ended, or are not known, by their place in a list alone.

    Panels list by number, but a database that is not told to may do so in any order.
    """
    if not isinstance(said, ByPosition):
        return ()
    return [
        number
        for number, it in found.items()
        if isinstance(it, RefusedError) or it.state in FINISHED
    ]


def is_same(one: StatusReport | RefusedError, other: StatusReport | RefusedError) -> bool:
    """Return whether two answers about an order say the same of where it stands."""
    if isinstance(one, StatusReport) and isinstance(other, StatusReport):
        return one.state is other.state
    return type(one) is type(other)
