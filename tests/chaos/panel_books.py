"""The books of several panels, compared with the bot's log: each order at one panel, or at none.

Panels number their orders from 1, each for itself, so that a number says nothing without a panel.
What an order is for tells it from all others: its mark, a link that nobody else orders for.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any

from bot.orders.rules.costs import expected, taken_of
from bot.orders.rules.states import AT_PANEL, ENDED, WITHDRAWABLE, OrderState
from bot.orders.tables import Order
from bot.panel.rules.statuses import order_state
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import RecordedRequest, SandboxPanel
from tests.chaos.books import PLACES

CLEAR = frozenset({Fault.REFUSAL, Fault.RATE_LIMIT, Fault.MAINTENANCE, Fault.WRONG_KEY})
"""Faults whose answers prove that an order was not taken."""
LATE = frozenset({None, Fault.SLOW, Fault.SLOW_AFTER})
"""What leaves a panel's own answer as it is."""
SERVER_ERROR = 500
DENIED = frozenset({401, 403})
"""HTTP codes by which what stands before a panel says that it has let nobody in."""
_NOT_SENT = (ENDED - AT_PANEL) | WITHDRAWABLE | {OrderState.REQUOTED}


@dataclass(frozen=True)
class Taken:
    """An order in a panel's own book.

    Attributes:
        word: its state, in the panel's words.
    """

    number: str
    mark: str
    word: str = "Completed"
    charge: Decimal = Decimal(0)
    currency: str = ""


@dataclass(frozen=True)
class Logged:
    """An order in the bot's log.

    Attributes:
        panel: the name of the panel that it was sent to last.
        number: the panel's; `None`: none is known.
        charge: what the panel says that it took; `None`: it has not said so.
        currency: of the charge.
    """

    mark: str
    state: OrderState
    panel: str
    number: str | None = None
    charge: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Attempt:
    """An `add` that has reached a panel.

    Attributes:
        at: when, in seconds.
        is_clear: the answer proves that the order was not taken.
    """

    mark: str
    panel: str
    at: float
    is_clear: bool


Books = Mapping[str, Sequence[Taken]]
"""The orders of each panel, by its name."""


def differences(log: Sequence[Logged], books: Books, confirmed: Collection[str]) -> list[str]:
    """Return all that does not agree; nothing is found where each order is at one panel.

    Args:
        confirmed: the marks of what people have confirmed.
    """
    return list(
        chain(
            _bought_twice(books),
            _never_confirmed(books, confirmed),
            _logged_twice(log),
            _misplaced(log, books),
            _not_placed(log, books),
            _announced_otherwise(log, books),
            _not_charged(log, books),
        )
    )


def _bought_twice(books: Books) -> Iterator[str]:
    """No order is at two panels, or twice at one."""
    for mark, places in _places(books).items():
        if len(places) > 1:
            yield f"bought {len(places)} times, {', '.join(places)}: {mark}"


def _never_confirmed(books: Books, confirmed: Collection[str]) -> Iterator[str]:
    for mark, places in _places(books).items():
        if mark not in confirmed:
            yield f"bought at {places[0]}, never confirmed: {mark}"


def _logged_twice(log: Sequence[Logged]) -> Iterator[str]:
    """One row of the log is one order, and one order of a panel is in one row."""
    marks, numbers = [it.mark for it in log], [(it.panel, it.number) for it in log if it.number]
    yield from (f"logged twice: {it}" for it in set(marks) if marks.count(it) > 1)
    for panel, number in set(numbers):
        if numbers.count((panel, number)) > 1:
            yield f"{panel} {number} is of two orders in the log"


def _misplaced(log: Sequence[Logged], books: Books) -> Iterator[str]:
    """What was placed is at the panel that the log names, under the number that it names."""
    for it in log:
        if it.state not in AT_PANEL:
            continue
        there = _at(books, it)
        if there is None:
            yield f"not there: {it!r}"
        elif there.mark != it.mark:
            yield f"another's order, for {there.mark}: {it!r}"


def _not_placed(log: Sequence[Logged], books: Books) -> Iterator[str]:
    """What was not sent is at no panel; what has had no clear answer may be at one."""
    places = _places(books)
    for it in log:
        if it.state in _NOT_SENT and it.mark in places:
            yield f"bought all the same, {places[it.mark][0]}: {it!r}"
    logged = {it.mark for it in log}
    for mark, (place, *_) in places.items():
        if mark not in logged:
            yield f"bought at {place}, and in no log: {mark}"


def _announced_otherwise(log: Sequence[Logged], books: Books) -> Iterator[str]:
    """State and charge of an order are those that its own panel says, and not another's."""
    for it in log:
        there = _at(books, it)
        if there is None or it.state not in AT_PANEL:
            continue
        if it.state in ENDED and order_state(there.word) is not it.state:
            yield f"{it.panel} says {there.word}: {it!r}"
        taken = there.charge, there.currency
        if it.charge is not None and (it.charge, it.currency) != taken:
            yield f"{it.panel} has taken {there.charge} {there.currency}: {it!r}"


