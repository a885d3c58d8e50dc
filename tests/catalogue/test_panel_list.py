"""The panel's list as it is stored: what is written, what readers see, and what stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from bot.catalogue.live import LiveCatalogue
from bot.catalogue.rules.changes import compare
from bot.catalogue.rules.positions import GAP
from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.service import sync
from bot.catalogue.service.loading import load
from bot.catalogue.store import catalogue
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate, run_migrations
from bot.panel.rules.accounts import PanelAccount
from bot.panel.service import connecting
from bot.panel.vault import Vault
from tests.panels import SECRET
from tests.stock import stock
from tests.writes import counted

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def a_service(number: int, category: str = "Instagram Likes", **fields: Any) -> Service:
    notice: dict[str, Any] = {
        "id": str(number),
        "name": f"S{number}",
        "type": "default",
        "category": category,
        "rate": Decimal("0.90"),
        "minimum": 10,
        "maximum": 2**31 - 1,
        "refill": Flag.YES,
        "description": f"About {number}\n😀",
    }
    return Service(**notice | fields)


async def put(
    database: Database, *services: Service, at: datetime = NOW, panel_id: int = 1
) -> int:
    """Store a list, and return how many rows that wrote."""
    with counted(database) as written:
        async with database.begin() as session:
            await stock(session, services, at, panel_id=panel_id)
    return written.rows


async def on_sale(database: Database) -> list[str]:
    async with database.read() as session:
        found = await load(session)
    return [service.id for category in found.categories for service in category.services]


async def test_what_was_reported_comes_back(database: Database) -> None:
    notice = [a_service(1), a_service(2, "──", rate=Decimal("0.000000000001")), a_service(3, "é")]
    assert await put(database, *notice) == 6
    async with database.read() as session:
        stored = await sync.stored_list(session, 1)
    assert [it.service for it in stored.services] == notice
    assert all(it.service.key for it in stored.services)
    assert compare(stored, notice).headlines == []


async def test_an_equal_list_writes_nothing(database: Database) -> None:
    services = [a_service(number, f"Likes {number // 10}") for number in range(1200)]
    assert await put(database, *services) == 1200 + 120
    assert await put(database, *services, at=LATER) == 0
    async with database.read() as session:
        assert (await load(session)).version == 1


async def test_what_comes_in_between_is_one_row(database: Database) -> None:
    services = [a_service(number) for number in range(600)]
    await put(database, *services)
    services.insert(300, a_service(9999))
    assert await put(database, *services) == 1
    services.insert(0, a_service(9998, "TikTok Likes"))
    assert await put(database, *services) == 2
    assert await on_sale(database) == [service.id for service in services]


async def test_what_moves_is_one_row(database: Database) -> None:
    services = [a_service(number) for number in range(100)]
    await put(database, *services)
    services.append(services.pop(0))
    assert await put(database, *services) == 1
    assert await on_sale(database) == [service.id for service in services]


async def test_a_changed_one_is_written_whole_and_keeps_its_number(database: Database) -> None:
    await put(database, a_service(1), a_service(2))
    changed = a_service(
        2, "TikTok", name="New", type="package", rate=Decimal(5), refill=Flag.NO, maximum=20
    )
    assert await put(database, a_service(1), changed) == 2
    async with database.read() as session:
        _, second = (await sync.stored_list(session, 1)).services
        row = await catalogue.get(session, 2)
    assert (second.service, second.service.key) == (changed, 2)
    assert row is not None
    assert (row.first_seen_at, row.last_seen_at, row.gone_at) == (NOW, None, None)


async def test_what_is_gone_keeps_its_row_and_may_come_back(database: Database) -> None:
    await put(database, a_service(1), a_service(2), a_service(3))
    async with database.begin() as session:
        changes = compare(await sync.stored_list(session, 1), [a_service(1), a_service(3)])
        await sync.write(session, 1, changes, now=LATER, last_seen_at=NOW)
    assert await on_sale(database) == ["1", "3"]
    async with database.read() as session:
        row = await catalogue.get(session, 2)
        assert await catalogue.count(session, 1) == 2
    assert row is not None
    assert (row.gone_at, row.last_seen_at) == (LATER, NOW)
    assert await put(database, a_service(1), a_service(2), a_service(3)) == 1
    assert await on_sale(database) == ["1", "2", "3"]
    async with database.read() as session:
        row = await catalogue.get(session, 2)
    assert row is not None
    assert (row.first_seen_at, row.gone_at, row.last_seen_at) == (NOW, None, None)


async def test_a_category_of_two_panels_stays_where_the_first_one_has_it(
    database: Database,
) -> None:
    likes, views, others = "Instagram Likes", "Instagram Views", "──"
    first = [a_service(1, likes), a_service(2, views), a_service(3, others, name="TikTok Likes")]
    second = [a_service(1, others, name="X Likes"), a_service(2, "New"), a_service(3, likes)]
    account = PanelAccount("https://two.example/api/v2", "a-key")
    async with database.begin() as session:
        panel_id = (await connecting.add(session, account, Vault(SECRET), NOW)).id
    assert await put(database, *second, panel_id=panel_id) == 6
    assert await put(database, *first) == 3 + 3  # two of the categories become the first one's
    assert await put(database, *reversed(second), panel_id=panel_id) == 2
    assert await put(database, *first) == 0
    async with database.read() as session:
        found = (await load(session)).categories
    assert [it.name for it in found if it.name != "New"] == [likes, views, others]
    assert {it.name: it.platform for it in found}[others] == "TikTok"
    assert [len(it.services) for it in found if it.name != "New"] == [2, 1, 2]
    assert await put(database) == 3
    assert await put(database, *second, panel_id=panel_id) > 0  # they are the second one's again
    async with database.read() as session:
        found = (await load(session)).categories
    assert [it.name for it in found] == [others, "New", likes]


async def test_all_may_go(database: Database) -> None:
    await put(database, *(a_service(number) for number in range(1200)))
    assert await put(database) == 1200
    assert await on_sale(database) == []


async def test_readers_see_the_old_list_until_the_new_one_is_complete(database: Database) -> None:
    services = [a_service(number) for number in range(1200)]
    await put(database, *services)
    live = LiveCatalogue(database)
    await live.refresh()
    before = live.current
    dearer = [replace(service, rate=Decimal(7)) for service in services]
    async with database.read() as session:
        changes = compare(await sync.stored_list(session, 1), dearer)
    async with database.begin() as session:
        await sync.write(session, 1, changes, now=LATER, last_seen_at=NOW)
        await live.refresh()
        assert live.current is before
        async with database.read() as other:
            assert {it.service.rate for it in (await sync.stored_list(other, 1)).services} == {
                Decimal("0.9")
            }
    await live.refresh()
    assert {it.rate for it in live.current.categories[0].services} == {Decimal(7)}


def as_it_was(connection: Connection) -> None:
    """Make the tables of the version before this one, with a small catalogue in them."""
    run_migrations(connection, to="0004")
    connection.execute(
        text("INSERT INTO categories (name, platform, position) VALUES ('Likes', 'Other', 0)")
    )
    for number in range(3):
        connection.execute(
            text(
                "INSERT INTO services (provider_id, category_id, name, type, rate, minimum, "
                "maximum, refill, cancel, dripfeed, description, average_time, position, "
                "first_seen_at, gone_at) VALUES (:id, 1, :id, 'default', '1', 1, 10, 'yes', "
                "'yes', 'yes', '', '', :at, '2026-01-01 12:00:00', :gone)"
            ),
            {"id": str(number), "at": number, "gone": NOW if number == 2 else None},
        )


async def test_a_list_of_the_version_before_is_taken_over(empty: Database) -> None:
    await empty.run(as_it_was)
    await migrate(empty)
    async with empty.read() as session:
        stored = await sync.stored_list(session, 1)
        gone = await catalogue.get(session, 3)
    assert [(it.service.id, it.position) for it in stored.services] == [
        ("0", GAP),
        ("1", 2 * GAP),
        ("2", 3 * GAP),
    ]
    assert gone is not None
    assert gone.last_seen_at == gone.gone_at == NOW
    notice = [it.service for it in stored.services[:2]]
    assert await put(empty, notice[0], a_service(9, "Likes"), notice[1]) == 1
