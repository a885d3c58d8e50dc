"""What is searched for, links to a service, and what the search reads of a catalogue."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.search_terms import words_of
from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.search import Filters, Sort, index_of
from bot.catalogue.search.words import LONGEST_QUERY
from bot.core.telegram.buttons import MAX_BYTES, pack
from bot.core.telegram.deep_links import Start, link_to_service, start_of
from bot.orders.buttons import FormAction, OrderArea
from bot.orders.handlers.result_steps import FILTERS
from bot.orders.tables import Listing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  instagram \n followers\t30 ", "instagram followers 30"),
        ("likes 10.5k/day x.com", "likes 10.5k/day x.com"),
        ("a\u200bb\u202e\x00 \u2066", "ab"),
        ("https://www.instagram.com/name/?igsh=x", "Instagram"),
        ("t.me/channel", "Telegram"),
        ("https://example.com/page", ""),
        ("\u200b \u200d", ""),
        ("👍 !", ""),
        ("я" * 500, "я" * LONGEST_QUERY),
    ],
)
def test_the_words_of_a_text(text: str, words: str) -> None:
    assert words_of(text) == words


@given(st.text(max_size=300))
def test_words_can_be_shown_and_stored(text: str) -> None:
    words = words_of(text)
    assert len(words) <= LONGEST_QUERY
    assert words.isprintable()
    words.encode()


@given(st.integers(1, 10**18 - 1))
def test_a_link_leads_to_its_service(key: int) -> None:
    link = link_to_service("panel_demo_bot", key)
    start = "https://t.me/panel_demo_bot?start="
    assert link.startswith(start)
    payload = link.removeprefix(start)
    assert len(payload) <= 64
    assert start_of([payload]) == Start(key)


@pytest.mark.parametrize("args", [None, [], ["inline"], ["s_"], ["s_x"], ["s_²"], ["xs_1"], [""]])
def test_other_payloads_mean_no_service(args: list[str] | None) -> None:
    assert start_of(args) == Start()


@pytest.mark.parametrize(
    ("action", "argument"),
    [
        *((FormAction.LISTING, listing.value) for listing in Listing),
        *((FormAction.NARROW, name) for name in FILTERS),
        *((FormAction.SORT, sort.value) for sort in Sort),
    ],
)
def test_the_buttons_of_results_fit(action: FormAction, argument: str) -> None:
    assert len(pack(OrderArea.FORM, 2**53, 2**53, action, argument).encode()) <= MAX_BYTES


def test_a_catalogue_is_found_by_all_that_it_says() -> None:
    def service(key: int, kind: str, refill: Flag) -> Service:
        rate, minimum, maximum = Decimal(key), 1, 10
        found = (f"id-{key}", f"Goods {key}", kind, "Channel", rate, minimum, maximum, refill)
        return Service(*found, average_time="2 hours" if key == 2 else "", key=key)

    services = (service(1, "default", Flag.YES), service(2, "never heard of", Flag.NO))
    index = index_of(Catalogue.of(1, "USD", [Category(1, "Channel", "Telegram", services)]))
    assert index.search("telegram goods").total == 2
    assert index.search("id-2").keys == [2]
    assert index.search("goods", filters=Filters(refill=True)).keys == [1]
    assert index.search("goods", filters=Filters(orderable=True)).keys == [1]
    assert index.search("goods", sort=Sort.FASTEST).keys == [2, 1]
    assert len(index_of(Catalogue())) == 0