def _not_charged(log: Sequence[Logged], books: Books) -> Iterator[str]:
    """What a panel has taken in all is what the bot knows of, but for orders that are unclear."""
    unclear = {it.mark for it in log if it.state is OrderState.UNKNOWN}
    for panel, orders in books.items():
        known = sum(it.charge or 0 for it in log if it.panel == panel and it.state in AT_PANEL)
        taken = sum(it.charge for it in orders if it.mark not in unclear)
        if known != taken:
            yield f"{panel} has taken {taken} in all, {known} are known of"


def _at(books: Books, it: Logged) -> Taken | None:
    return next((each for each in books.get(it.panel, ()) if each.number == it.number), None)


def _places(books: Books) -> dict[str, list[str]]:
    """Return by mark at which panels, and under which numbers, something was bought."""
    found = defaultdict(list)
    for panel, orders in books.items():
        for order in orders:
            found[order.mark].append(f"{panel} {order.number}")
    return dict(found)


def sent_on_a_guess(attempts: Sequence[Attempt], agreed: Collection[str] = ()) -> list[str]:
    """Return what was sent again, wherever to, though it may have been taken before.

    Args:
        agreed: the marks of what owners have sent again.
    """
    by_mark: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda it: it.at):
        by_mark[attempt.mark].append(attempt)
    return [
        f"{before.panel} may have taken it, and then sent to {after.panel}: {mark}"
        for mark, found in by_mark.items()
        for before, after in pairwise(found)
        if not before.is_clear and mark not in agreed
    ]


def audit(
    panels: Sequence[SandboxPanel], orders: Sequence[Order], confirmed: Collection[str]
) -> list[str]:
    """Return all that log, panels' books, and what panels were asked do not agree on.

    Args:
        panels: in the order in which the bot numbers them.
        confirmed: the marks of what people have confirmed; owners have sent nothing again.
    """
    books, names = books_of(panels), {number: it.name for number, it in enumerate(panels, 1)}
    attempts = [attempt for panel in panels for attempt in attempts_at(panel)]
    return [
        *differences(logged(orders, names), books, confirmed),
        *sent_on_a_guess(attempts),
        *asked_about_strangers({it.name: asked_about(it) for it in panels}, books),
        *not_recorded(orders),
    ]


def not_recorded(orders: Sequence[Order]) -> list[str]:
    """Return the orders that have taken something else from a balance than is written down."""
    return [
        f"order {it.id} has taken {taken_of(it).amount}, {it.taken} is written down"
        for it in orders
        if abs(taken_of(it).amount - it.taken) >= Decimal("1e-12")
    ]


def asked_about_strangers(asked: Mapping[str, Collection[str]], books: Books) -> list[str]:
    """Return the numbers that a panel was asked about, and never gave away.

    Args:
        asked: by the panel's name.
    """
    return [
        f"asked {panel} about {number}, which it never gave away"
        for panel, numbers in asked.items()
        for number in sorted(set(numbers) - {it.number for it in books.get(panel, ())})
    ]


def book_of(panel: SandboxPanel) -> list[Taken]:
    """Return what a panel has taken."""
    return [
        Taken(it.id, _mark(it.params), it.status, it.charged.quantize(PLACES), panel.currency)
        for it in panel.orders.values()
    ]


def books_of(panels: Sequence[SandboxPanel]) -> dict[str, list[Taken]]:
    """Return the books of panels, by their names."""
    return {panel.name: book_of(panel) for panel in panels}


def attempts_at(panel: SandboxPanel) -> list[Attempt]:
    """Return what a panel was asked to take, and whether its answers have proved anything."""
    return [
        Attempt(_mark(call.params), panel.name, call.arrived_at, is_clear=_is_clear(call))
        for call in panel.requests
        if call.action == "add"
    ]


def asked_about(panel: SandboxPanel) -> set[str]:
    """Return the numbers of orders that a panel was asked about, or to do something with."""
    asked: set[str] = set()
    for call in panel.requests:
        if call.action in {"status", "refill", "cancel"}:
            asked |= set((call.params.get("orders") or call.params.get("order", "")).split(","))
    return asked - {"", "0", "1"}  # with these it is found out what the panel can do


def _is_clear(call: RecordedRequest) -> bool:
    if call.fault is Fault.SAYS:
        return call.code in DENIED
    is_refused = call.answer is not None and not (
        isinstance(call.answer, dict) and "order" in call.answer
    )
    if call.fault is Fault.SAYS_AFTER:
        return is_refused and call.code < SERVER_ERROR and _words(call.answer) in call.said
    return is_refused if call.fault in LATE else call.fault in CLEAR


def _words(answer: Any) -> str:
    """Return what stays of an answer within another one."""
    return json.dumps(answer).strip("{}")


def logged(orders: Sequence[Order], names: Mapping[int, str]) -> list[Logged]:
    """Return the bot's log as it is compared.

    Args:
        names: of the panels, by the number of their rows.
    """
    return [
        Logged(
            it.link,
            it.state,
            names[it.panel_id],
            it.provider_order_id,
            it.charge,
            expected(it).currency,
        )
        for it in orders
    ]


def _mark(params: Mapping[str, str]) -> str:
    return params.get("link") or params.get("username", "")
