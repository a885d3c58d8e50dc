"""What is typed to a form is never lost, and never taken for what it may not be."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, until
from tests.ordering import LINK, fill_default, labels, open_service
from tests.proof import first_quick, proof

TOO_FEW = "is too few. Send a quantity from 100"


async def asked_for_link(chat: ChatClient, name: str = "[Real]") -> Message:
    since = chat.mark()
    category = "Likes" if "Likes" in name else "Followers"
    await open_service(chat, "Instagram", category, name)
    await chat.tap("🛒 Order")
    return await chat.wait_for("Send the link", since=since)


async def said(chat: ChatClient, text: str, answer: str) -> Message:
    since = chat.mark()
    await chat.say(text)
    return await chat.wait_for(answer, since=since)


async def sent(bench: Bench, chat: ChatClient) -> tuple[str, str]:
    """Confirm, and return the link and the quantity that the panel was sent."""
    since, before = chat.mark(), len(bench.added())
    await chat.tap("Confirm")
    await until(lambda: len(bench.added()) > before)
    await chat.wait_for("Number at the panel", since=since)
    return bench.added()[-1]["link"], bench.added()[-1]["quantity"]


@pytest.mark.parametrize("word", first_quick(1, ["hello", "thanks", "Thanks!"]))
async def test_a_word_is_asked_about(bench: Bench, chat: ChatClient, word: str) -> None:
    await asked_for_link(chat)
    name = word.strip("!")
    asked = await said(chat, word, f"instagram.com/{name}, right?")
    assert labels(asked)[:2] == ["✅ Yes", "✕ No"]
    since = chat.mark()
    await chat.tap("No", message=asked)
    again = await chat.wait_for("Send the link", since=since)
    assert "right?" not in again.text
    asked = await said(chat, word, "right?")
    since = chat.mark()
    await chat.tap("Yes", message=asked)
    shown = await chat.wait_for("quantity", since=since)
    assert f"🔗 https://www.instagram.com/{name}/" in shown.text
    assert bench.added() == []


async def test_yes_and_no_may_be_typed(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    await said(chat, "hello", "instagram.com/hello, right?")
    again = await said(chat, "No", "Send the link")
    assert "right?" not in again.text
    await said(chat, "nasa", "instagram.com/nasa, right?")
    await said(chat, "yes!", "quantity")
    await said(chat, "1000", "Total")
    assert await sent(bench, chat) == ("https://www.instagram.com/nasa/", "1000")


async def test_a_number_may_be_the_quantity_or_a_name(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    asked = await said(chat, "1k", "What did you mean?")
    assert labels(asked)[:3] == ["🔢 Quantity: 1,000", "🔗 instagram.com/1k", "✕ Neither"]
    since = chat.mark()
    await chat.tap("Quantity", message=asked)
    again = await chat.wait_for("Send the link", since=since)
    assert "What did you mean" not in again.text
    summary = await said(chat, LINK, "Total: $0.90")
    assert "Quantity: 1,000" in summary.text
    assert await sent(bench, chat) == (LINK, "1000")


async def test_a_quantity_that_comes_first_has_its_limits(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    asked = await said(chat, "7 please", "Is 7 the quantity?")
    since = chat.mark()
    await chat.tap("Yes", message=asked)
    refused = await chat.wait_for(f"7 {TOO_FEW}", since=since)
    assert "Send the link" in refused.text
    await said(chat, LINK, "🔢 Send the quantity")
    assert bench.added() == []


@proof
async def test_two_taps_and_late_ones_take_a_guess_once(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    asked = await said(chat, "hello", "right?")
    yes, no = (button.data or "" for button in asked.buttons[0])
    await chat.press(asked, yes, wait=False)
    again = await chat.press(asked, yes)
    assert again is not None
    assert again.text == "This button is out of date."
    await said(chat, "1000", "Total")
    for data in (no, yes):
        late = await chat.press(asked, data)
        assert late is not None
        assert late.text == "This button is out of date."
    assert await sent(bench, chat) == ("https://www.instagram.com/hello/", "1000")


@pytest.mark.parametrize(
    ("text", "link"),
    first_quick(
        1,
        [
            ("my profile is instagram.com/nasa please", "https://www.instagram.com/nasa"),
            ("Here: www.instagram.com/p/AbC/, thanks!", "https://www.instagram.com/p/AbC/"),
            ("look https://www.instagram.com/p/AbC/ 🔥", "https://www.instagram.com/p/AbC/"),
        ],
    ),
)
async def test_a_link_among_words_is_understood(
    bench: Bench, chat: ChatClient, text: str, link: str
) -> None:
    await asked_for_link(chat)
    shown = await said(chat, text, "Send the quantity")
    assert f"🔗 {link}" in shown.text
    assert bench.added() == []


async def test_a_name_or_a_website_among_words_is_asked_about(
    bench: Bench, chat: ChatClient
) -> None:
    await asked_for_link(chat)
    await said(chat, "thanks @john", "instagram.com/john, right?")
    await said(chat, "it is on www.example.org/x now", "example.org/x, right?")
    await said(chat, "see you tomorrow", "Send one link")
    assert bench.added() == []


@proof
async def test_a_forwarded_post_is_asked_about(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    since = chat.mark()
    await chat.forward("Look at this", channel="news", number=42)
    asked = await chat.wait_for("t.me/news/42, right?", since=since)
    since = chat.mark()
    await chat.tap("No", message=asked)
    await chat.wait_for("Send the link", since=since)
    since = chat.mark()
    await chat.forward("New: https://www.instagram.com/p/AbC/", channel="news", number=43)
    await chat.wait_for("🔗 https://www.instagram.com/p/AbC/", since=since)
    assert bench.added() == []


@pytest.mark.parametrize(
    "typed", first_quick(1, ["1500 followers", "1.5k please", "1 500, thank you 🙏"])
)
async def test_a_quantity_in_words(bench: Bench, chat: ChatClient, typed: str) -> None:
    await asked_for_link(chat)
    await said(chat, LINK, "Send the quantity")
    await said(chat, typed, "Total: $1.35")
    assert await sent(bench, chat) == (LINK, "1500")


async def test_a_link_at_the_quantity_replaces_the_first(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    await said(chat, "https://www.instagram.com/wrong/", "Send the quantity")
    await said(chat, f"sorry, {LINK}", f"🔗 {LINK}")
    await said(chat, "hello", "Send a whole number")
    await said(chat, "1000", "Total")
    assert await sent(bench, chat) == (LINK, "1000")


@proof
async def test_a_preset_says_what_it_costs(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    shown = await said(chat, LINK, "Send the quantity")
    assert labels(shown)[:4] == ["500 · $0.45", "1,000 · $0.90", "2,000 · $1.80", "5,000 · $4.50"]
    since = chat.mark()
    await chat.tap("2,000 · $1.80", message=shown)
    await chat.wait_for("Total: $1.80", since=since)
    assert await sent(bench, chat) == (LINK, "2000")


async def test_a_number_on_the_summary_is_a_quantity(bench: Bench, chat: ChatClient) -> None:
    former = await fill_default(chat)
    confirm = former.buttons[0][0].data
    summary = await said(chat, "make it 2000", "Total: $1.80")
    assert summary.message_id > former.message_id
    await said(chat, "7", f"7 {TOO_FEW}")
    summary = await said(chat, "2k", "Total: $1.80")
    late = await chat.press(former, confirm or "")
    assert late is not None
    assert late.text == "This button is out of date."
    assert bench.added() == []
    assert await sent(bench, chat) == (LINK, "2000")


async def test_a_number_that_is_no_quantity_says_what_is_allowed(
    bench: Bench, chat: ChatClient
) -> None:
    allowed = "Send a whole number from 100 to 10,000."
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await said(chat, "0", allowed)  # on the card
    await chat.tap("🛒 Order")
    await said(chat, LINK, "Send the quantity")
    for typed in ("0", "٠", "-5", "0.5", "soon"):
        shown = await said(chat, typed, allowed)
        assert "Send the quantity, from 100 to 10,000" in shown.text
    await said(chat, "1000", "Total: $0.90")
    for typed in ("0", "-5", "0.5"):
        shown = await said(chat, typed, allowed)
        assert "Total: $0.90" in shown.text
    assert bench.added() == []
    assert await sent(bench, chat) == (LINK, "1000")


@proof
async def test_a_number_of_runs_that_is_none_says_what_is_allowed(
    bench: Bench, chat: ChatClient
) -> None:
    del bench
    await open_service(chat, "Instagram", "Followers", "[Drip]")
    await chat.tap("🛒 Order")
    await said(chat, LINK, "Send the quantity")
    await said(chat, "1000", "Total")
    since = chat.mark()
    await chat.tap("Drip-feed")
    await chat.wait_for("How many runs?", since=since)
    for typed in ("0", "1", "-5", "2.5", "many"):
        await said(chat, typed, "Send a number of runs from 2 to 1,000.")
    await said(chat, "2", "How many minutes between two runs?")
    for typed in ("0", "-1", "0.5", "an hour"):
        await said(chat, typed, "Send from 1 to 10,080 minutes.")


@proof
async def test_a_number_on_another_summary_changes_nothing(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "TikTok", "TikTok", "Starter pack")
    await chat.tap("🛒 Order")
    await chat.wait_for("Send the link")
    await said(chat, "https://www.tiktok.com/@example", "Total: $5.00")
    await said(chat, "1000", "Use the buttons of the form above")
    assert bench.added() == []


async def test_a_quantity_beside_the_link_is_not_lost(bench: Bench, chat: ChatClient) -> None:
    await asked_for_link(chat)
    await said(chat, f"{LINK} 1000 please", "Total: $0.90")
    assert await sent(bench, chat) == (LINK, "1000")
    await asked_for_link(chat)
    shown = await said(chat, "7 for instagram.com/other", f"7 {TOO_FEW}")
    assert "🔗 https://www.instagram.com/other" in shown.text
    await said(chat, f"{LINK} and 2k", "Total: $1.80")
    assert await sent(bench, chat) == (LINK, "2000")
