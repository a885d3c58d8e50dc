"""Inline mode: `@bot words` in any chat, by who may order and by who may not."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from sqlmodel import select

from bot.core.access.tables import Chat as StoredChat
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.inline import Offer
from bot.sandbox.telegram.model import Chat, Person
from tests.conftest import Bench, service
from tests.core.test_hostile import dead_letter
from tests.ordering import open_service, order_default
from tests.proof import first_quick


def titles(offer: Offer) -> list[str]:
    return [result.title for result in offer.results]


@pytest.fixture
async def max_(bench: Bench) -> Person:
    return bench.playground.world.add_person("Max")


@pytest.fixture
async def elsewhere(bench: Bench, max_: Person) -> Chat:
    """Return a group that the bot is not in."""
    world = bench.playground.world
    return world.groups.add("Elsewhere", members=[max_, bench.owner], with_bot=False)


async def test_a_service_is_sent_anywhere_and_leads_to_its_form(
    bench: Bench, max_: Person, elsewhere: Chat
) -> None:
    await bench.start()
    chat = bench.in_group(max_, elsewhere)
    offer = await chat.inline("instagram folowers")
    assert titles(offer) == ["Instagram Followers [Real]", "Instagram Followers [Drip]"]
    assert offer.results[0].description == "$0.90 per 1000 · From 100 to 10,000"
    assert (offer.next_offset, offer.button) == ("", None)
    sent = await chat.pick(offer, "[Drip]")
    assert sent.sender is max_
    assert "💵 $0.90 per 1000" in sent.text
    assert sent.text.endswith("ID 2")
    owner = bench.in_group(bench.owner, elsewhere)
    await owner.follow("🛒 Order", sent)
    card = await bench.private().wait_for("ID 2")
    assert "Instagram Followers [Drip]" in card.text
    assert len(elsewhere.messages) == 1


async def test_a_link_is_asked_about_anywhere_and_leads_to_its_order(
    bench: Bench, max_: Person, elsewhere: Chat
) -> None:
    await bench.start()
    link = "https://www.instagram.com/p/AbCdEfGhIjK/"
    offer = await bench.in_group(max_, elsewhere).inline(f"{link}?igsh=abc likes")
    assert titles(offer) == ["Instagram Likes"]
    sent = await bench.in_group(max_, elsewhere).pick(offer, "Likes")
    assert sent.text.endswith(f"🔗 {link}")
    chat = bench.private(max_)
    await chat.follow("🛒 Order", sent)
    asked = await chat.wait_for("Send the quantity")
    assert "Instagram Likes" in asked.text
    await chat.say("500")
    summary = await chat.wait_for("Total")
    assert "Link: https://www.instagram.com/p/AbCdEfGhIjK" in summary.text
    assert bench.added() == []


async def test_other_programs_open_the_bot_for_a_link(bench: Bench, chat: ChatClient) -> None:
    written = urlsafe_b64encode(b"https://t.me/durov/1").decode().rstrip("=")
    await chat.say(f"/start l_{written}")
    await chat.wait_for("No service fits this link")
    await chat.say("/start l_AAAA")  # nothing that can be read
    await chat.wait_for("Hello, Olivia")
    assert await dead_letter(bench) == []


async def test_without_words_quick_picks_come_first(bench: Bench, max_: Person) -> None:
    await bench.start()
    chat = bench.private(max_)
    assert titles(await chat.inline("")) == [
        "Instagram Followers [Real]",
        "Instagram Followers [Drip]",
        "Instagram Likes",
        "Custom Comments",
        "Starter pack",
    ]
    await order_default(chat)
    await open_service(chat, "TikTok", "TikTok", "Starter pack")
    await chat.tap("☆ Add to favourites")
    offer = await chat.inline("  ")
    assert titles(offer)[:2] == ["Starter pack", "Instagram Followers [Real]"]
    assert len(titles(offer)) == 5
    assert titles(await bench.private().inline(""))[0] == "Instagram Followers [Real]"


@pytest.mark.parametrize("words", first_quick(1, ["", "followers"]))
async def test_there_is_more_as_one_scrolls(bench: Bench, words: str) -> None:
    bench.panel.services[:] = [service(n, f"Followers {n}") for n in range(1, 46)]
    await bench.start()
    chat = bench.private()
    found: list[str] = []
    offset = ""
    for size in (20, 20, 5):
        offer = await chat.inline(words, offset=offset)
        assert len(offer.results) == size
        found, offset = [*found, *titles(offer)], offer.next_offset
    assert found == [f"Followers {n}" for n in range(1, 46)]
    assert offset == ""


@pytest.mark.parametrize("offset", first_quick(1, ["-1", "x", "٣", "1e3", "9" * 64, "\x00"]))
async def test_an_offset_that_is_none_of_ours_is_the_beginning_or_the_end(
    bench: Bench, chat: ChatClient, offset: str
) -> None:
    offer = await chat.inline("instagram", offset=offset)
    assert len(offer.results) == 4
    assert (await chat.inline("instagram", offset="999999")).results == []
    assert await dead_letter(bench) == []


async def test_a_picked_service_is_no_answer_to_the_form(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    asked = await chat.wait_for("link")
    since = chat.mark()
    await chat.pick(await chat.inline("instagram likes"), "Likes")
    await chat.say("/balance")
    await chat.wait_for("Balance at the panel", since=since)
    assert "link" in asked.text
    assert len(chat.bot_messages()) == 2
    assert bench.added() == []


async def test_where_nothing_is_found_the_bot_is_near(bench: Bench, chat: ChatClient) -> None:
    del bench
    offer = await chat.inline("zzzzqqqq")
    assert offer.results == []
    assert offer.button is not None
    assert offer.button.label == "Nothing was found. Open the bot"
    await chat.say(f"/start {offer.button.payload}")
    await chat.wait_for("Hello, Olivia")


async def test_only_what_can_be_ordered_is_offered(bench: Bench, chat: ChatClient) -> None:
    del bench
    assert titles(await chat.inline("poll votes tiktok")) == ["Starter pack"]


async def test_a_stranger_learns_where_to_ask(bench: Bench, max_: Person, elsewhere: Chat) -> None:
    app = await bench.start(ACCESS="closed")
    owner, stranger = bench.private(), bench.private(max_)
    await owner.say("/start")
    await owner.wait_for("Hello")
    for words in ("", "instagram"):
        offer = await bench.in_group(max_, elsewhere).inline(words)
        assert offer.results == []
        assert offer.button is not None
        assert offer.button.label == "This bot is private. Ask to be let in"
        assert offer.button.payload == "inline"
    async with app.database.read() as session:
        known = (await session.execute(select(StoredChat.id))).scalars().all()
    assert known == [bench.owner.id]  # asking writes nothing down
    assert len(titles(await owner.inline("instagram"))) == 4
    await stranger.say("/start inline")  # what the button does
    await stranger.wait_for("Its owners were asked")
    assert (await stranger.inline("instagram")).results == []
    await owner.wait_for("asks for access")
    await owner.tap("Approve")
    await stranger.wait_for("This chat was let in")
    assert len(titles(await bench.in_group(max_, elsewhere).inline("instagram"))) == 4


async def test_a_group_that_was_let_in_lets_nobody_in_elsewhere(
    bench: Bench, max_: Person
) -> None:
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    group = bench.playground.world.groups.add("Team", members=[max_], admins=[max_])
    await owner.wait_for("asks for access")
    await owner.tap("Approve")
    member = bench.in_group(max_, group)
    await member.wait_for("This chat was let in")
    assert (await member.inline("instagram")).results == []


async def test_an_answer_that_comes_too_late_harms_nobody(bench: Bench, chat: ChatClient) -> None:
    inline = bench.playground.inline
    inline.answer_seconds = 0.0
    query = inline.ask(bench.owner, chat.chat, "instagram")
    await chat.say("/balance")
    await chat.wait_for("Balance at the panel")
    calls = [call for call in bench.playground.calls if call.method == "answerInlineQuery"]
    assert [call.error is not None for call in calls] == [True]
    assert query.offer is None
    assert await dead_letter(bench) == []


@pytest.mark.parametrize(
    "fault", first_quick(1, [{"code": 502, "description": "Bad Gateway"}, {"retry_after": 9}])
)
async def test_an_answer_that_is_lost_holds_nothing_up(
    bench: Bench, chat: ChatClient, fault: dict[str, Any]
) -> None:
    bench.playground.faults.add("answerInlineQuery", times=1, **fault)
    query = bench.playground.inline.ask(bench.owner, chat.chat, "instagram")
    await chat.say("/balance")
    await chat.wait_for("Balance at the panel", timeout=2)
    assert query.offer is None
    assert len((await chat.inline("instagram")).results) == 4
    assert await dead_letter(bench) == []


async def test_the_card_speaks_the_senders_language(bench: Bench) -> None:
    await bench.start()
    boris = bench.private(bench.playground.world.add_person("Борис", language_code="ru"))
    offer = await boris.inline("инстаграм лайки")
    assert titles(offer) == ["Instagram Likes"]
    (result,) = offer.results
    assert result.description == "0,0063\xa0$ за 1000 · От 1 до 10\xa0000"
    assert result.markup.buttons[0][0].label == "🛒 Заказать"


@pytest.mark.parametrize("letter", first_quick(1, ["x", "𝐗", "<&>"]))
async def test_long_names_fit(bench: Bench, letter: str) -> None:
    name, category = letter * (290 // len(letter)), letter * (90 // len(letter))
    bench.panel.services[:] = [
        service(n, f"Followers {n} {name}", category=category) for n in range(1, 25)
    ]
    await bench.start()
    chat = bench.private()
    offer = await chat.inline("followers")
    assert len(offer.results) == 20
    sent = await chat.pick(offer, "Followers 7 ")
    assert name in sent.text
