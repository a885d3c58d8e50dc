"""Which services of different panels could be sold as one, and which only look like it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.platforms import platforms_in
from bot.catalogue.rules.services import Flag, Service, normalise_type
from bot.catalogue.rules.similar import Difference, Listed, likeness, suggestions
from bot.sandbox.panel.catalogue import friendly_services
from bot.sandbox.panel.offers import Offer, in_brackets, in_sentences

ONE = Service(
    "1",
    "",
    "default",
    "Services",
    Decimal(1),
    10,
    1_000_000,
    refill=Flag.UNKNOWN,
    cancel=Flag.NO,
    dripfeed=Flag.NO,
)


def listed(name: str, panel_id: int, key: int = 0, **fields: Any) -> Listed:
    service = replace(ONE, name=name, key=key or panel_id, panel_id=panel_id, **fields)
    return Listed.of(service, (platforms_in(name) or ["Other"])[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Instagram Followers [ Max 10M ] | %100 Old Accounts | Instant Start | 30 Days ♻️",
            "IG Followers ~ Old Accounts ~ 𝗥𝗘𝗙𝗜𝗟𝗟 30D ~ 50k-100k/days ⚡",
        ),
        (
            "Instagram Followers [ Max 300k ] [ Real Users - ww ] [ 30 Days Refill ]",
            "NEW - Instagram Real Followers | Speed 20K/D | [R30]",
        ),
        (
            "Youtube Subscribers [4k Max] [ Refill 30 Days] [30-50 P/D] [No Drop]",
            "YouTube Subscribers | Non-Drop | 1 Month Guarantee | Max: 8K | Start: 0-1 hr",
        ),
        (
            "Instagram Likes [ Speed: 20k/Per Hour ] [ HQ ] INSTANT",
            "Instagram Post Likes | High Quality | Super Fast 🔥 | S3",
        ),
        (
            "Instagram Followers [ Max 10K ] Brazil 🇧🇷 [ Refill: 60D ]",
            "Instagram Brazilian Followers 🇧🇷 | 60 Days Refill | 5K/Day",
        ),
        ("YouTube Watch Time 4,000 Hours | No Refill", "YT Watchtime 4000 hours [No Refill]"),
        ("TikTok Views [ Max Unlimited ] Ultra Fast", "Tik Tok Video Views - 10M/day"),
        ("Telegram Post Views [Last 5 Posts]", "Telegram Views | last 5 posts | ⚡ Instant"),
        ("Инстаграм подписчики | R30", "Instagram Followers [R30 ♻️]"),
        ("Instagram Followers | 365 Days Refill", "Instagram Followers 1 year refill"),
    ],
)
def test_the_same_offer_in_other_words(one: str, other: str) -> None:
    found = likeness(listed(one, 1), listed(other, 2))
    assert (found.differences, found.score >= 80) == ([], True)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Instagram Followers [R30]", "Instagram Followers [R60]", Difference.REFILL),
        (
            "Instagram Followers | 30 Days Refill",
            "Instagram Followers | No Refill",
            Difference.REFILL,
        ),
        ("Instagram Followers | Lifetime Refill", "Instagram Followers | R365", Difference.REFILL),
        ("Instagram Followers USA", "Instagram Followers", Difference.COUNTRY),
        ("Instagram Followers 🇹🇷", "Instagram Followers 🇧🇷", Difference.COUNTRY),
        ("Instagram Followers Arab", "Instagram Followers India", Difference.COUNTRY),
        ("Instagram Followers HQ", "Instagram Followers LQ", Difference.QUALITY),
        ("Instagram Followers [Real]", "Instagram Followers", Difference.QUALITY),
        ("Instagram Followers Non Drop", "Instagram Followers Low Drop", Difference.QUALITY),
        ("Instagram Female Likes", "Instagram Male Likes", Difference.QUALITY),
        ("Instagram Likes", "Instagram Comment Likes", Difference.GOODS),
        ("Instagram Likes", "Instagram Likes + Views", Difference.GOODS),
        ("Instagram Views", "Instagram Story Views", Difference.TARGET),
        ("Instagram Reels Views", "Instagram Views", Difference.TARGET),
        ("Telegram Channel Members", "Telegram Group Members", Difference.TARGET),
        ("Instagram Likes", "Instagram Auto Likes", Difference.TARGET),
        ("YouTube Views", "YouTube Live Views", Difference.TARGET),
        ("YouTube Views Retention 60%", "YouTube Views Retention 20%", Difference.NUMBERS),
        ("Telegram Views Last 5 Posts", "Telegram Views Last 50 Posts", Difference.NUMBERS),
        (
            "Telegram Premium Members 7 Days",
            "Telegram Premium Members 30 Days",
            Difference.NUMBERS,
        ),
        ("YouTube Live Viewers 30 Minutes", "YouTube Live Viewers 60 Minutes", Difference.NUMBERS),
        ("Instagram Followers", "TikTok Followers", Difference.PLATFORM),
        ("Spotify Plays Rock Fans Lounge", "Spotify Plays Chart Boost Weeks", Difference.WORDS),
    ],
)
def test_what_only_looks_alike(one: str, other: str, why: Difference) -> None:
    found = likeness(listed(one, 1), listed(other, 2))
    assert why in found.differences
    assert suggestions([listed(one, 1), listed(other, 2)]) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"type": "package"}, Difference.TYPE),
        ({"cancel": Flag.YES}, Difference.CANCEL),
        ({"dripfeed": Flag.YES}, Difference.DRIPFEED),
        ({"minimum": 2_000_000, "maximum": 3_000_000}, Difference.LIMITS),
        ({"refill": Flag.YES}, Difference.REFILL),
    ],
)
def test_what_the_lists_say_besides_the_name(fields: dict[str, Any], why: Difference) -> None:
    one, other = listed("Instagram Likes", 1), listed("Instagram Likes", 2, **fields)
    assert likeness(one, other).differences == [why]
    assert suggestions([one, other]) == []


def test_what_is_not_stated_is_no_promise() -> None:
    other = listed("Instagram Likes", 2, cancel=Flag.UNKNOWN, dripfeed=Flag.UNKNOWN)
    assert likeness(listed("Instagram Likes", 1), other).differences == []


def test_two_of_one_panel_are_not_merged() -> None:
    found = [listed("Instagram Likes", 1, 1), listed("Instagram Likes", 1, 2)]
    assert likeness(*found).differences == [Difference.PANEL]
    assert suggestions(found) == []


def test_the_name_of_the_panel_counts_not_the_owners() -> None:
    one = listed("Our best ones", 1, panel_name="Instagram Likes HQ")
    other = replace(listed("Instagram Likes HQ", 2), platform=one.platform)
    assert likeness(one, other).differences == []


def test_a_bare_limit_is_no_number_of_the_offer() -> None:
    one = listed("Instagram Likes [10K]", 1, maximum=10_000)
    assert likeness(one, listed("Instagram Likes [20K]", 2, maximum=20_000)).differences == []
    package = listed("Instagram Likes 10 posts", 1, maximum=10)
    other = listed("Instagram Likes 20 posts", 2, minimum=1, maximum=20)
    assert likeness(package, other).differences == [Difference.NUMBERS]


def test_each_is_suggested_with_the_one_most_like_it() -> None:
    mine = listed("Instagram Followers Galaxy Gold", 1, 1)
    near = listed("Instagram Followers Galaxy", 2, 2)
    exact = listed("Instagram Followers | Galaxy Gold | Fast", 2, 3)
    third = listed("Instagram Followers Gold", 3, 4)
    found = suggestions([near, third, mine, exact])
    assert _keys(found) == [(1, 3), (1, 4), (2, 4)]


OFFERS = [
    (panel_id, it) for panel_id, its in ((2, in_brackets()), (3, in_sentences())) for it in its
]


def of_sandbox(panel_id: int, row: dict[str, Any]) -> Listed:
    """Return a row of a sandbox panel's list."""
    refill, cancel, dripfeed = (
        Flag.YES if row[name] else Flag.NO for name in ("refill", "cancel", "dripfeed")
    )
    service = Service(
        str(row["service"]),
        row["name"],
        normalise_type(row["type"]),
        row["category"],
        Decimal(row["rate"]),
        int(row["min"]),
        int(row["max"]),
        refill,
        cancel,
        dripfeed,
        row.get("desc", ""),
        key=panel_id * 1000 + int(row["service"]),
        panel_id=panel_id,
    )
    platform = (platforms_in(f"{row['category']} {row['name']}") or ["Other"])[0]
    return Listed.of(service, platform)


