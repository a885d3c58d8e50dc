"""The part of the catalogue that a group may order from, and its search."""

from decimal import Decimal
from pathlib import Path

from bot.catalogue.live import LiveCatalogue
from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.search import Filters, index_of
from bot.core.database.engine import Database


def a_service(key: int, name: str, category: str) -> Service:
    return Service(
        id=str(100 + key),
        name=name,
        type="Default",
        category=category,
        rate=Decimal(1),
        minimum=1,
        maximum=9,
        refill=Flag.YES,
        cancel=Flag.NO,
        dripfeed=Flag.NO,
        key=key,
    )


def a_category(number: int, name: str, platform: str) -> Category:
    found = [a_service(number * 10 + at, f"{name} followers {at}", name) for at in (1, 2)]
    return Category(number, name, platform, found)


WHOLE = Catalogue.of(
    3,
    "USD",
    [a_category(1, "Insta", "Instagram"), a_category(2, "Tik", "TikTok"), a_category(3, "X", "X")],
)


def test_a_part_of_the_catalogue_has_nothing_else() -> None:
    part = WHOLE.only({1, 3, 99})
    assert [category.id for category in part.categories] == [1, 3]
    assert [platform.name for platform in part.platforms] == ["Instagram", "X"]
    assert (part.version, part.currency) == (3, "USD")
    assert part.service(11) is WHOLE.service(11)
    assert (part.service(21), part.category(2), part.category_of(21)) == (None, None, None)
    assert WHOLE.only(()).categories == ()


def test_only_a_part_is_found() -> None:
    index = index_of(WHOLE)
    part = index.only({11, 31})
    assert sorted(index.search("followers").keys) == [11, 12, 21, 22, 31, 32]
    assert sorted(part.search("followers").keys) == [11, 31]
    assert part.search("followers", filters=Filters(refill=True)).total == 2
    assert list(part.search("121").keys) == []  # the id of one that is not in it
    assert list(part.search("followers", filters=Filters(platform="TikTok")).keys) == []
    assert list(index.only(()).search().keys) == []
    assert index.search("followers").total == 6


async def test_a_part_is_made_once_until_the_catalogue_changes(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    live = LiveCatalogue(database)
    live.current, live.index = WHOLE, index_of(WHOLE)
    whole = live.only(None)
    assert (whole.catalogue, whole.index) == (live.current, live.index)
    part = live.only([1, 3])
    assert live.only([1, 3]) is part
    assert live.only([1]) is not part
    assert [category.id for category in part.catalogue.categories] == [1, 3]
    live.current = WHOLE.only({2, 3})
    assert [category.id for category in live.only([1, 3]).catalogue.categories] == [3]
    await database.close()
