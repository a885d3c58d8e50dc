"""Finding a service by words: /search, plain text, pages, filters, the way back from a card."""

import pytest

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.search import index_of
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service
from tests.core.test_hostile import dead_letter
from tests.ordering import LINK, fill_default, labels, listed_names, number_of
from tests.postgres import Postgres
from tests.proof import first_quick, proof

TELEGRAM_LIMIT = 4096
FORGED = (
    "l:search",
    "l:nothing",
    "l:",
    "w:dripfeed",
    "w:",
    "t:zz",
    "t:",
    "f:7",
    "f:",
    "n:999999999999999999",
    "n:-5",
    "s:99",
    "e:1",
)


async def search_for(chat: ChatClient, words: str) -> Message:
    """Write words, and return what they find."""
    since = chat.mark()
    await chat.say(words)
    return await chat.wait_for("🔎", since=since)


async def tap(chat: ChatClient, button: str, shown: str) -> Message:
    """Tap a button, and return the screen that follows."""
    since = chat.mark()
    await chat.tap(button)
    return await chat.wait_for(shown, since=since)


@pytest.mark.parametrize(
    "words",
    first_quick(
        2,
        [
            "/search followers instagram real",
            "/search folowers instagramm rael",
            "/search подписчики инста [Real]",
            "instagram followers real",
        ],
    ),
)
async def test_a_few_words_find_a_service(bench: Bench, chat: ChatClient, words: str) -> None:
    found = await search_for(chat, words)
    assert listed_names(found)[0] == "Instagram Followers [Real]"
    assert "$0.90" in found.text
    card = await tap(chat, number_of(found, "[Real]"), "ID 1")
    assert "🛒 Order" in labels(card)
    assert card.message_id == found.message_id
    back = await tap(chat, "Back", "🔎")
    assert back.text == found.text
    await tap(chat, "Back", "Choose a platform")
    assert len(chat.bot_messages()) == 1
    assert bench.added() == []


@pytest.mark.parametrize("typed", first_quick(1, ["/search #3", "/search 3", "3", "№3", "#3."]))
async def test_an_exact_id_opens_the_card(bench: Bench, chat: ChatClient, typed: str) -> None:
    await chat.say(typed)
    card = await chat.wait_for("ID 3")
    assert "Instagram Likes" in card.text
    assert "🛒 Order" in labels(card)
    if typed.startswith("/search"):
        await tap(chat, "Back", "🔎")  # what else the words may mean
    assert bench.added() == []


async def test_what_was_found_can_be_ordered(bench: Bench, chat: ChatClient) -> None:
    found = await search_for(chat, "instagram real")
    await tap(chat, number_of(found, "[Real]"), "ID 1")
    await tap(chat, "🛒 Order", "link")
    await chat.say(LINK)
    await chat.wait_for("quantity")
    await chat.say("500")
    await chat.wait_for("Total")
    await tap(chat, "Confirm", "Number at the panel")
    assert bench.added() == [{"service": "1", "link": LINK, "quantity": "500"}]


async def test_a_new_text_is_a_new_search(bench: Bench, chat: ChatClient) -> None:
    first = await search_for(chat, "/search instagram likes")
    second = await search_for(chat, "tiktok")
    assert listed_names(second)[0] == "Starter pack"
    assert second.message_id != first.message_id
    assert first.deleted
    card = await tap(chat, number_of(second, "Starter"), "ID 5")
    third = await search_for(chat, "comments")
    assert third.message_id != card.message_id
    assert bench.added() == []


async def test_nothing_found_keeps_the_words_and_says_what_to_do(
    bench: Bench, chat: ChatClient
) -> None:
    del bench
    found = await search_for(chat, "zzzzqqqq <&>")
    assert found.text.startswith("🔎 zzzzqqqq <&> · 0\n")
    assert "Nothing was found. Try fewer or other words" in found.text
    assert labels(found) == ["⬅️ Back", "✕ Cancel"]
    assert listed_names(await search_for(chat, "tiktok"))[0] == "Starter pack"