@pytest.mark.parametrize(
    ("panel_id", "offer"), [it for it in OFFERS if it[1].like], ids=lambda it: str(it)[:40]
)
def test_offers_of_the_sandbox_panels(panel_id: int, offer: Offer) -> None:
    (model,) = (it for it in friendly_services() if it["service"] == offer.like)
    found = likeness(of_sandbox(1, model), of_sandbox(panel_id, offer.service))
    assert (not found.differences) is offer.is_same, found


def test_the_sandbox_panels_are_merged_as_they_should_be() -> None:
    first = [of_sandbox(1, it) for it in friendly_services()]
    others = [of_sandbox(panel_id, it.service) for panel_id, it in OFFERS]
    found = {
        tuple(sorted((it.one.service.key, it.other.service.key)))
        for it in suggestions([*first, *others])
        if 1 in {it.one.panel_id, it.other.panel_id}
    }
    assert found == {
        (1000 + (it.like or 0), panel_id * 1000 + it.service["service"])
        for panel_id, it in OFFERS
        if it.is_same
    }


_PARTS = ("HQ", "Real", "R30", "No Refill", "USA", "Max 10K", "🇧🇷", "S7", "Galaxy", "5 posts", "♻️")
_LISTS = st.lists(
    st.builds(
        lambda parts, panel_id, cancel: (
            " | ".join(["Instagram Likes", *parts]),
            panel_id,
            cancel,
        ),
        st.lists(st.sampled_from(_PARTS), max_size=3),
        st.integers(1, 3),
        st.sampled_from(Flag),
    ),
    max_size=12,
)


@given(_LISTS, st.randoms(use_true_random=False))
def test_suggestions_keep_every_promise(
    rows: Sequence[tuple[str, int, Flag]], draw: random.Random
) -> None:
    services = [listed(name, panel, 1 + n, cancel=it) for n, (name, panel, it) in enumerate(rows)]
    found = suggestions(services)
    ends = [(it.one.service.key, it.other.panel_id) for it in found]
    ends += [(it.other.service.key, it.one.panel_id) for it in found]
    assert len(ends) == len(set(ends))
    for it in found:
        there, back = likeness(it.one, it.other), likeness(it.other, it.one)
        assert (there.differences, there.score) == ([], it.score) == (back.differences, back.score)
    draw.shuffle(services)
    again = suggestions(services)
    assert _keys(again) == _keys(found)


def _keys(found: Sequence[Any]) -> list[tuple[int, ...]]:
    return sorted(tuple(sorted((it.one.service.key, it.other.service.key))) for it in found)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_names_can_be_compared(one: str, other: str) -> None:
    first, second = listed(one, 1), listed(other, 2)
    assert set(likeness(first, second).differences) == set(likeness(second, first).differences)
    assert likeness(first, listed(one, 2)).differences == []
