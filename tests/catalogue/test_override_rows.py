"""Overrides that were made by buttons, and what stands beside what."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import select

from bot.catalogue.rules.catalogue import Hidden, Kind
from bot.catalogue.rules.overrides import NO_OVERRIDES, FileOverrides, Override
from bot.catalogue.rules.services import Service
from bot.catalogue.service import merging
from bot.catalogue.service import overrides as service
from bot.catalogue.service.loading import load
from bot.catalogue.store import overrides
from bot.catalogue.tables import MergedService, ServiceRow
from bot.core.database.engine import Database
from bot.panel.service import bot_state
from bot.panel.tables import Panel, PanelStatus
from tests.stock import stock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
FILE = FileOverrides({"TikTok Likes": Override(name="By file")}, {"2": Override(pinned=True)})


def a_service(number: int, category: str) -> Service:
    return Service(str(number), f"S{number}", "default", category, Decimal(1), 10, 100)


async def stocked(database: Database) -> None:
    listed = [
        a_service(1, "Instagram Likes"),
        a_service(2, "Instagram Likes"),
        a_service(3, "TikTok Likes"),
        a_service(4, "Instagram Views"),
        a_service(5, "Instagram Likes"),
    ]
    async with database.begin() as session:
        await stock(session, [*listed, a_service(6, "Instagram Plays")], NOW)
        await stock(session, listed, NOW)


async def put(database: Database, kind: Kind, expected: dict[int, Override]) -> int:
    """Override something, and return the catalogue's version."""
    async with database.begin() as session:
        await service.put(session, kind, expected, by=7, now=NOW)
    async with database.read() as session:
        return (await bot_state.get(session)).catalogue_version


async def test_overrides_come_back_and_add_up(database: Database) -> None:
    await stocked(database)
    assert await put(database, Kind.SERVICE, {1: Override(hidden=True), 2: Override(place=3)}) == 3
    assert await put(database, Kind.SERVICE, {1: Override(name="Own")}) == 4
    assert await put(database, Kind.SERVICE, {1: Override(name="Own"), 3: Override()}) == 4
    async with database.read() as session:
        assert await overrides.of_buttons(session) == {
            (Kind.SERVICE, 1): Override(hidden=True, name="Own"),
            (Kind.SERVICE, 2): Override(place=3),
        }
    async with database.begin() as session:
        await service.forget(session, Kind.SERVICE, 1)
        await service.forget(session, Kind.SERVICE, 1)
    async with database.read() as session:
        assert list(await overrides.of_buttons(session)) == [(Kind.SERVICE, 2)]
        assert (await bot_state.get(session)).catalogue_version == 5


async def test_the_catalogue_follows_file_and_buttons(database: Database) -> None:
    await stocked(database)
    await put(database, Kind.SERVICE, {1: Override(hidden=True)})
    await put(database, Kind.CATEGORY, {2: Override(name="By button")})
    async with database.read() as session:
        found = await load(session, FILE)
    assert [
        (category.name, [(service.name, service.pinned) for service in category.services])
        for category in found.categories
    ] == [
        ("Instagram Likes", [("S2", True), ("S5", False)]),
        ("By button", [("S3", False)]),
        ("Instagram Views", [("S4", False)]),
    ]
    assert found.hidden == [Hidden(Kind.SERVICE, 1, "S1")]
    assert (found.service(1), found.category_of(1)) == (None, None)


async def test_what_stands_beside_what(database: Database) -> None:
    await stocked(database)
    await put(database, Kind.SERVICE, {1: Override(hidden=True)})

    async def beside(kind: Kind, number: int) -> list[tuple[str, str, Override]]:
        async with database.read() as session:
            found = await overrides.siblings(session, FILE, kind, number)
        return [(it.panel_name, it.where, it.override) for it in found]

    assert await beside(Kind.SERVICE, 5) == [
        ("S1", "Instagram Likes", Override(hidden=True)),
        ("S2", "Instagram Likes", Override(pinned=True)),
        ("S5", "Instagram Likes", Override()),
    ]
    assert [name for name, *_ in await beside(Kind.CATEGORY, 1)] == [
        "Instagram Likes",
        "Instagram Views",
    ]
    assert await beside(Kind.CATEGORY, 2) == [("TikTok Likes", "TikTok", Override(name="By file"))]
    for kind, number in ((Kind.SERVICE, 6), (Kind.CATEGORY, 4), (Kind.SERVICE, 99)):
        assert await beside(kind, number) == []


async def test_what_is_bought_elsewhere_is_edited_as_it_is_shown(database: Database) -> None:
    async with database.begin() as session:
        panel = Panel(status=PanelStatus.ACTIVE, first_seen_at=NOW)
        session.add(panel)
        await session.flush()
        await stock(session, [a_service(1, "TikTok Likes"), a_service(2, "Instagram Likes")], NOW)
        theirs = [a_service(4, "Instagram Likes"), a_service(7, "TikTok Hearts")]
        await stock(session, theirs, NOW, panel_id=panel.id)
        keys = dict((await session.execute(select(ServiceRow.provider_id, ServiceRow.id))).all())
        session.add(MergedService(service_id=keys["1"], changed_at=NOW, changed_by=7))
        await session.flush()
        for number in ("1", "7"):
            row = await session.get_one(ServiceRow, keys[number])
            session.add(merging.source_of(row, keys["1"]))
        await session.flush()
        await stock(session, [a_service(2, "Instagram Likes")], NOW)

    async def edited() -> tuple[list[list[str]], list[list[str]]]:
        async with database.read() as session:
            shown = (await load(session)).categories
            found = [
                await overrides.siblings(session, NO_OVERRIDES, Kind.SERVICE, it.services[0].key)
                for it in shown
            ]
            for it in shown:
                assert await service.open_editor(session, NO_OVERRIDES, Kind.CATEGORY, it.id)
        return (
            [[its.name for its in it.services] for it in shown],
            [[its.name for its in beside] for beside in found],
        )

    assert await edited() == ([["S1"], ["S2", "S4"]],) * 2
    async with database.begin() as session:
        (await session.get_one(Panel, panel.id)).status = PanelStatus.PAUSED
    assert await edited() == ([["S2"]],) * 2


async def test_without_a_file_there_is_none(database: Database) -> None:
    await stocked(database)
    async with database.read() as session:
        found = await load(session, NO_OVERRIDES)
    assert (len(found.categories), found.hidden) == (3, ())