async def test_results_are_filtered_and_sorted(bench: Bench, chat: ChatClient) -> None:
    del bench
    found = await search_for(chat, "instagram")
    assert found.text.startswith("🔎 instagram · 4\n")
    assert "⚡ Fastest first" not in labels(found)
    narrowed = await tap(chat, "♻️ With refill", "instagram · 3")
    assert "Instagram Followers [Drip]" not in listed_names(narrowed)
    assert "• ♻️ With refill" in labels(narrowed)
    cheapest = await tap(chat, "💵 Cheapest first", "instagram · 3")
    assert listed_names(cheapest)[0] == "Instagram Likes"
    assert "• 💵 Cheapest first" in labels(cheapest)
    all_again = await tap(chat, "♻️ With refill", "instagram · 4")
    assert listed_names(all_again)[0] == "Instagram Likes"
    usual = await tap(chat, "💵 Cheapest first", "instagram · 4")
    assert usual.text == found.text


async def test_a_filter_that_leaves_nothing_can_be_taken_off(bench: Bench) -> None:
    bench.panel.services[:] = [service(n, f"Likes {n}", cancel=False) for n in (1, 2)]
    await bench.start()
    chat = bench.private()
    await search_for(chat, "likes")
    nothing = await tap(chat, "↩️ Can be canceled", "Nothing matches these filters.")
    assert nothing.text.startswith("🔎 likes · 0\n")
    assert listed_names(await tap(chat, "• ↩️ Can be canceled", "likes · 2")) == [
        "Likes 1",
        "Likes 2",
    ]


async def test_the_fastest_come_first_where_times_are_known(bench: Bench) -> None:
    bench.panel.services[:] = [
        service(1, "Likes A", average_time="2 days"),
        service(2, "Likes B"),
        service(3, "Likes C", average_time="32 minutes"),
    ]
    await bench.start()
    chat = bench.private()
    assert listed_names(await search_for(chat, "likes")) == ["Likes A", "Likes B", "Likes C"]
    fastest = await tap(chat, "⚡ Fastest first", "likes · 3")
    assert listed_names(fastest) == ["Likes C", "Likes A", "Likes B"]
    assert "• ⚡ Fastest first" in labels(fastest)


async def test_back_from_a_card_returns_to_the_same_page(bench: Bench) -> None:
    bench.panel.services[:] = [service(n, f"Followers {n}") for n in range(1, 21)]
    await bench.start()
    chat = bench.private()
    await search_for(chat, "followers")
    second = await tap(chat, "▶", "9. ")
    assert "2/3" in labels(second)
    await tap(chat, "10", "ID ")
    await tap(chat, "🛒 Order", "link")
    await tap(chat, "Back", "ID ")
    back = await tap(chat, "Back", "🔎")
    assert back.text == second.text
    first = await tap(chat, "Back", "Choose a category")
    assert "Or write what you are looking for" in first.text


@pytest.mark.parametrize("letter", first_quick(1, ["x", "𝐗", "😀"]))
async def test_a_page_of_long_names_fits_a_message(bench: Bench, letter: str) -> None:
    bench.panel.services[:] = [
        service(n, f"Followers {n} " + letter * 290, category="C", rate="12345.6789")
        for n in range(1, 20)
    ]
    await bench.start()
    chat = bench.private()
    listed = await search_for(chat, "followers " + "я" * 300)
    assert len(listed_names(listed)) == 8
    assert len(listed.text.encode("utf-16-le")) // 2 <= TELEGRAM_LIMIT
    assert letter != "x" or "x" * 290 in listed.text
    await chat.say("/services")
    await chat.wait_for("Choose a category")
    in_category = await tap(chat, "C · 19", "Choose a service")
    assert len(listed_names(in_category)) == 8


@pytest.mark.parametrize("text", first_quick(1, ["/search", "/search \u200b"]))
async def test_a_search_for_nothing_says_how(bench: Bench, chat: ChatClient, text: str) -> None:
    del bench
    said = await search_for(chat, text)
    assert "/search instagram followers refill 30" in said.text
    assert said.buttons == []


async def test_words_do_not_throw_a_filled_form_away(bench: Bench, chat: ChatClient) -> None:
    summary = await fill_default(chat)
    await chat.say("tiktok")
    await chat.wait_for("Use the buttons of the form above")
    await chat.tap("Confirm", message=summary)
    await chat.wait_for("Number at the panel")
    assert len(bench.added()) == 1


