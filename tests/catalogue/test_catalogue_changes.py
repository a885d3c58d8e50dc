"""What a panel's list changes in the stored one: what is written, and what owners are told."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.changes import (
    Changes,
    Headline,
    News,
    StoredCategory,
    StoredList,
    StoredService,
    compare,
)
from bot.catalogue.rules.services import Service

SERVICES = st.lists(
    st.builds(
        Service,
        id=st.sampled_from("abcdefgh"),
        name=st.sampled_from(["One", "Two"]),
        type=st.just("default"),
        category=st.sampled_from(["Likes", "Views", "──"]),
        rate=st.sampled_from([Decimal("0.9"), Decimal("1.20")]),
        minimum=st.just(1),
        maximum=st.sampled_from([10, 20]),
    ),
    max_size=10,
)


def service(number: str, rate: str = "0.90", maximum: int = 100) -> Service:
    return Service(number, f"S{number}", "default", "Likes", Decimal(rate), 10, maximum)


def written(stored: StoredList, changes: Changes) -> StoredList:
    """Return what is stored after changes are written down, as storage does it."""
    numbers = count(len(stored.services) + len(stored.categories) + 1)
    categories = {it.name: it for it in stored.categories}
    for category in changes.categories:
        categories[category.name] = replace(category, id=category.id or next(numbers))
    services = {it.service.key: it for it in stored.services}
    for new, position in changes.new:
        key = next(numbers)
        services[key] = StoredService(replace(new, key=key), position)
    for was, now, position in changes.changed:
        services[was.key] = StoredService(replace(now, key=was.key), position)
    for key, position in changes.moved:
        services[key] = replace(services[key], position=position)
    for gone in changes.gone:
        services[gone.key] = replace(services[gone.key], is_gone=True)
    return StoredList(0, tuple(categories.values()), tuple(services.values()))


def on_sale(stored: StoredList) -> list[Service]:
    shown = [it for it in stored.services if not it.is_gone]
    return [it.service for it in sorted(shown, key=lambda it: it.position)]


@given(st.lists(SERVICES, min_size=1, max_size=4))
def test_the_stored_list_becomes_the_panels_however_it_changes(lists: list[list[Service]]) -> None:
    stored = StoredList(0)
    for services in lists:
        changes = compare(stored, services)
        stored = written(stored, changes)
        unique = {it.id: it for it in reversed(services)}
        expected = [unique.pop(it.id) for it in services if it.id in unique]
        assert on_sale(stored) == expected
        placed = {it.name: it.position for it in stored.categories}
        named = list(dict.fromkeys(it.category for it in expected))
        assert named == sorted(named, key=lambda name: placed[name])
        again = compare(stored, services)
        assert not again
        assert again.headlines == []


def stored_list(*services: Service, gone: tuple[Service, ...] = ()) -> StoredList:
    stored = written(StoredList(0), compare(StoredList(0), [*services, *gone]))
    return written(stored, compare(stored, services))


def notices(before: StoredList, *services: Service) -> list[tuple[str, str]]:
    return [(it.news, it.id) for it in compare(before, services).headlines]


def test_owners_are_notified_of_what_matters() -> None:
    before = stored_list(service("1"), service("2"), service("3"), gone=(service("4"),))
    after = (service("1", "1.20"), service("2", "0.80", 50), service("4"), service("5"))
    assert notices(before, *after) == [
        (News.NEW, "5"),
        (News.GONE, "3"),
        (News.DEARER, "1"),
        (News.CHEAPER, "2"),
        (News.LIMITS, "2"),
        (News.BACK, "4"),
    ]


@pytest.mark.parametrize(
    ("rates", "falls"),
    [
        (("0.09", "0.09", "0.90", "0.90"), True),  # half of them, to a tenth
        (("0.009", "0.90", "0.90", "0.90"), False),
        (("0.10", "0.10", "0.10", "0.10"), False),
        (("90", "90", "90", "90"), False),
        (("0.009",), True),  # the others are gone
    ],
)
def test_prices_that_fall_together_are_noticed(rates: tuple[str, ...], falls: bool) -> None:
    before = stored_list(*(service(str(at)) for at in range(4)), gone=(service("9"),))
    after = [service(str(at), rate) for at, rate in enumerate(rates)]
    changes = compare(before, [*after, service("8", "0.001"), service("9", "0.001")])
    assert changes.is_price_fall is falls


def test_a_first_list_falls_from_nothing() -> None:
    assert not compare(StoredList(0), [service("1", "0.001")]).is_price_fall


def test_a_headline_holds_what_was_and_what_is() -> None:
    (line,) = compare(stored_list(service("1")), [service("1", "1.20")]).headlines
    assert line == Headline("dearer", "1", "S1", "Likes", ("0.90", "1.20"), (10, 10), (100, 100))


def test_other_words_are_written_and_no_news() -> None:
    before = stored_list(service("1"))
    changes = compare(before, [replace(service("1"), description="New", average_time="1 h")])
    assert (len(changes.changed), changes.headlines) == (1, [])


def test_a_new_one_in_front_is_the_only_row() -> None:
    before = stored_list(*(service(str(number)) for number in range(1000)))
    changes = compare(before, [service("new"), *(service(str(n)) for n in range(1000))])
    assert (len(changes.new), changes.changed, changes.moved) == (1, [], [])
    assert not changes.categories


def test_the_platform_of_a_category_is_found_in_its_name_or_its_first_service() -> None:
    services = [
        replace(service("1"), category="TikTok Likes"),
        replace(service("2"), category="──", name="Instagram Likes"),
        replace(service("3"), category="??"),
    ]
    changes = compare(StoredList(0), services)
    assert [(it.name, it.platform) for it in changes.categories] == [
        ("TikTok Likes", "TikTok"),
        ("──", "Instagram"),
        ("??", "Other"),
    ]
    known = StoredCategory(7, "──", "Other", changes.categories[1].position)
    better = compare(StoredList(0, (known,)), services[1:2]).categories
    assert [(it.id, it.platform) for it in better] == [(7, "Instagram")]
