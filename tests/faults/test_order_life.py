"""The life of orders against a model: whatever the panel does, whenever the process dies."""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlmodel import select

from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.tables import ServiceRow
from bot.core.access.tables import Chat
from bot.core.database import claims
from bot.core.database.engine import Database
from bot.core.database.leases import Leases
from bot.core.loops.options import WorkerOptions
from bot.core.outbox.tables import OutboxMessage
from bot.orders.jobs.claimed_numbers import ClaimedNumbers
from bot.orders.jobs.status_checks import StatusChecker
from bot.orders.jobs.submitter import Submitter
from bot.orders.outbox import OrderMessage
from bot.orders.rules.purchases import Purchase
from bot.orders.rules.states import FINISHED, TRANSITIONS, OrderState
from bot.orders.service import lost
from bot.orders.service.placing import place_draft
from bot.orders.service.transitions import transition
from bot.orders.store import drafts, orders
from bot.orders.tables import Draft, Order, OrderEvent, Step
from bot.panel.api import calls
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.connected import ConnectedPanel
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Excess, Level, Limit, Period
from bot.spending.service import approvals
from bot.spending.store import approvals as asked_about
from bot.tables import METADATA
from tests.conftest import catalogue
from tests.isolation import ROOM
from tests.memory import in_memory
from tests.migrated import migrated_file
from tests.stock import stock

pytestmark = [pytest.mark.proof, pytest.mark.timeout(240)]

S = OrderState
START = datetime(2026, 1, 1, tzinfo=UTC)

BOUGHT_UNSEEN = (
    Fault.LOST_ANSWER,
    Fault.ERROR_500_AFTER,
    Fault.EMPTY,
    Fault.NULL,
    Fault.NO_ID,
    Fault.TRUNCATED,
)
NOT_BOUGHT_UNSEEN = (Fault.RESET, Fault.ERROR_500, Fault.HTML_500, Fault.HTML_200)
NOT_YET = (Fault.RATE_LIMIT, Fault.MAINTENANCE)
ANSWERS = (*[None] * 8, *BOUGHT_UNSEEN, *NOT_BOUGHT_UNSEEN, *NOT_YET, Fault.REFUSAL)
WORDS = {
    "Pending": S.PENDING,
    "In progress": S.IN_PROGRESS,
    "Processing": S.PROCESSING,
    "Completed": S.COMPLETED,
    "Partial": S.PARTIAL,
    "Canceled": S.CANCELED,
    "Refunded": S.REFUNDED,
}
ABOVE = Excess(Limit(Level.GROUP, Period.DAY, Decimal(1)), Decimal(0))
LAST = {"Completed", "Partial", "Canceled", "Refunded"}


@dataclass
class Expected:
    """What the model says of an order."""

    link: str
    state: OrderState = S.QUEUED
    bought: int = 0
    sent: int = 0
    may_be_sent: int = 1
    number: str = ""


