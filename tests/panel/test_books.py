"""The balance at the panel, explained by deposits and what orders cost; what is left is asked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text, update
from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.core.database.migrate import MIGRATIONS
from bot.core.loops.options import WorkerOptions
from bot.core.money import Money
from bot.core.outbox.alerts import Alert
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import OrderState
from bot.orders.service import panel_charges
from bot.orders.service.status_answers import Answer, AnswerRecorder
from bot.orders.store import status_checks
from bot.orders.tables import Order, PanelCharge
from bot.panel.rules.entries import EntryKind
from bot.panel.rules.statuses import StatusReport
from bot.panel.service import balances, books, panel_state
from bot.panel.tables import PanelBooks, PanelEntry
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import OWNER_ID, Bench
from tests.order_log import an_order, write
from tests.ordering import labels, order_default
from tests.queries import recorded
from tests.selling import give, start_selling

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
OWNERS = (1,)


async def reported(database: Database, balance: str, minutes: int) -> PanelBooks | None:
    """Let the panel report a balance some minutes later, and return the books."""
    async with database.begin() as session:
        at = NOW + timedelta(minutes=minutes)
        await balances.record(session, 1, Money(Decimal(balance), "USD"), at, OWNERS)
    async with database.read() as session:
        return await books.find(session, 1)


async def unexplained(database: Database, balance: str, minutes: int) -> Decimal:
    found = await reported(database, balance, minutes)
    assert found is not None
    return found.unexplained


async def asked(database: Database, *, but_corrections: bool = False) -> list[PanelEntry]:
    """Return what owners were asked about; each has one message."""
    async with database.read() as session:
        query = select(PanelEntry).where(col(PanelEntry.kind) != EntryKind.OPENING)
        found = list((await session.execute(query)).scalars())
        found = [it for it in found if it.corrects is None or not but_corrections]
        rows = (await session.execute(select(OutboxMessage))).scalars().all()
    notice = [it.payload["movement_id"] for it in rows if it.payload["alert"] == Alert.DEPOSIT]
    assert notice == [it.id for it in found]
    return found


async def change(database: Database, **values: Any) -> None:
    async with database.begin() as session:
        order = (await session.execute(select(Order))).scalars().one()
        order.sqlmodel_update(values)
        panel_charges.record(session, order)


async def test_what_orders_cost_is_explained_and_what_is_added_is_asked_about_once(
    database: Database,
) -> None:
    await write(database, [an_order(1, NOW - timedelta(days=90), charge=Decimal(7))], NOW)
    assert await unexplained(database, "100", 0) == 0
    await change(database, charge=Decimal("7.9"), looked_at=NOW + timedelta(minutes=1))
    assert await unexplained(database, "99.1", 2) == 0
    assert await asked(database) == []
    assert await unexplained(database, "149.1", 3) == 50
    assert await unexplained(database, "149.1", 4) == 50
    (question,) = await asked(database)
    assert question.amount == 50
    async with database.begin() as session:
        await books.answer(session, question.id, 1, NOW, is_deposit=True)
        again = await books.answer(session, question.id, 2, NOW, is_deposit=False)
    assert again is not None
    assert (again.latest.kind, again.latest.by) == (EntryKind.DEPOSIT, 1)
    found = await reported(database, "149.1", 5)
    assert found is not None
    assert (found.unexplained, found.since, found.deposits) == (Decimal(0), None, Decimal(50))
    assert len(await asked(database)) == 1


async def test_what_was_not_added_stays_unexplained_with_its_age(database: Database) -> None:
    await reported(database, "100", 0)
    await reported(database, "103", 1)
    (question,) = await asked(database)
    async with database.begin() as session:
        await books.answer(session, question.id, 1, NOW, is_deposit=False)
    found = await reported(database, "103", 9)
    assert found is not None
    assert (found.unexplained, found.since) == (Decimal(3), NOW + timedelta(minutes=1))


async def test_owners_change_their_word_by_another_entry(database: Database) -> None:
    await reported(database, "100", 0)
    await reported(database, "150", 1)
    (question,) = await asked(database)
    entry: int | None = None
    said: list[tuple[object, ...]] = []
    for minute, is_deposit in enumerate((True, False, True, True), 2):
        async with database.begin() as session:
            found = await books.answer(
                session, question.id, minute, NOW, is_deposit=is_deposit, instead_of=entry
            )
            assert found is not None
            entry = found.latest.id
            kept = await books.find(session, 1)
            assert kept is not None
            said.append((found.latest.id, found.latest.by, kept.deposits, kept.unexplained))
        assert await unexplained(database, "150", minute) == said[-1][3]
    one = question.id
    assert said == [
        (one, 2, 50, 0),
        (one + 1, 3, 0, 50),
        (one + 2, 4, 50, 0),
        (one + 2, 4, 50, 0),  # it is one already
    ]
    async with database.begin() as session:  # the button of an owner who has not seen the last
        late = await books.answer(session, one, 9, NOW, is_deposit=False, instead_of=one)
        (listed,) = await books.deposits(session, 1)
    assert late is not None
    assert late.latest.id == listed.latest.id == one + 2
    async with database.read() as session:
        first = await books.find_entry(session, one)
    assert first is not None
    assert (first.kind, first.by) == (EntryKind.DEPOSIT, 2)  # as it was said first
    assert len(await asked(database, but_corrections=True)) == 1


async def test_what_is_spent_elsewhere_is_not_asked_about_and_hides_no_deposit(
    database: Database,
) -> None:
    await reported(database, "100", 0)
    assert await unexplained(database, "40", 1) == -60
    assert await asked(database) == []
    assert await unexplained(database, "90", 2) == -10
    assert [it.amount for it in await asked(database)] == [50]


async def test_a_refund_that_is_not_known_yet_is_no_deposit(database: Database) -> None:
    placed = an_order(1, NOW, charge=Decimal("0.9"), looked_at=NOW)
    await write(database, [placed], NOW)
    await reported(database, "99.1", 1)
    assert await unexplained(database, "100", 2) == Decimal("0.9")
    await change(database, state=OrderState.CANCELED, charge=Decimal(0))
    assert await unexplained(database, "100", 3) == 0
    assert await asked(database) == []


async def test_it_is_asked_about_when_no_order_was_refunded_after_all(database: Database) -> None:
    placed = an_order(1, NOW, charge=Decimal("0.9"), looked_at=NOW)
    await write(database, [placed], NOW)
    await reported(database, "99.1", 1)
    await reported(database, "100", 2)
    assert await asked(database) == []
    await change(database, looked_at=NOW + timedelta(minutes=3))
    await reported(database, "100", 4)
    assert [it.amount for it in await asked(database)] == [Decimal("0.9")]


async def test_nothing_is_compared_while_orders_are_on_their_way(database: Database) -> None:
    await write(database, [an_order(1, NOW, state=OrderState.SUBMITTING)], NOW)
    assert await reported(database, "100", 0) is None
    await change(database, state=OrderState.PLACED)
    async with database.begin() as session:
        (await panel_state.get_for_change(session, 1)).spent_at = NOW + timedelta(minutes=2)
    assert await reported(database, "100", 1) is None
    assert await reported(database, "99", 2) is not None


async def test_a_comparison_reads_what_has_changed_and_no_more(database: Database) -> None:
    long_ago = NOW - timedelta(days=200)
    old = {"state": OrderState.COMPLETED, "state_at": long_ago}
    unclear = an_order(1, long_ago, state=OrderState.UNKNOWN, provider_order_id=None)
    await write(database, [unclear, *(an_order(it, long_ago, **old) for it in (2, 3, 4))], NOW)
    await reported(database, "100", 0)
    with recorded(database) as found:
        assert await unexplained(database, "100", 1) == 0
    (is_one_on_its_way,) = [it.statement for it in found if "FROM orders" in it.statement]
    assert "LIMIT" in is_one_on_its_way
    async with database.begin() as session:
        order = await session.get_one(Order, 2)
        order.state, order.charge = OrderState.REFUNDED, Decimal(0)  # months later
        panel_charges.record(session, order)
    assert await unexplained(database, "101", 2) == 0
    assert await asked(database) == []


async def check(database: Database, minutes: int, *reports: StatusReport) -> None:
    """Have the panel say how its only order stands, and then how what that has made does."""
    at = NOW + timedelta(minutes=minutes)
    said, *of_children = reports
    async with database.begin() as session:
        await session.execute(update(Order).values(look_at=at))
        (found,) = await status_checks.take(session, 1, at, 10)
    children = dict(zip(said.children, of_children, strict=True))
    async with database.begin() as session:
        recorder = AnswerRecorder(1, WorkerOptions(owners=OWNERS))
        await recorder.record(session, [Answer(found, said, children, bool(children))], at)


async def test_a_charge_that_changes_while_an_order_runs_is_explained(database: Database) -> None:
    await write(database, [an_order(1, NOW)], NOW)
    await reported(database, "100", 0)
    await check(database, 1, StatusReport("In progress", OrderState.IN_PROGRESS, Decimal(1)))
    assert await unexplained(database, "100", 2) == 0
    await check(database, 3, StatusReport("In progress", OrderState.IN_PROGRESS, Decimal("0.4")))
    assert await unexplained(database, "100.6", 4) == 0
    assert await asked(database) == []


async def test_what_an_order_has_made_is_explained_as_it_comes(database: Database) -> None:
    fields = {
        "service_type": "subscriptions",
        "answers": {"username": "example", "min": 10, "max": 10, "posts": 2},
        "state": OrderState.ACTIVE,
    }
    await write(database, [an_order(1, NOW, **fields)], NOW)
    await reported(database, "100", 0)
    active = StatusReport("Active", OrderState.ACTIVE, children=("1", "2"))
    post = StatusReport("Completed", OrderState.COMPLETED, Decimal(3))
    await check(database, 1, active, post, StatusReport("Pending", OrderState.PENDING))
    assert await unexplained(database, "97", 2) == 0
    await check(database, 3, active, StatusReport("Canceled", OrderState.CANCELED), post)
    assert await unexplained(database, "97", 4) == 0
    await check(database, 5, active, post, StatusReport("Canceled", OrderState.CANCELED))
    assert await unexplained(database, "97", 6) == 0
    assert await asked(database) == []


async def test_a_charge_beyond_all_measure_is_written_down(database: Database) -> None:
    await write(database, [an_order(1, NOW)], NOW)
    await reported(database, "100", 0)
    charge = Decimal("123456789012345678901234.5")
    await check(database, 1, StatusReport("Completed", OrderState.COMPLETED, charge))
    async with database.read() as session:
        assert (await session.get_one(Order, 1)).taken == charge


async def test_what_was_charged_while_nothing_was_compared_is_known_later(
    database: Database,
) -> None:
    await write(database, [an_order(1, NOW, charge=Decimal(7))], NOW)
    await reported(database, "100", 0)
    await change(database, charge=Decimal(8))
    async with database.begin() as session:
        await balances.record(session, 1, Money(Decimal(99), "USD"), NOW)
        assert not (await session.execute(select(PanelCharge))).all()
    assert await unexplained(database, "99", 2) == 0
    found = await reported(database, "99", 3)
    assert found is not None
    assert found.charged == 1


async def test_books_go_on_from_those_of_an_earlier_version(database: Database) -> None:
    states: dict[OrderState, dict[str, Any]] = {
        OrderState.COMPLETED: {"charge": Decimal("0.9")},
        OrderState.PENDING: {},
        OrderState.CANCELED: {},
        OrderState.PARTIAL: {"remains": 250},
        OrderState.ACTIVE: {"service_type": "subscriptions", "charge": Decimal("0.3")},
        OrderState.IN_PROGRESS: {"answers": {"runs": 2, "interval": 5}, "charge": Decimal("0.1")},
        OrderState.UNKNOWN: {},
        OrderState.PAUSED: {"cost": Decimal("0.5"), "cost_currency": "EUR"},
    }
    rows = [
        an_order(number, NOW, state=state, **values)
        for number, (state, values) in enumerate(states.items(), 1)
    ]
    await write(database, rows, NOW)
    await reported(database, "100", 0)
    async with database.begin() as session:
        first = await session.get_one(Order, 1)
        first.charge = Decimal("0.8")
        panel_charges.record(session, first)
    assert await unexplained(database, "100.1", 1) == 0
    async with database.begin() as session:
        second = await session.get_one(Order, 2)
        second.charge = Decimal("1.5")
        panel_charges.record(session, second)  # and nobody has compared it

    def again(connection: Any) -> None:
        migration: Any = ScriptDirectory(str(MIGRATIONS)).get_revision("0048")
        with Operations.context(MigrationContext.configure(connection)):
            migration.module.downgrade()
            books = connection.execute(text("select before, charged from panel_books")).one()
            assert [Decimal(it) for it in books] == [Decimal("3.95"), Decimal("3.85")]
            migration.module.upgrade()

    async def taken() -> list[Decimal]:
        async with database.read() as session:
            query = select(col(Order.taken)).order_by(col(Order.id))
            return list((await session.execute(query)).scalars())

    before = await taken()
    await database.run(again)
    assert await taken() == before
    assert await unexplained(database, "99.6", 3) == 0


async def test_without_wallets_no_books_are_kept(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert await books.find(session, 1) is None


async def test_owners_are_asked_and_see_what_explains_the_balance(bench: Bench) -> None:
    bench.panel.speed = 0.001
    await start_selling(bench)
    customer = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    await give(bench, customer.chat.id, "5.00")
    await order_default(customer)
    owner = bench.private()
    await owner.say("/admin")
    await owner.wait_for("🛠 Dashboard")
    bench.panel.balance += 50
    await owner.tap("🔌 Panels")
    await owner.tap("127.0.0.1")
    page = await owner.wait_for("Asked ")
    await owner.tap("Ask again", message=page)
    question = await owner.wait_for("risen by $50.00")
    assert labels(question) == ["✅ Yes, a deposit", "🚫 No"]
    await owner.wait_for(
        lambda it: it is page and "❔ Unexplained at the panel: $50.00" in it.text
    )
    await owner.tap("Yes, a deposit", message=question)
    await owner.wait_for("$50.00 at the panel is a deposit.")
    since = owner.mark()
    await owner.say("/admin")
    home = await owner.wait_for("🛠 Dashboard", since=since)
    assert "Unexplained" not in home.text
    await owner.tap("🔌 Panels", message=home)
    await owner.tap("127.0.0.1", message=home)
    shown = await owner.wait_for("The balance agrees with the orders.", since=since)
    assert "+ deposits: $50.00" in shown.text
    assert "− charged for orders: $0.90" in shown.text
    await owner.tap("💼 Deposits", message=shown)
    listed = await owner.wait_for("Deposits at the panel", since=since)
    await owner.tap("✅ $50.00", message=listed)
    card = await owner.wait_for("Came:", since=since)
    await owner.tap("No, it was no deposit", message=card)
    await owner.wait_for("$50.00 at the panel stays unexplained.", since=since)
    since = owner.mark()
    await owner.say("/admin")
    await owner.wait_for("❔ Unexplained at the panel: $50.00", since=since)
    assert bench.app is not None
    async with bench.app.database.read() as session:
        rows = (await session.execute(select(PanelEntry).order_by(col(PanelEntry.id)))).all()
    assert [(it[0].kind, it[0].by) for it in rows] == [
        (EntryKind.OPENING, None),
        (EntryKind.DEPOSIT, OWNER_ID),
        (EntryKind.DECLINED, OWNER_ID),
    ]
