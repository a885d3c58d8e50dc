"""Shapes that were made by buttons, and what stands beside what."""

from datetime import UTC, datetime
from decimal import Decimal

from bot.domain.catalogue import Hidden, Kind
from bot.domain.services import Service
from bot.domain.shaping import NO_SHAPES, FileShapes, Shape
from bot.storage import catalogue, panel, shapes
from bot.storage.engine import Database
from tests.stock import stock

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
FILE = FileShapes({"TikTok Likes": Shape(name="By file")}, {"2": Shape(pinned=True)})


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


async def put(database: Database, kind: Kind, wanted: dict[int, Shape]) -> int:
    """Shape something, and return the catalogue's version."""
    async with database.begin() as session:
        await shapes.put(session, kind, wanted, by=7, now=NOW)
    async with database.read() as session:
        return (await panel.look(session)).catalogue_version


async def test_shapes_come_back_and_add_up(database: Database) -> None:
    await stocked(database)
    assert await put(database, Kind.SERVICE, {1: Shape(hidden=True), 2: Shape(place=3)}) == 3
    assert await put(database, Kind.SERVICE, {1: Shape(name="Own")}) == 4
    assert await put(database, Kind.SERVICE, {1: Shape(name="Own"), 3: Shape()}) == 4
    async with database.read() as session:
        assert await shapes.of_buttons(session) == {
            (Kind.SERVICE, 1): Shape(hidden=True, name="Own"),
            (Kind.SERVICE, 2): Shape(place=3),
        }
    async with database.begin() as session:
        await shapes.forget(session, Kind.SERVICE, 1)
        await shapes.forget(session, Kind.SERVICE, 1)
    async with database.read() as session:
        assert list(await shapes.of_buttons(session)) == [(Kind.SERVICE, 2)]
        assert (await panel.look(session)).catalogue_version == 5


async def test_the_catalogue_is_in_the_shape_of_file_and_buttons(database: Database) -> None:
    await stocked(database)
    await put(database, Kind.SERVICE, {1: Shape(hidden=True)})
    await put(database, Kind.CATEGORY, {2: Shape(name="By button")})
    async with database.read() as session:
        found = await catalogue.load(session, FILE)
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
    await put(database, Kind.SERVICE, {1: Shape(hidden=True)})

    async def beside(kind: Kind, number: int) -> list[tuple[str, str, Shape]]:
        async with database.read() as session:
            found = await shapes.siblings(session, FILE, kind, number)
        return [(it.panel_name, it.where, it.shape) for it in found]

    assert await beside(Kind.SERVICE, 5) == [
        ("S1", "Instagram Likes", Shape(hidden=True)),
        ("S2", "Instagram Likes", Shape(pinned=True)),
        ("S5", "Instagram Likes", Shape()),
    ]
    assert [name for name, *_ in await beside(Kind.CATEGORY, 1)] == [
        "Instagram Likes",
        "Instagram Views",
    ]
    assert await beside(Kind.CATEGORY, 2) == [("TikTok Likes", "TikTok", Shape(name="By file"))]
    for kind, number in ((Kind.SERVICE, 6), (Kind.CATEGORY, 4), (Kind.SERVICE, 99)):
        assert await beside(kind, number) == []


async def test_without_a_file_there_is_none(database: Database) -> None:
    await stocked(database)
    async with database.read() as session:
        found = await catalogue.load(session, NO_SHAPES)
    assert (len(found.categories), found.hidden) == (3, ())
