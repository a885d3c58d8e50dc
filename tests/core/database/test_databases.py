"""The storage on SQLite and on PostgreSQL: the same promises on both."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.catalogue.live import LiveCatalogue
from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.search import Sort
from bot.catalogue.service.loading import load
from bot.catalogue.store import catalogue, favourites
from bot.core.access.store import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.database.leases import LEASE
from bot.core.database.migrate import MIGRATIONS, SchemaError, check, migrate, versions
from bot.core.dead_letters import ProblemKind
from bot.core.inbox import store as inbox_store
from bot.core.inbox.dead_letters import dead_letter
from bot.core.money import Money
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.features import migrate_chat
from bot.orders.rules.purchases import Purchase
from bot.orders.rules.states import IllegalTransitionError, OrderState
from bot.orders.service.placing import place_draft
from bot.orders.service.transitions import transition
from bot.orders.store import drafts, due_orders, orders
from bot.orders.store import events as order_events
from bot.orders.tables import Draft, Listing, Order, Step
from bot.owners.service import problems
from bot.panel.rules.statuses import RefillState
from bot.panel.service import balances, panel_state
from bot.refills.rules.refills import REMEMBERED, RefillKind, RefillPromise, RefillReason
from bot.refills.service import refills
from bot.refills.store import requests
from tests.stock import stock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WAIT = timedelta(hours=24)


def a_chat(number: int = 1, kind: str = "private") -> Chat:
    return Chat(id=number, type=kind, title="T", language="en", created_at=NOW)


def a_service(number: str, rate: str = "0.90") -> Service:
    return Service(
        number,
        f"S{number}",
        "default",
        "Instagram Likes",
        Decimal(rate),
        10,
        100,
        refill=Flag.YES,
    )


async def stocked(database: Database, *services: Service) -> None:
    async with database.begin() as session:
        await stock(session, services or (a_service("1"),), NOW)


async def a_draft(database: Database, key: str = "k1", chat_id: int = 1) -> Draft:
    async with database.begin() as session:
        draft = Draft(
            key=key,
            chat_id=chat_id,
            user_id=7,
            user_name="Max",
            step=Step.SUMMARY,
            answers={"link": "https://x.org", "quantity": 50},
            service_id=1,
            updated_at=NOW,
        )
        return await drafts.begin(session, draft)


async def test_migrating_twice_is_migrating_once(empty: Database) -> None:
    await migrate(empty)
    await migrate(empty)
    await check(empty)


async def test_migrations_and_tables_agree(database: Database) -> None:
    def differences(connection: Any) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, SQLModel.metadata))

    assert await database.run(differences) == []


def test_the_files_of_the_migrations_name_their_versions() -> None:
    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert versions() == [script.revision for script in known][::-1]


async def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer"):
        await migrate(database)


async def test_big_ids_money_and_times_come_back_as_they_were(database: Database) -> None:
    async with database.begin() as session:
        session.add(a_chat(-1_002_345_678_901, "supergroup"))
        state = await panel_state.get_for_change(session, 1)
        state.balance, state.currency = Decimal("1234567890.12345678"), "USD"
        state.balance_at = NOW
    async with database.read() as session:
        assert await chats.get(session, -1_002_345_678_901) is not None
        known = await panel_state.get(session, 1)
    assert known.balance == Decimal("1234567890.12345678")
    assert known.balance_at == NOW


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.begin() as session:
            session.add(a_chat())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as session:
        assert await chats.get(session, 1) is None


def update(number: int, chat_id: int = 1) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat_id}}}


async def taken(database: Database, at: datetime = NOW) -> list[int]:
    async with database.begin() as session:
        return [row.update_id for row in await inbox_store.claim(session, now=at, limit=10)]


async def test_an_update_is_known_again(database: Database) -> None:
    async with database.begin() as session:
        await inbox_store.store(session, [update(number) for number in (1, 2, 2)], NOW)
    assert await taken(database) == [1]
    async with database.begin() as session:
        await inbox_store.mark_handled(session, [1], NOW)
    async with database.begin() as session:
        await inbox_store.store(session, [update(number) for number in (1, 2, 3)], NOW)
    assert await taken(database) == [2]  # one after the other: they are of one chat
    async with database.begin() as session:
        await inbox_store.mark_handled(session, [2], NOW)
    assert await taken(database) == [3]


async def test_a_handled_update_is_forgotten_after_days(database: Database) -> None:
    async with database.begin() as session:
        await inbox_store.store(session, [update(1)], NOW)
        await inbox_store.mark_handled(session, [1], NOW)
    later = NOW + inbox_store.REMEMBERED + timedelta(minutes=1)
    async with database.begin() as session:
        await inbox_store.forget(session, later)
        await inbox_store.store(session, [update(1)], later)
    assert await taken(database, later) == [1]


async def test_a_dead_letter_waits_for_an_owner(database: Database) -> None:
    async with database.begin() as session:
        await inbox_store.store(session, [update(1)], NOW)
        (row,) = await inbox_store.claim(session, now=NOW, limit=10)
        assert await dead_letter(session, row, "Telegram refused it: why", NOW)
    assert await taken(database) == []
    async with database.begin() as session:
        found, total = await problems.read_latest(session, limit=10)
        assert (found[0].reference, found[0].detail, total) == ("U1", "why", 1)
        assert await problems.try_again(session, ProblemKind.UPDATE, 1, NOW)
    assert await taken(database) == [1]


async def test_pushes_of_a_chat_leave_in_order_and_one_at_a_time(database: Database) -> None:
    async with database.begin() as session:
        for chat_id, number in ((1, 1), (2, 2), (1, 3)):
            outbox_store.add_alert(session, (chat_id,), Alert.UNRESOLVED, NOW, order_id=number)
    first = await claim(database)
    assert {message.chat_id for message in first} == {1, 2}
    assert await claim(database) == []
    async with database.begin() as session:
        for message in first:
            await outbox_store.remove_delivered(session, [message])
    second = await claim(database)
    assert [message.payload["order_id"] for message in second] == [3]


async def test_what_draws_the_same_again_leaves_once(database: Database) -> None:
    async with database.begin() as session:
        for chat_id, number in ((1, 1), (1, 2), (1, 1), (2, 1)):
            outbox_store.add(session, chat_id, OutboxKind.FORM, {"order_id": number}, NOW)
    first = await claim(database)
    assert [message.payload["order_id"] for message in first] == [1, 1]
    async with database.begin() as session:
        for message in first:
            await outbox_store.remove_delivered(session, [message])
    assert [message.payload["order_id"] for message in await claim(database)] == [2]
    assert await claim(database, NOW + timedelta(hours=1)) != []


async def claim(database: Database, at: datetime = NOW) -> list[Any]:
    async with database.begin() as session:
        return list(await outbox_store.claim(session, now=at, limit=10))


async def test_a_push_that_was_sent_twice_takes_no_other_with_it(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    async with database.begin() as session:
        outbox_store.add_alert(session, (1,), Alert.UNRESOLVED, NOW, order_id=1)
    [first], [again] = await claim(database), await claim(database, later)
    async with database.begin() as session:
        await outbox_store.remove_delivered(session, [again])
    async with database.begin() as session:
        outbox_store.add_alert(session, (1,), Alert.UNRESOLVED, NOW, order_id=2)
    async with database.begin() as session:
        await outbox_store.remove_delivered(session, [first])
    [left] = await claim(database, later)
    assert left.payload["order_id"] == 2


async def test_a_push_of_a_dead_process_is_taken_over(database: Database) -> None:
    async with database.begin() as session:
        outbox_store.add_alert(session, (1,), Alert.UNRESOLVED, NOW, order_id=1)
    assert len(await claim(database)) == 1
    assert await claim(database, NOW + LEASE / 2) == []
    assert len(await claim(database, NOW + 2 * LEASE)) == 1


async def test_a_push_that_is_given_up_holds_up_nothing(database: Database) -> None:
    async with database.begin() as session:
        for number in (1, 2):
            outbox_store.add_alert(session, (1,), Alert.UNRESOLVED, NOW, order_id=number)
    (first,) = await claim(database)
    async with database.begin() as session:
        await outbox_store.give_up(session, first, "no")
    (second,) = await claim(database)
    assert second.payload["order_id"] == 2
    async with database.begin() as session:
        await outbox_store.postpone(session, second, NOW + timedelta(hours=1), "later")
    assert await claim(database) == []


async def test_an_unchanged_catalogue_writes_no_row(database: Database) -> None:
    services = [a_service(str(number)) for number in range(5)]
    await stocked(database, *services)
    async with database.read() as session:
        before = await rows_of(session)
    async with database.begin() as session:
        assert not await stock(session, services, NOW + timedelta(hours=1))
    async with database.read() as session:
        assert await rows_of(session) == before
        assert (await load(session)).version == 1


async def rows_of(session: Any) -> list[Any]:
    return [tuple(row) for row in await session.execute(text("select * from services"))]


async def test_the_catalogue_in_memory_follows_the_stored_one(database: Database) -> None:
    live = LiveCatalogue(database)
    await live.refresh()
    assert not live.stocked.is_set()
    await stocked(database, *(a_service(str(number)) for number in range(2500)))
    await live.refresh()
    assert live.stocked.is_set()
    (category,) = live.current.categories
    assert [service.id for service in category.services] == [str(n) for n in range(2500)]
    assert live.current.platforms[0].name == "Instagram"
    before = live.current
    await live.refresh()
    assert live.current is before
    async with database.begin() as session:
        await balances.record(session, 1, Money(Decimal(1), "EUR"), NOW)
    await live.refresh()
    assert live.current.currency == "EUR"


async def test_a_service_that_is_gone_keeps_its_row(database: Database) -> None:
    await stocked(database, a_service("1"), a_service("2"))
    await stocked(database, a_service("2", rate="1.20"))
    async with database.read() as session:
        gone = await catalogue.get(session, 1)
        ((left,),) = [it.services for it in (await load(session)).categories]
    assert gone is not None
    assert gone.gone_at is not None
    assert left.rate == Decimal("1.20")


async def confirmed(database: Database, draft: Draft, service_id: int = 1) -> Order:
    purchase = Purchase(
        service_name="S",
        answers=draft.answers,
        params={"service": "1", "link": "https://x.org", "quantity": "50"},
        quantity_hint=50,
        quantity=50,
        link="https://x.org",
        link_key="x.org",
        price=Decimal("0.045"),
        currency="USD",
    )
    async with database.begin() as session:
        service = await catalogue.get(session, service_id)
        assert service is not None
        stored = await drafts.get(session, draft.id) or draft
        return await place_draft(session, stored, service, purchase, NOW)


async def test_a_draft_becomes_one_order(database: Database) -> None:
    await stocked(database)
    draft = await a_draft(database)
    first, second = await confirmed(database, draft), await confirmed(database, draft)
    assert first.id == second.id
    async with database.read() as session:
        assert (await orders.page(session, 1, ended=None, number=0, size=5)).total == 1
        assert await drafts.of_person(session, 1, 7) is None


async def test_an_order_is_claimed_once_and_its_states_are_kept(database: Database) -> None:
    await stocked(database)
    await confirmed(database, await a_draft(database))

    async def take(at: datetime) -> list[Order]:
        async with database.begin() as session:
            found = await due_orders.take_queued(session, 1, now=at, limit=10)
            return list(found)

    assert len(await take(NOW)) == 1
    assert await take(NOW + LEASE / 2) == []
    assert len(await take(NOW + 2 * LEASE)) == 1
    async with database.begin() as session:
        order = await orders.get_for_change(session, 1)
        assert order is not None
        await transition(session, order, OrderState.SUBMITTING, now=NOW)
        with pytest.raises(IllegalTransitionError):
            await transition(session, order, OrderState.COMPLETED, now=NOW)
    async with database.read() as session:
        order = await session.get_one(Order, 1)
        history = await order_events.of_order(session, order)
        assert [event.state for event in history][-1] is OrderState.SUBMITTING
        assert (await orders.page(session, 2, ended=None, number=0, size=5)).total == 0


async def completed(database: Database, key: str = "k1") -> Order:
    """Order, and have it delivered at `NOW`."""
    order = await confirmed(database, await a_draft(database, key))
    async with database.begin() as session:
        stored = await session.get_one(Order, order.id)
        for state in (OrderState.SUBMITTING, OrderState.PLACED, OrderState.COMPLETED):
            await transition(session, stored, state, now=NOW)
    return stored


async def asked(database: Database, order: Order, at: datetime) -> RefillReason:
    async with database.begin() as session:
        return (await refills.ask(session, order.id, "Max", WAIT, at)).reason


async def test_an_order_keeps_its_promise_and_its_end(database: Database) -> None:
    promising = replace(a_service("1"), name="S1 ♻️", description="Refill: 30 days")
    await stocked(database, promising)
    order = await completed(database)
    await stocked(database, replace(promising, name="S1 | No Refill"))
    assert (order.refill_kind, order.refill_days, order.ended_at) == (RefillKind.DAYS, 30, NOW)
    later = NOW + timedelta(days=10)
    async with database.begin() as session:
        stored = await session.get_one(Order, order.id)
        await transition(session, stored, OrderState.IN_PROGRESS, now=later)
        await transition(session, stored, OrderState.PARTIAL, now=later)
        found = await refills.load_terms(session, stored, WAIT, later)
    assert stored.ended_at == NOW
    assert found.promise == RefillPromise(RefillKind.DAYS, 30, Flag.YES)
    assert found.decision.left == timedelta(days=20)
    assert found.last is None


async def test_an_order_from_before_promises_is_read_by_its_name(database: Database) -> None:
    await stocked(database)
    order = await completed(database)
    async with database.begin() as session:
        stored = await session.get_one(Order, order.id)
        stored.refill_kind, stored.service_name = None, "Likes | R60"
        found = await refills.load_terms(session, stored, WAIT, NOW)
    assert found.promise == RefillPromise(RefillKind.DAYS, 60, Flag.YES)


async def test_a_refill_is_written_down_once_and_only_when_it_may_be(database: Database) -> None:
    await stocked(database)
    order, next_day = await completed(database), NOW + WAIT
    assert await asked(database, order, NOW) is RefillReason.TOO_EARLY
    both = await asyncio.gather(*(asked(database, order, next_day) for _ in range(2)))
    assert sorted(both) == [RefillReason.OK, RefillReason.RUNNING]
    async with database.begin() as session:
        (refill,) = await requests.claim_refills(
            session, 1, [RefillState.QUEUED], now=next_day, limit=10
        )
        assert refill.ended_at is None
        await refills.transition(session, refill, RefillState.REFUSED, now=next_day)
    assert refill.ended_at == next_day
    assert await asked(database, order, next_day) is RefillReason.COOLDOWN
    assert await asked(database, order, next_day + timedelta(hours=1)) is RefillReason.OK


async def test_a_refusal_for_good_is_remembered_of_its_service(database: Database) -> None:
    sold, other = a_service("1"), a_service("2")
    await stocked(database, sold, other)
    order = await completed(database)

    async def disabled(at: datetime = NOW, service_id: int = 1) -> bool:
        async with database.read() as session:
            return await refills.are_disabled(session, service_id, at)

    async def remember() -> None:
        async with database.begin() as session:
            await refills.remember_refusal(session, order.id, NOW)

    assert not await disabled()
    await remember()
    assert await disabled()
    assert not await disabled(service_id=2)
    assert not await disabled(NOW + REMEMBERED)
    assert await asked(database, order, NOW + WAIT) is RefillReason.DISABLED_BY_PANEL
    for change, forgotten in (
        (replace(sold, rate=Decimal(2)), False),
        (replace(sold, name="S1 | R30"), True),
        (replace(sold, name="S1 | R30", refill=Flag.UNKNOWN), True),
    ):
        await remember()
        await stocked(database, change, other)
        assert await disabled() is not forgotten


async def test_what_one_process_knows_of_the_panel_others_do_not_forget(
    database: Database,
) -> None:
    async def learned(**known: bool | None) -> Any:
        async with database.begin() as session:
            state = await panel_state.get_for_change(session, 1)
            panel_state.record_capabilities(state, known)
            return state.capabilities

    await stocked(database)
    assert await learned(refill=False, cancel=None) == {"refill": False}
    assert await learned(refill=None, cancel=True) == {"refill": False, "cancel": True}
    async with database.read() as session:
        assert await refills.are_disabled(session, 1, NOW)
    assert await learned(refill=True) == {"refill": True, "cancel": True}
    async with database.read() as session:
        assert not await refills.are_disabled(session, 1, NOW)


async def test_ends_from_before_they_were_kept_are_found_in_the_events(
    database: Database,
) -> None:
    await stocked(database)
    await completed(database)
    await confirmed(database, await a_draft(database, "k2"))
    async with database.begin() as session:
        stored = await session.get_one(Order, 1)
        stored.placed_at = NOW
        await transition(session, stored, OrderState.PARTIAL, now=NOW + timedelta(days=1))

    def again(connection: Any) -> None:
        migration: Any = ScriptDirectory(str(MIGRATIONS)).get_revision("0008")
        connection.execute(text("drop index ix_orders_placed"))  # of a later version
        with Operations.context(MigrationContext.configure(connection)):
            migration.module.downgrade()
            migration.module.upgrade()

    await database.run(again)
    async with database.read() as session:
        first, second = await session.get_one(Order, 1), await session.get_one(Order, 2)
    assert (first.ended_at, first.refill_kind) == (NOW, None)
    assert second.ended_at is None


async def test_a_group_that_migrates_takes_everything_along(database: Database) -> None:
    await stocked(database)
    await confirmed(database, await a_draft(database, "k1", -5))
    await a_draft(database, "k2", -5)
    async with database.begin() as session:
        session.add(a_chat(-5, "group"))
        outbox_store.add_alert(session, (-5,), Alert.UNRESOLVED, NOW, order_id=1)
    for _ in range(2):  # each of the two service messages, and a push, may tell of it
        async with database.begin() as session:
            await migrate_chat(session, -5, -1005, NOW)
    async with database.read() as session:
        assert (await orders.page(session, -1005, ended=None, number=0, size=5)).total == 1
        moved = await drafts.of_person(session, -1005, 7)
    assert moved is not None
    assert [message.chat_id for message in await claim(database)] == [-1005]


async def test_favourites_are_each_persons_own(database: Database) -> None:
    await stocked(database, *(a_service(str(number)) for number in range(1, 4)))
    async with database.begin() as session:
        for minute, (user_id, service_id) in enumerate(((7, 1), (7, 3), (8, 2), (7, 2))):
            await favourites.add(session, user_id, service_id, NOW + timedelta(minutes=minute))
        await favourites.add(session, 7, 1, NOW + timedelta(hours=1))  # once more is fine
        await favourites.remove(session, 8, 3)  # so is what is not there
    async with database.read() as session:
        assert await favourites.of_person(session, 7) == [2, 3, 1]
        assert await favourites.of_person(session, 8) == [2]
        assert await favourites.of_person(session, 9) == []
        assert await favourites.find(session, 8, 2) is not None
        assert await favourites.find(session, 8, 1) is None
    async with database.begin() as session:
        await favourites.remove(session, 7, 3)
        await favourites.reassign(session, 7, 8)
    async with database.read() as session:
        assert await favourites.of_person(session, 7) == []
        assert set(await favourites.of_person(session, 8)) == {1, 2}


async def test_favourites_of_a_group_migrate_with_it(database: Database) -> None:
    await stocked(database)
    async with database.begin() as session:
        session.add(a_chat(-5, "group"))
        await favourites.add(session, -5, 1, NOW)
    for _ in range(2):
        async with database.begin() as session:
            await migrate_chat(session, -5, -1005, NOW)
    async with database.read() as session:
        assert await favourites.of_person(session, -1005) == [1]
        assert await favourites.of_person(session, -5) == []


async def test_recent_services_are_a_persons_in_a_chat(database: Database) -> None:
    await stocked(database, a_service("1"), a_service("2"))
    for key, service_id, chat_id in (("a", 1, 1), ("b", 2, 1), ("c", 1, 1), ("d", 2, 5)):
        draft = await a_draft(database, key, chat_id)
        await confirmed(database, draft, service_id)
    async with database.read() as session:
        assert await orders.recent_services(session, 1, 7) == [1, 2]
        assert await orders.recent_services(session, 5, 7) == [2]
        assert await orders.recent_services(session, 1, 8) == []


async def test_a_search_is_kept_with_its_form(database: Database) -> None:
    await a_draft(database)
    async with database.begin() as session:
        draft = await drafts.of_person(session, 1, 7)
        assert draft is not None
        assert (draft.listing, draft.query, draft.filters, draft.sort) == (None, "", [], "best")
        draft.listing, draft.query = Listing.SEARCH, "likes ♻️"
        draft.filters, draft.sort = ["refill"], Sort.CHEAPEST
        await drafts.save(session, draft)
    async with database.read() as session:
        draft = await drafts.of_person(session, 1, 7)
    assert draft is not None
    found = (draft.listing, draft.query, draft.filters, draft.sort)
    assert found == (Listing.SEARCH, "likes ♻️", ["refill"], Sort.CHEAPEST)


async def test_the_search_follows_the_stored_catalogue(database: Database) -> None:
    live = LiveCatalogue(database)
    await live.refresh_index()
    assert not live.searchable.is_set()
    await stocked(database, *(a_service(str(number)) for number in range(3)))
    await live.refresh()
    assert len(live.index) == 0
    await live.refresh_index()
    assert live.searchable.is_set()
    assert live.index.search("likes instagram").total == 3
    before = live.index
    await live.refresh_index()
    assert live.index is before
