"""Three records compared: what people did, what the panel has, what log and chats say."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.orders.rules.states import ENDED, OrderState
from bot.orders.tables import Order, OrderEvent
from bot.panel.rules.statuses import order_state
from bot.sandbox.panel.orders import PanelOrder
from tests.chaos import books, panel_books
from tests.chaos.panel_changes import PanelChanges
from tests.chaos.panel_storm import GENUINE, REAL, count_rerouted
from tests.chaos.people import Diary
from tests.conftest import Bench

MUST_BE_NONE = 11
LeastPrice = Callable[[Decimal, str], Decimal]
"""What customers pay at least for what a panel charges, in a currency."""
_TOTAL = re.compile(r"Total: .*?[$€]([0-9.,]+)$", re.MULTILINE)
_NOT_SENT = frozenset(
    {
        OrderState.REJECTED,
        OrderState.REFUSED,
        OrderState.WITHDRAWN,
        OrderState.REQUOTED,
        OrderState.DROPPED,
    }
)

_LEFT = (
    select(Order.link, OrderEvent.at)
    .join(OrderEvent, col(OrderEvent.order_id) == col(Order.id))
    .where(col(OrderEvent.state) == OrderState.SUBMITTING)
    .order_by(col(OrderEvent.id))
)
"""When orders left for a panel, the last time last; what they are was checked at that moment."""
_ENDS = {
    OrderState.COMPLETED: "is completed",
    OrderState.PARTIAL: "was partially delivered",
    OrderState.CANCELED: "was canceled",
    OrderState.REFUNDED: "was refunded",
}


@dataclass(frozen=True)
class Table:
    """What a storm has left; the first eleven have to be 0.

    Attributes:
        panels_differ: what of the log and the panels' own books does not agree.
        elsewhere: orders that could not be bought at one panel, and went on to another.
    """

    orders_lost: int
    orders_twice: int
    sent_what_was_not_shown: int
    wrong_state: int
    taps_unanswered: int
    messages_unanswered: int
    pushes_lost: int
    unfinished: int
    books_differ: int
    panels_differ: int
    answered_late: int
    changed_on_their_way: int
    pushes_twice: int
    unknown_left: int
    taps: int
    orders: int
    pushes: int
    elsewhere: int = 0
    payments: int = 0

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was lost, doubled, wrong or late."""
        return not any(getattr(self, field.name) for field in fields(self)[:MUST_BE_NONE])

    def lines(self) -> list[str]:
        """Return a line a figure."""
        return [f"{f.name.replace('_', ' '):22}{getattr(self, f.name):6}" for f in fields(self)]


async def compare(
    bench: Bench,
    database: Database,
    diaries: Sequence[Diary],
    changes: Sequence[PanelChanges],
    *,
    unfinished: int,
    least_price: LeastPrice | None = None,
) -> tuple[Table, list[str]]:
    """Return how the records differ, and which orders were lost, or were not what was shown.

    Args:
        changes: of each panel's list.
        least_price: what customers pay at least for a charge in a currency; `None`: nobody sells.
    """
    async with database.read() as session:
        log = list((await session.execute(select(Order))).scalars())
        left = {row.link: row.at for row in await session.execute(_LEFT)}
    missed = [it for diary in diaries for it in diary.missed]
    shown = {link: texts for diary in diaries for link, texts in diary.shown.items()}
    logged = Counter(order.link for order in log)
    at_panels = books.at_panels(bench.panels)
    bought = Counter(_link(order) for order in at_panels.values())
    queries = list(bench.playground.world.queries.values())
    said = Counter(
        message.text.partition("\n")[0]
        for chat in bench.playground.world.chats.values()
        for message in chat.messages.values()
        if message.from_bot
    )
    pushes = {order.id: _pushes(order, said) for order in log if order.state in _ENDS}
    unpaid = {link for diary in diaries for link in diary.unpaid}
    lost = _lost(log, bought, shown.keys() - unpaid)
    other, excused = _not_as_shown(shown, changes, left, least_price or (lambda it, _: it))
    at_odds = await _at_odds(bench, database) if least_price else []
    misplaced = panel_books.audit(bench.panels, log, shown)
    table = Table(
        orders_lost=len(lost),
        orders_twice=sum(count > 1 for counter in (logged, bought) for count in counter.values()),
        sent_what_was_not_shown=len(other),
        wrong_state=sum(_is_wrong(at_panels, order, bought) for order in log)
        + _without_row(at_panels, log),
        taps_unanswered=sum(query.answer is None for query in queries),
        messages_unanswered=sum(not it.came_late for it in missed),
        pushes_lost=sum(count == 0 for count in pushes.values()),
        unfinished=unfinished,
        books_differ=len(at_odds),
        panels_differ=len(misplaced),
        answered_late=sum(it.came_late for it in missed),
        changed_on_their_way=excused,
        pushes_twice=sum(max(count - 1, 0) for count in pushes.values()),
        unknown_left=sum(order.state is OrderState.UNKNOWN for order in log),
        taps=len(queries),
        orders=len(log),
        pushes=sum(pushes.values()),
        elsewhere=await count_rerouted(database),
    )
    return table, [*lost, *other, *at_odds, *misplaced]


