"""An answer that comes when its order was given up: kept, believed, told; on both databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from sqlmodel import col, select

from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.tables import ServiceRow
from bot.core.access.tables import Chat
from bot.core.database import claims
from bot.core.database.engine import Database
from bot.core.database.leases import LEASE, Leases
from bot.core.loops.options import WorkerOptions
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.tables import OutboxMessage
from bot.orders.jobs.submitter import Submitter
from bot.orders.rules.purchases import Purchase
from bot.orders.rules.states import OrderState
from bot.orders.service.lost import ANSWERED_WITHIN
from bot.orders.service.placing import Orderer, place
from bot.orders.service.transitions import transition
from bot.orders.store import due_orders, orders
from bot.orders.store import events as order_events
from bot.orders.tables import Order
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.connected import ConnectedPanel
from bot.panel.rules.statuses import RefillState
from bot.refills.jobs.requests import Requests
from bot.refills.tables import Refill
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from tests.conftest import catalogue
from tests.stock import stock

START = datetime(2026, 1, 1, tzinfo=UTC)
S = OrderState
Client = TypeVar("Client", bound=PanelClient)


class StoppedClient(PanelClient):
    """The client of a process that is stopped when an answer has come, until it goes on."""

    def __init__(self, options: PanelOptions) -> None:
        super().__init__(options)
        self.answered, self.goes_on = asyncio.Event(), asyncio.Event()
        self._ask, self._calls.of_one = self._calls.of_one, self._stopped  # type: ignore[method-assign]

    async def _stopped(self, *args: Any, **options: Any) -> Any:
        try:
            return await self._ask(*args, **options)
        finally:
            self.answered.set()
            await self.goes_on.wait()


@dataclass
class Shop:
    """An order, the panel, and worker processes, some of which are stopped for a while."""

    database: Database
    panel: SandboxPanel
    now: datetime = START
    open: list[PanelClient] = field(default_factory=list)

    def client(self, kind: type[Client]) -> Client:
        client = kind(PanelOptions(url=self.panel.url, key="sandbox-key"))
        self.open.append(client)
        return client

    def parts(self, client: PanelClient) -> Any:
        options = WorkerOptions(owners=(7,), poll_seconds=1, clock=lambda: self.now)
        return (
            self.database,
            ConnectedPanel(1, client),
            Leases(self.database, lambda: self.now),
            options,
        )

    async def send(self) -> None:
        """Have the order sent, and its answer written down."""
        worker = Submitter(*self.parts(self.client(PanelClient)))
        await worker.step()
        await worker.finish()

    async def send_and_stop(self) -> "Stopped":
        """Have the order sent by a worker that is stopped before it writes the answer down."""
        client = self.client(StoppedClient)
        worker = Submitter(*self.parts(client))
        await worker.step()
        await client.answered.wait()
        return Stopped(client, worker)

    async def give_up(self) -> None:
        """Have another worker give up what is on its way for too long."""
        self.now += LEASE + timedelta(seconds=1)
        worker = Submitter(*self.parts(self.client(PanelClient)))
        await worker.step()
        await worker.finish()
        assert (await self.order()).state is S.UNKNOWN

    async def order(self, order_id: int = 1) -> Order:
        async with self.database.read() as session:
            return await session.get_one(Order, order_id)

    def repeat_numbers(self) -> None:
        """Have the panel answer the same order again with the first one's number."""
        self.panel._shop.dialect = replace(self.panel._shop.dialect, repeats=True)

    def adds(self) -> int:
        return sum(request.action == "add" for request in self.panel.requests)

    async def free_the_link(self) -> None:
        """Have the panel end what it has: it refuses a second order for the same link else."""
        for number in self.panel.orders:
            self.panel.finish(number, "Completed")

    async def send_again(self) -> None:
        await self.free_the_link()
        await self.decide(S.QUEUED)
        await self.send()

    async def decide(self, after: OrderState) -> None:
        async with self.database.begin() as session:
            order = await orders.lock(session, 1)
            order.due_at = self.now
            await transition(session, order, after, now=self.now)

    async def alerts(self) -> list[tuple[str, Any]]:
        """Return what owners were told, with the numbers in it."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(OutboxMessage)
                .where(OutboxMessage.kind == "alert")
                .order_by(col(OutboxMessage.id))
            )
            notice = [row.payload for row in rows.scalars()]
        return [(it["alert"], it.get("number", it.get("second"))) for it in notice]

    async def notes(self) -> list[str]:
        async with self.database.read() as session:
            order = await session.get_one(Order, 1)
            return [event.note for event in await order_events.of_order(session, order)]


@dataclass
class Stopped:
    """A worker that has an answer in hand."""

    client: StoppedClient
    worker: Submitter | Requests

    async def go_on(self) -> None:
        self.client.goes_on.set()
        await self.worker.finish()


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    panel = SandboxPanel(services=catalogue(), speed=1e-9, balance=Decimal(1000))
    await panel.start()
    sold = Service("1", "S", "default", "C", Decimal("0.9"), 10, 9999, refill=Flag.YES)
    async with database.begin() as session:
        await stock(session, [sold], START)
        session.add(Chat(id=1, type="private", title="T", language="en", created_at=START))
    shop = Shop(database, panel)
    await confirm(shop, "k1")
    yield shop
    for client in shop.open:
        await client.aclose()
    await panel.stop()


async def confirm(shop: Shop, key: str, link: str = "https://x.org/") -> None:
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
    by = Orderer(1, 7, "Max", None, None)
    async with shop.database.begin() as session:
        service = await session.get_one(ServiceRow, 1)
        await place(session, service, purchase, key=key, by=by, now=shop.now)


UNRESOLVED = (Alert.UNRESOLVED.value, None)


@pytest.mark.parametrize("before", [S.UNKNOWN, S.DROPPED, S.QUEUED])
async def test_what_was_given_up_is_placed_after_all(shop: Shop, before: OrderState) -> None:
    stopped = await shop.send_and_stop()
    await shop.give_up()
    assert (await shop.order()).answer_until == START + ANSWERED_WITHIN
    if before is not S.UNKNOWN:
        await shop.decide(before)
    await stopped.go_on()
    (number,) = shop.panel.orders
    order = await shop.order()
    assert (order.state, order.provider_order_id) == (S.PLACED, number)
    assert order.look_at == shop.now
    assert await shop.alerts() == [UNRESOLVED, (Alert.LATE_ANSWER.value, number)]
    assert (await shop.notes())[-1] == f"late answer: placed as number {number}"
    await shop.send()  # an owner had said so, but it is there
    assert len(shop.panel.orders) == 1


async def test_two_numbers_raise_an_alarm_and_both_are_kept(shop: Shop) -> None:
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.send_again()
    await stopped.go_on()
    one, two = shop.panel.orders
    order = await shop.order()
    assert (order.state, order.provider_order_id, order.reported_number) == (S.PLACED, two, one)
    assert await shop.alerts() == [UNRESOLVED, (Alert.TWO_NUMBERS.value, one)]
    assert (await shop.notes())[-1] == f"late answer: placed as number {one}"


async def test_the_same_number_twice_is_one_order(shop: Shop) -> None:
    shop.repeat_numbers()
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.decide(S.QUEUED)
    await shop.send()
    await stopped.go_on()
    (number,) = shop.panel.orders
    order = await shop.order()
    assert (order.state, order.provider_order_id, order.reported_number) == (
        S.PLACED,
        number,
        None,
    )
    assert await shop.alerts() == [UNRESOLVED]


async def test_a_first_number_that_comes_while_the_second_is_on_its_way_is_kept(
    shop: Shop,
) -> None:
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.free_the_link()
    await shop.decide(S.QUEUED)
    second = await shop.send_and_stop()
    lease = (await shop.order()).lease_until
    await stopped.go_on()
    one, two = shop.panel.orders
    order = await shop.order()
    assert (order.state, order.provider_order_id, order.reported_number) == (
        S.SUBMITTING,
        None,
        one,
    )
    assert order.lease_until == lease
    await second.go_on()
    order = await shop.order()
    assert (order.state, order.provider_order_id, order.reported_number) == (S.PLACED, two, one)
    assert (await shop.alerts())[-1] == (Alert.TWO_NUMBERS.value, one)


async def test_where_the_second_is_lost_too_owners_are_notified_that_it_may_be_there(
    shop: Shop,
) -> None:
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.free_the_link()
    await shop.decide(S.QUEUED)
    await shop.send_and_stop()
    await shop.give_up()
    await stopped.go_on()
    one, _ = shop.panel.orders
    assert (await shop.order()).provider_order_id == one
    assert (await shop.alerts())[-1] == (Alert.MAYBE_TWICE.value, one)


@pytest.mark.parametrize("fault", [Fault.REFUSAL, Fault.RATE_LIMIT])
async def test_a_second_sending_that_fails_hides_no_number_and_is_the_last(
    shop: Shop, fault: Fault
) -> None:
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.decide(S.QUEUED)
    shop.panel.faults.add("add", fault, times=1, text="Incorrect quantity")
    second = await shop.send_and_stop()
    await stopped.go_on()
    await second.go_on()
    (number,) = shop.panel.orders
    order = await shop.order()
    assert (order.state, order.reported_number) == (S.UNKNOWN, number)
    shop.now += timedelta(hours=1)
    await shop.send()
    assert shop.adds() == 2


async def test_a_number_that_comes_after_a_refusal_is_believed(shop: Shop) -> None:
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.decide(S.QUEUED)
    shop.panel.faults.add("add", Fault.REFUSAL, times=1, text="Incorrect quantity")
    await shop.send()
    assert (await shop.order()).state is S.REJECTED
    await stopped.go_on()
    (number,) = shop.panel.orders
    order = await shop.order()
    assert (order.state, order.provider_order_id) == (S.PLACED, number)


@pytest.mark.parametrize("after", [None, S.QUEUED, S.DROPPED])
async def test_a_late_refusal_is_recorded_and_changes_nothing(
    shop: Shop, after: OrderState | None
) -> None:
    shop.panel.faults.add("add", Fault.REFUSAL, times=1, text="Incorrect quantity")
    stopped = await shop.send_and_stop()
    await shop.give_up()
    if after is not None:
        await shop.decide(after)
    await stopped.go_on()
    order = await shop.order()
    assert order.state is (after or S.UNKNOWN)
    assert (await shop.notes())[-1] == "late answer: Incorrect quantity"
    assert len(await shop.alerts()) == (2 if after is None else 1)
    assert shop.adds() == 1


async def test_a_number_that_another_order_has_is_not_taken(shop: Shop) -> None:
    await shop.send()
    (number,) = shop.panel.orders
    await confirm(shop, "k2")
    shop.repeat_numbers()
    await shop.send()
    order = await shop.order(2)
    assert (order.state, order.provider_order_id) == (S.UNKNOWN, None)
    assert order.words == f"the panel answered with number {number}, which order #1 has"
    assert await shop.alerts() == [UNRESOLVED]
    assert (await shop.order(1)).provider_order_id == number


async def test_a_lease_that_was_taken_over_is_renewed_and_cleared_by_nobody_else(
    shop: Shop,
) -> None:
    stopped, other = (Leases(shop.database, lambda: shop.now) for _ in range(2))

    async def take() -> Order:
        async with shop.database.begin() as session:
            (order,) = await due_orders.take_queued(session, 1, now=shop.now, limit=1)
        return order

    first = await take()
    stopped.hold(first)
    shop.now += LEASE + timedelta(seconds=1)
    second = await take()
    assert not claims.is_held(await shop.order(), first)
    shop.now += timedelta(seconds=1)
    await stopped._renew()
    assert (await shop.order()).lease_until == second.lease_until
    other.hold(second)
    await other._renew()
    assert (await shop.order()).lease_until == shop.now + LEASE


async def test_a_message_that_was_taken_over_is_not_set_free_by_who_lost_it(shop: Shop) -> None:
    async with shop.database.begin() as session:
        outbox_store.add_alert(session, (7,), Alert.PROBLEM, shop.now)

    async def take() -> OutboxMessage:
        async with shop.database.begin() as session:
            (row,) = await outbox_store.claim(session, now=shop.now, limit=1)
        return row

    first = await take()
    shop.now += LEASE + timedelta(seconds=1)
    second = await take()
    async with shop.database.begin() as session:
        await outbox_store.postpone(session, first, shop.now, "slow")
        await outbox_store.give_up(session, first, "slow")
    async with shop.database.read() as session:
        row = await session.get_one(OutboxMessage, first.id)
    assert (row.dead, row.attempts, row.lease_until) == (False, 0, second.lease_until)


async def test_a_late_busy_refill_is_not_asked_for_again(shop: Shop) -> None:
    await shop.send()
    shop.panel.finish((await shop.order()).provider_order_id or "", "Completed")
    async with shop.database.begin() as session:
        session.add(Refill(order_id=1, user_name="Max", created_at=shop.now, due_at=shop.now))
    client = shop.client(StoppedClient)
    shop.panel.faults.add("refill", Fault.RATE_LIMIT, times=1)
    stopped = Stopped(client, Requests(*shop.parts(client)))
    await stopped.worker.step()
    await client.answered.wait()
    shop.now += LEASE + timedelta(seconds=1)
    await Requests(*shop.parts(shop.client(PanelClient))).step()
    await stopped.go_on()
    async with shop.database.read() as session:
        assert (await session.get_one(Refill, 1)).state is RefillState.UNKNOWN
