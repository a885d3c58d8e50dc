"""Two or three services side by side, chosen by taps on a card or in a list."""

import pytest

from bot.core.telegram import columns
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service
from tests.ordering import labels, number_of, open_service
from tests.proof import proof


async def tap(chat: ChatClient, button: str, shown: str) -> Message:
    since = chat.mark()
    await chat.tap(button)
    return await chat.wait_for(shown, since=since)


async def test_from_a_card_to_two_side_by_side(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    listed = await tap(chat, "🆚 Compare", "Choose two or three services")
    assert "✓ 1 · Instagram Followers [Real]" in labels(listed)
    shown = await tap(chat, number_of(listed, "[Drip]"), "Comparison")
    assert shown.text.splitlines() == [
        "🆚 Comparison",
        "1. Instagram Followers [Real]",
        "2. Instagram Followers [Drip]",
        "",
        "     1       2",
        "Price",
        " $0.90   $0.90",
        "Minimum",
        "   100     100",
        "Maximum",
        "10,000  10,000",
        "Refill",
        "     ✓       –",
        "Can be canceled",
        "     ✓       –",
        "Drip-feed",
        "     –       ✓",
    ]
    card = await tap(chat, "Open 2", "ID 2")
    assert "🛒 Order" in labels(card)
    await tap(chat, "Back", "Comparison")
    listed = await tap(chat, "Back", "Choose a service")
    assert "🆚 Compare" in labels(listed)
    assert not [label for label in labels(listed) if label.startswith("✓")]
    assert bench.added() == []


@proof
async def test_three_from_a_search(bench: Bench, chat: ChatClient) -> None:
    del bench
    since = chat.mark()
    await chat.say("instagram")
    await chat.wait_for("🔎", since=since)
    listed = await tap(chat, "🆚 Compare", "Choose two or three services")
    listed = await tap(chat, number_of(listed, "[Real]"), "Choose two or three services")
    await tap(chat, number_of(listed, "Likes"), "Comparison")
    listed = await tap(chat, "Add another", "Choose two or three services")
    shown = await tap(chat, number_of(listed, "[Drip]"), "Comparison")
    assert "3. Instagram Followers [Drip]" in shown.text
    assert "+ Add another" not in labels(shown)
    await tap(chat, "Back", "🔎")


@proof
async def test_a_choice_is_taken_back_and_choosing_ends(bench: Bench, chat: ChatClient) -> None:
    del bench
    await open_service(chat, "Instagram", "Followers", "[Real]")
    listed = await tap(chat, "🆚 Compare", "Choose two or three services")
    listed = await tap(chat, number_of(listed, "[Real]"), "Choose two or three services")
    assert "1 · Instagram Followers [Real]" in labels(listed)
    listed = await tap(chat, "Stop comparing", "Choose a service")
    await tap(chat, number_of(listed, "[Real]"), "ID 1")


@proof
async def test_what_is_compared_may_go_off_sale(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    listed = await tap(chat, "🆚 Compare", "Choose two or three services")
    bench.panel.services[:] = [it for it in bench.panel.services if it["service"] != 1]
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    await tap(chat, number_of(listed, "[Drip]"), "no longer in the catalogue")
    assert bench.added() == []


@pytest.mark.parametrize(
    ("text", "columns_taken"),
    [
        ("abc", 3),
        ("日本", 4),
        ("👨‍👩‍👧‍👦", 2),
        ("🇺🇸", 2),
        ("é", 1),
        ("❤️", 2),
        ("हिन्दी", 2),
        ("\u200e", 0),
    ],
)
def test_a_text_is_as_wide_as_it_is_seen(text: str, columns_taken: int) -> None:
    assert columns.width(text) == columns_taken


@pytest.mark.parametrize(
    ("text", "most", "fitted"),
    [
        ("Followers", 9, "Followers"),
        ("Followers", 8, "Followe…"),
        ("日本語版", 8, "日本語版"),
        ("日本語版", 7, "日本語…"),
        ("日本語版", 6, "日本…"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦…"),
    ],
)
def test_a_text_is_cut_between_signs(text: str, most: int, fitted: str) -> None:
    assert columns.fit(text, most) == fitted


def test_what_is_too_wide_for_a_phone_is_no_table() -> None:
    assert columns.aligned([["1" * 10, "2" * 10, "3" * 8]]) == ["1111111111 2222222222 33333333"]
    assert columns.aligned([["1" * 10, "2" * 10, "3" * 9]]) is None


@proof
async def test_names_that_are_alike_or_long_are_lines(bench: Bench) -> None:
    long = "Instagram Followers Worldwide Guaranteed"
    bench.panel.services[:] = [service(n, f"{long} {n}") for n in (1, 2)]
    await bench.start()
    chat = bench.private()
    await chat.say("/services")
    await chat.tap("Instagram Followers")
    listed = await chat.wait_for("Choose a service")
    assert labels(listed)[:2] == ["1", "2"]
    assert f"1. {long} 1\n2. {long} 2\n" in listed.text


async def test_columns_line_up_and_say_what_differs(bench: Bench) -> None:
    bench.panel.services[:] = [
        service(1, "Cheap", rate="0.0063", average_time="52 minutes", refill=False),
        service(2, "Dear [30 Days Refill]", rate="12.5", average_time="3 days"),
        service(3, "Lifetime refill", rate="1", average_time="5 hours"),
    ]
    await bench.start()
    chat = bench.private()
    await chat.say("/services")
    await chat.tap("Instagram Followers")
    listed = await chat.wait_for("Choose a service")
    assert listed.text.splitlines()[-4:] == [
        "price · average time · refill",
        "1.  $0.0063  52m    –",
        "2.   $12.50   3d  30d",
        "3.    $1.00   5h    ∞",
    ]