def _link(order: PanelOrder) -> str:
    return str(order.params.get("link"))


def _lost(log: Sequence[Order], bought: Counter[str], confirmed: Collection[str]) -> list[str]:
    logged = {order.link for order in log}
    not_taken = _NOT_SENT | {OrderState.UNKNOWN}
    before = [f"lost before the log: {link}" for link in set(confirmed) - logged]
    return before + [
        f"lost after the log: {order!r}"
        for order in log
        if order.state not in not_taken and bought[order.link] == 0
    ]


def _without_row(at_panels: Mapping[books.Number, PanelOrder], log: Sequence[Order]) -> int:
    """Count the panels' orders of which the log knows nothing."""
    numbers, links = {books.number_of(order) for order in log}, {order.link for order in log}
    return sum(
        number not in numbers and _link(order) not in links for number, order in at_panels.items()
    )


async def _at_odds(bench: Bench, database: Database) -> list[str]:
    return books.differences(await books.read(database, bench.panels))


def _not_as_shown(
    shown: Mapping[str, Sequence[str]],
    changes: Sequence[PanelChanges],
    left: Mapping[str, datetime],
    least_price: LeastPrice,
) -> tuple[list[str], int]:
    """Return the panels' orders that are of another service, or dearer, than any Confirm said.

    And how many more there are that left before the bot could know that a list had changed.
    """
    found: list[str] = []
    excused = 0
    for each in changes:
        for order in each.panel.orders.values():
            texts = shown.get(_link(order), ())
            least = least_price(order.charge, each.panel.currency)
            if any(_is_as_shown(order, text, least) for text in texts):
                continue
            at = left.get(_link(order))
            if at is not None and each.could_not_be_known(at):
                excused += 1
            else:
                found.append(f"not as shown: {order!r}, confirmed: {texts}")
    return found, excused


def _is_as_shown(order: PanelOrder, text: str, least: Decimal) -> bool:
    total, name = _TOTAL.search(text), str(order.service["name"])
    if total is None or not (name in text or (name == GENUINE and REAL in text)):
        return False
    return least <= Decimal(total[1].replace(",", ""))


def _is_wrong(
    at_panels: Mapping[books.Number, PanelOrder], order: Order, bought: Counter[str]
) -> bool:
    """Return whether the log says something else of an order than its panel."""
    if order.state is OrderState.UNKNOWN:
        return False
    if order.state in _NOT_SENT:
        return bought[order.link] > 0
    there = at_panels.get(books.number_of(order))
    if there is None or order.state not in ENDED:
        return True
    return order_state(there.status) is not order.state


def _pushes(order: Order, said: Counter[str]) -> int:
    return sum(
        count
        for line, count in said.items()
        if f"#{order.id} " in line and _ENDS[order.state] in line
    )