class Life(RuleBasedStateMachine):
    """Real submitter, status checks, database and panel, and a model beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses = mock.patch.object(calls, "_wait", return_value=0.0)
        self.pauses.start()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="life-", dir=in_memory(ROOM))
        self.now = START
        self.model: dict[int, Expected] = {}
        self.options = WorkerOptions(
            owners=(7,), poll_seconds=1, concurrency=1, clock=lambda: self.now
        )
        self.run(self._open())

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    async def _open(self) -> None:
        self.panel = SandboxPanel(services=catalogue(), speed=1e-9, balance=Decimal(10**9))
        await self.panel.start()
        file = Path(self.folder.name) / "x.sqlite3"
        file.write_bytes(migrated_file())
        self.database = Database(f"sqlite:///{file}")
        options = PanelOptions(url=self.panel.url, key="sandbox-key")
        self.client = PanelClient(options)
        sold = Service("1", "S", "default", "C", Decimal("0.9"), 10, 9999, refill=Flag.YES)
        async with self.database.begin() as session:
            await stock(session, [sold], START)
            chat = Chat(id=1, type="private", title="T", language="en", created_at=START)
            session.add(chat)
        self._begin_process()

    def _begin_process(self) -> None:
        panel = ConnectedPanel(1, self.client)
        parts = (self.database, panel, Leases(self.database, lambda: self.now))
        self.submitter = Submitter(*parts, self.options)
        self.numbers = ClaimedNumbers(*parts, self.options)
        self.status_checker = StatusChecker(self.database, panel, self.options)

    def teardown(self) -> None:
        async def close() -> None:
            await self.client.aclose()
            await self.database.close()
            await self.panel.stop()

        self.run(close())
        self.pauses.stop()
        self.runner.close()
        self.folder.cleanup()

    def waiting(self, state: OrderState) -> list[int]:
        return [number for number, order in self.model.items() if order.state is state]

    def adds(self) -> list[str]:
        return [r.params["link"] for r in self.panel.requests if r.action == "add"]

    def of_link(self, link: str) -> Expected:
        return next(order for order in self.model.values() if order.link == link)

    @precondition(lambda self: len(self.model) < 3)
    @rule(times=st.integers(1, 3), is_above=st.booleans())
    def confirm(self, times: int, is_above: bool) -> None:
        """Handle one Confirm, again and again as after a crash; above a limit, ask somebody."""
        link = f"https://x.org/{len(self.model)}"
        state = S.AWAITING if is_above else S.QUEUED

        async def do() -> set[int]:
            made = set[int]()
            for _ in range(times):
                async with self.database.begin() as session:
                    service = await session.get_one(ServiceRow, 1)
                    draft = Draft(
                        key=link,
                        chat_id=1,
                        user_id=7,
                        user_name="Max",
                        step=Step.SUMMARY,
                        service_id=1,
                        updated_at=self.now,
                    )
                    await drafts.begin(session, draft)
                    purchase = Purchase(
                        "S",
                        {"link": link, "quantity": 100},
                        {"service": "1", "link": link, "quantity": "100"},
                        100,
                        100,
                        link,
                        link,
                        Decimal("0.09"),
                        "USD",
                    )
                    order = await place_draft(
                        session, draft, service, purchase, self.now, state=state
                    )
                    if is_above and not made:
                        await approvals.ask(session, order, ABOVE, (7,), self.now)
                    made.add(order.id)
            return made

        (number,) = self.run(do())
        self.model[number] = Expected(link, state)

    @precondition(lambda self: self.waiting(S.AWAITING))
    @rule(data=st.data(), verdicts=st.lists(st.sampled_from(Verdict), min_size=1, max_size=2))
    def decide(self, data: st.DataObject, verdicts: list[Verdict]) -> None:
        """Decide what is above a limit; a second decision changes nothing."""
        which = data.draw(st.sampled_from(self.waiting(S.AWAITING)))

        async def do() -> None:
            for verdict in verdicts:
                async with self.database.begin() as session:
                    asked = await asked_about.of_order(session, which)
                    assert asked is not None
                    await approvals.end(session, asked.id, verdict, "Anna", self.now)

        self.run(do())
        after = {Verdict.APPROVED: S.QUEUED, Verdict.WITHDRAWN: S.WITHDRAWN}
        self.model[which].state = after.get(verdicts[0], S.REFUSED)

    @precondition(lambda self: self.waiting(S.QUEUED))
    @rule(fault=st.sampled_from(ANSWERS))
    def submit(self, fault: Fault | None) -> None:
        """Let one order leave, if it is time; the panel does what `fault` says."""
        if fault is not None:
            words = "Incorrect quantity" if fault is Fault.REFUSAL else ""
            self.panel.faults.add("add", fault, times=1, text=words)
        known, before = set(self.panel.orders), len(self.adds())
        self.run(self._submit())
        self.panel.faults.clear()
        for link in self.adds()[before:]:
            order = self.of_link(link)
            order.sent += 1
            is_there = order.bought > 0 and self._is_open(order)
            event(f"sent {'again' if order.sent > 1 else 'first'}, is there: {is_there}")
            if fault in NOT_YET:
                order.may_be_sent += 1
            elif fault is Fault.REFUSAL:
                order.state = S.REJECTED
            elif fault in NOT_BOUGHT_UNSEEN or is_there:
                order.state = S.UNKNOWN
            else:
                (order.number,) = set(self.panel.orders) - known
                order.bought += 1
                order.state = S.PLACED if fault is None else S.UNKNOWN

    def _is_open(self, order: Expected) -> bool:
        return self.panel.orders[order.number].status not in LAST

    async def _submit(self) -> None:
        await self.submitter.step()
        await self.submitter.finish()

    @precondition(lambda self: self.waiting(S.QUEUED))
    @rule(fault=st.sampled_from([Fault.SLOW, Fault.SLOW_AFTER]))
    def die_on_the_way(self, fault: Fault) -> None:
        """The process dies while the panel has the request; another takes over."""
        self.panel.faults.add("add", fault, times=1, seconds=30)
        known, before = set(self.panel.orders), len(self.adds())

        async def do() -> None:
            await self.submitter.step()
            if not self.submitter._tasks._tasks:
                return
            await self.panel.wait_for("add", before + 1)
            for task in tuple(self.submitter._tasks._tasks):
                task.cancel()
            await self.submitter.finish()
            self._begin_process()
            async with self.database.begin() as session:
                await claims.release_all(session, METADATA.sorted_tables)
                await lost.give_up_all(session, self.options.owners, self.now)

        self.run(do())
        self.panel.faults.clear()
        for link in self.adds()[before:]:
            order = self.of_link(link)
            order.sent += 1
            order.state = S.UNKNOWN
            for number in set(self.panel.orders) - known:
                order.number = number
                order.bought += 1

    @rule(minutes=st.sampled_from([1, 6, 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.panel.orders)
    @rule(data=st.data(), word=st.sampled_from(sorted(WORDS)))
    def panel_changes_status(self, data: st.DataObject, word: str) -> None:
        """The panel says something else of one of its orders."""
        number = data.draw(st.sampled_from(sorted(self.panel.orders)))
        if self.panel.orders[number].status not in LAST:
            self.panel.finish(number, word)

    @precondition(lambda self: any(order.number for order in self.model.values()))
    @rule(fault=st.sampled_from([None, Fault.RESET, Fault.HTML_200, Fault.EMPTY, Fault.NULL]))
    def check_status(self, fault: Fault | None) -> None:
        """Check all open orders; an answer that cannot be read changes nothing."""
        self.now += timedelta(hours=2)
        if fault is not None:
            self.panel.faults.add("status", fault)

        async def do() -> None:
            await self.status_checker.step()
            await self.status_checker.finish()

        self.run(do())
        self.panel.faults.clear()
        if fault is None:
            self._follow(lambda order: order.state not in FINISHED)

    def _follow(self, expected: Any) -> None:
        for order in self.model.values():
            at_panel = order.state in TRANSITIONS[S.IN_PROGRESS] | {S.PLACED, S.IN_PROGRESS}
            if at_panel and expected(order):
                order.state = WORDS[self.panel.orders[order.number].status]

    @precondition(lambda self: self.waiting(S.UNKNOWN))
    @rule(data=st.data(), is_right=st.booleans())
    def owner_gives_a_number(self, data: st.DataObject, is_right: bool) -> None:
        """A number that the panel knows is believed, another is not."""
        which = data.draw(st.sampled_from(self.waiting(S.UNKNOWN)))
        order = self.model[which]
        number = order.number if is_right and order.number else "999999"

        async def do() -> None:
            async with self.database.begin() as session:
                row = await orders.get_for_change(session, which)
                assert row is not None
                row.claimed_number, row.due_at, row.lease_until = number, self.now, None
            await self.numbers.step()

        self.run(do())
        if number != "999999":
            order.state = WORDS[self.panel.orders[number].status]

    @precondition(lambda self: self.waiting(S.UNKNOWN))
    @rule(data=st.data(), again=st.booleans())
    def owner_decides(self, data: st.DataObject, again: bool) -> None:
        """Send it again, or drop it."""
        which = data.draw(st.sampled_from(self.waiting(S.UNKNOWN)))
        after = S.QUEUED if again else S.DROPPED

        async def do() -> None:
            async with self.database.begin() as session:
                row = await orders.get_for_change(session, which)
                assert row is not None
                row.due_at = self.now
                await transition(session, row, after, now=self.now)

        self.run(do())
        self.model[which].state = after
        self.model[which].may_be_sent += again

    @invariant()
    def log_and_panel_are_as_the_model_says(self) -> None:
        async def read() -> tuple[list[Order], list[OrderEvent], list[OutboxMessage]]:
            async with self.database.read() as session:
                return (
                    list((await session.execute(select(Order))).scalars()),
                    list((await session.execute(select(OrderEvent))).scalars()),
                    list((await session.execute(select(OutboxMessage))).scalars()),
                )

        log, events, pushes = self.run(read())
        assert {order.id: order.state for order in log} == {
            number: order.state for number, order in self.model.items()
        }
        links = [order.params["link"] for order in self.panel.orders.values()]
        for row in log:
            order = self.model[row.id]
            assert links.count(order.link) == order.bought
            assert self.adds().count(order.link) == order.sent <= order.may_be_sent
            self._check_history(row, [event for event in events if event.order_id == row.id])
            ends = [
                push
                for push in pushes
                if push.kind == OrderMessage.NOTICE
                and push.payload["order_id"] == row.id
                and push.payload["notice"] in {state.value for state in FINISHED}
            ]
            assert len(ends) == (row.state in FINISHED)

    def _check_history(self, row: Order, events: list[OrderEvent]) -> None:
        states = [event.state for event in sorted(events, key=lambda event: event.id)]
        assert states[0] in {S.QUEUED, S.AWAITING}
        assert states[-1] is row.state
        assert all(after in TRANSITIONS[before] for before, after in pairwise(states))


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=40,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