async def test_a_link_is_no_search(bench: Bench, chat: ChatClient) -> None:
    del bench
    found = []
    for text in (LINK, f"/search {LINK}"):
        since = chat.mark()
        await chat.say(text)
        found.append((await chat.wait_for("Choose a service", since=since)).text)
    assert found[0].startswith("🔗 profile or page · instagram.com/example · 2\n")
    assert found[1] == found[0]


async def test_a_group_searches_by_command_and_reply(bench: Bench) -> None:
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna])
    world.groups.set_bot_admin(group, True)  # now it hears everything
    await bench.start()
    member, other = bench.in_group(max_, group), bench.in_group(anna, group)
    await member.say("instagram likes")
    found = await search_for(member, "/search instagram likes")
    assert found.reply_to is not None
    assert listed_names(found)[0] == "Instagram Likes"
    answer = await other.tap("1", message=found)
    assert answer is not None
    assert answer.text == "Only Max can use this form."
    await other.say("tiktok", reply_to=found)
    since = member.mark()
    await member.say("tiktok", reply_to=found)
    again = await member.wait_for("🔎 tiktok", since=since)
    assert listed_names(again)[0] == "Starter pack"
    assert "reply with different words" in again.text
    card = await tap(member, "1", "ID 5")
    assert card.message_id == again.message_id
    assert [m for m in member.bot_messages() if "tiktok" in m.text] == []
    # The greeting, what it is now, the card; the former form was deleted.
    assert len(member.bot_messages()) == 3


async def test_a_stranger_finds_nothing(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    for text in ("/search instagram", "instagram", "/search"):
        since = stranger.mark()
        await stranger.say(text)
        await stranger.wait_for("This bot is private", since=since)
    assert "Instagram" not in stranger.transcript()


async def test_the_search_follows_the_catalogue(bench: Bench, chat: ChatClient) -> None:
    assert bench.app is not None
    bench.panel.services[0]["name"] = "Instagram Followers [Swedish]"
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    await bench.app.catalogue.refresh_index()
    assert listed_names(await search_for(chat, "swedish")) == ["Instagram Followers [Swedish]"]
    del bench.panel.services[0]
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()  # what the index still has is not on sale any more
    since = chat.mark()
    await chat.tap("1")
    await chat.wait_for("no longer in the catalogue", since=since)


@proof
@pytest.mark.parametrize("on_postgres", first_quick(1, [False, True]))
async def test_forged_buttons_of_results_break_nothing(
    bench: Bench, request: pytest.FixtureRequest, on_postgres: bool
) -> None:
    if on_postgres:
        bench.environment["DATABASE_URL"] = request.getfixturevalue("postgres").database()
    await bench.start()
    chat = bench.private()
    for forged in FORGED:
        found = await search_for(chat, "instagram")
        draft = (found.buttons[0][0].data or "").rpartition(":s:")[0]
        assert await chat.press(found, f"{draft}:{forged}") is not None
    last = await search_for(chat, "instagram likes")
    assert listed_names(last)[0] == "Instagram Likes"
    assert await dead_letter(bench) == []
    assert bench.added() == []


@proof
async def test_results_go_on_after_a_restart(bench: Bench, postgres: Postgres) -> None:
    bench.panel.services[:] = [service(n, f"Followers {n}") for n in range(1, 21)]
    await bench.start(DATABASE_URL=postgres.database())
    chat = bench.private()
    await search_for(chat, "followers")
    await tap(chat, "♻️ With refill", "followers · 20")
    second = await tap(chat, "▶", "9. ")
    await bench.restart()
    await tap(chat, "9", "ID 9")
    back = await tap(chat, "Back", "🔎")
    assert back.text == second.text
    assert "• ♻️ With refill" in labels(back)


async def test_a_search_right_after_the_start_asks_for_patience(
    bench: Bench, chat: ChatClient
) -> None:
    assert bench.app is not None
    live = bench.app.catalogue
    index, live.index = live.index, index_of(Catalogue())  # as while it is read
    await chat.say("instagram likes")
    await chat.wait_for("The catalogue is being read. Try again in a moment.")
    live.index = index
    assert listed_names(await tap(chat, "Try again", "🔎"))[0] == "Instagram Likes"
