"""What a person has at hand: favourites, recent services, links to a service, order again."""

import pytest
from sqlmodel import select

from bot.catalogue.tables import Favourite
from bot.orders.tables import Draft
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service
from tests.ordering import (
    LINK,
    fill_default,
    labels,
    listed_names,
    number_of,
    open_service,
    order_default,
    resync,
)
from tests.proof import first_quick, proof


async def starred(bench: Bench) -> set[tuple[int, int]]:
    """Return who has which favourites."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        rows = (await session.execute(select(Favourite))).scalars()
        return {(row.user_id, row.service_id) for row in rows}


async def drafts(bench: Bench) -> int:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return len((await session.execute(select(Draft))).all())


@proof
async def test_a_favourite_that_is_another_service_now_says_what_it_was(
    bench: Bench, chat: ChatClient
) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("☆ Add to favourites")
    await chat.wait_for(lambda message: "⭐ A favourite" in labels(message))
    bench.panel.services[0]["name"] = "🔥 Instagram Followers (REAL)"
    await resync(bench)
    await first_screen(chat)
    await tap(chat, "⭐ Favourites", "⭐ Favourites · 1")
    card = await tap(chat, "1", "ID 1")
    assert "This was" not in card.text
    bench.panel.services[0] = service(1, "TikTok Views", category="TikTok Views")
    await resync(bench)
    await first_screen(chat)
    await tap(chat, "⭐ Favourites", "⭐ Favourites · 1")
    card = await tap(chat, "1", "ID 1")
    assert "TikTok Views" in card.text
    assert "⚠️ This was “Instagram Followers [Real]” when you made it a favourite." in card.text
    await chat.tap("⭐ A favourite")
    await chat.wait_for(
        lambda it: "☆ Add to favourites" in labels(it) and "This was" not in it.text
    )


async def first_screen(chat: ChatClient, text: str = "Choose a platform") -> Message:
    since = chat.mark()
    await chat.say("/order")
    return await chat.wait_for(text, since=since)


async def tap(chat: ChatClient, button: str, shown: str) -> Message:
    since = chat.mark()
    await chat.tap(button)
    return await chat.wait_for(shown, since=since)


async def test_a_favourite_is_offered_until_it_is_taken_off(
    bench: Bench, chat: ChatClient
) -> None:
    assert "⭐" not in " ".join(labels(await first_screen(chat)))
    await open_service(chat, "Instagram", "Followers", "[Real]")
    answer = await chat.tap("☆ Add to favourites")
    assert answer is not None
    assert answer.text == "⭐ Added to your favourites."
    await chat.wait_for(lambda message: "⭐ A favourite" in labels(message))
    await open_service(chat, "TikTok", "TikTok", "Starter pack")
    await chat.tap("☆ Add to favourites")
    await chat.wait_for(lambda message: "⭐ A favourite" in labels(message))
    assert labels(await first_screen(chat))[0] == "⭐ Favourites · 2"
    listed = await tap(chat, "⭐ Favourites", "⭐ Favourites · 2")
    assert listed_names(listed) == ["Starter pack", "Instagram Followers [Real]"]
    assert "1.  $5.00  ✓\n2.  $0.90  ✓" in listed.text
    assert "♻️ Refill" not in labels(listed)
    await tap(chat, "1", "ID 5")
    answer = await chat.tap("⭐ A favourite")
    assert answer is not None
    assert answer.text == "☆ Removed from your favourites."
    await chat.wait_for(lambda message: "☆ Add to favourites" in labels(message))
    listed = await tap(chat, "Back", "⭐ Favourites · 1")
    await tap(chat, "1", "ID 1")
    await chat.tap("⭐ A favourite")
    await chat.wait_for(lambda message: "☆ Add to favourites" in labels(message))
    await tap(chat, "Back", "No favourites yet.")
    await tap(chat, "Back", "Choose a platform")
    assert await starred(bench) == set()


@proof
async def test_a_star_that_is_tapped_twice_stays(bench: Bench, chat: ChatClient) -> None:
    card = await open_service(chat, "Instagram", "Followers", "[Real]")
    data = next(b.data for row in card.buttons for b in row if b.label == "☆ Add to favourites")
    assert data is not None
    await chat.press(card, data)
    answer = await chat.press(card, data)
    assert answer is not None
    assert answer.text == "This button is out of date."
    assert await starred(bench) == {(bench.owner.id, 1)}


async def test_favourites_are_a_persons_own_in_every_chat(bench: Bench) -> None:
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna])
    await bench.start()
    mine, theirs = bench.in_group(max_, group), bench.in_group(anna, group)
    card = await open_service(mine, "Instagram", "Followers", "[Real]")
    for _ in range(2):
        answer = await theirs.tap("☆ Add to favourites", message=card)
        assert answer is not None
        assert answer.text == "⭐ Added to your favourites."
    assert "☆ Add to favourites" in labels(card)  # it shows how Max has it
    assert await starred(bench) == {(anna.id, 1)}
    at_home = bench.private(anna)
    assert labels(await first_screen(at_home))[0] == "⭐ Favourites · 1"
    assert "⭐" not in " ".join(labels(await first_screen(mine)))


@proof
async def test_an_anonymous_administrators_favourites_move_with_the_group(bench: Bench) -> None:
    world = bench.playground.world
    anna = world.add_person("Anna")
    old = world.groups.add("Team", members=[anna], admins=[anna], supergroup=False)
    await bench.start()
    world.groups.set_anonymous(old, anna, True)
    await open_service(bench.in_group(anna, old), "Instagram", "Followers", "[Real]")
    await bench.in_group(anna, old).tap("☆ Add to favourites")
    assert await starred(bench) == {(old.id, 1)}
    new = world.groups.migrate(old)
    world.groups.set_anonymous(new, anna, True)
    shown = await first_screen(bench.in_group(anna, new))
    assert labels(shown)[0] == "⭐ Favourites · 1"
    assert await starred(bench) == {(new.id, 1)}


async def test_what_is_gone_is_not_listed(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("☆ Add to favourites")
    await chat.wait_for(lambda message: "⭐ A favourite" in labels(message))
    gone = bench.panel.services.pop(0)
    await resync(bench)
    assert "⭐" not in " ".join(labels(await first_screen(chat)))
    bench.panel.services.insert(0, gone)
    await resync(bench)
    assert labels(await first_screen(chat))[0] == "⭐ Favourites · 1"


async def test_a_panel_of_one_platform_shows_them_above_the_categories(bench: Bench) -> None:
    bench.panel.services[:] = [
        service(1, "Followers"),
        service(2, "Likes", category="Instagram Likes"),
    ]
    await bench.start()
    chat = bench.private()
    await chat.say("/start s_2")
    await chat.wait_for("ID 2")
    await chat.tap("☆ Add to favourites")
    await chat.wait_for(lambda message: "⭐ A favourite" in labels(message))
    assert labels(await first_screen(chat, "Choose a category"))[0] == "⭐ Favourites · 1"
    assert listed_names(await tap(chat, "⭐ Favourites", "⭐ Favourites · 1")) == ["Likes"]
    await tap(chat, "Back", "Choose a category")


@proof
async def test_recent_services_are_those_ordered_in_this_chat(bench: Bench) -> None:
    world = bench.playground.world
    max_ = world.add_person("Max")
    group = world.groups.add("Team", members=[max_], admins=[max_])
    await bench.start()
    chat = bench.private(max_)
    await order_default(chat)
    await open_service(chat, "TikTok", "TikTok", "Starter pack")
    await tap(chat, "🛒 Order", "link")
    await chat.say("https://www.tiktok.com/@example")
    await chat.wait_for("Total")
    await tap(chat, "Confirm", "Number at the panel")
    await order_default(chat, link="https://www.instagram.com/other/")
    assert labels(await first_screen(chat))[0] == "🕘 Recent · 2"
    listed = await tap(chat, "🕘 Recent", "🕘 Recent · 2")
    assert listed_names(listed) == ["Instagram Followers [Real]", "Starter pack"]
    assert "1.  $0.90  ✓\n2.  $5.00  ✓" in listed.text
    await tap(chat, "2", "ID 5")
    await tap(chat, "Back", "🕘 Recent · 2")
    assert "🕘" not in " ".join(labels(await first_screen(bench.in_group(max_, group))))
    assert "🕘" not in " ".join(labels(await first_screen(bench.private())))


async def test_a_link_opens_the_form_at_a_service(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/start s_2")
    card = await chat.wait_for("ID 2")
    assert "Instagram Followers [Drip]" in card.text
    assert "🛒 Order" in labels(card)
    listed = await tap(chat, "Back", "Choose a service")
    assert number_of(listed, "[Drip]").startswith("2 · ")
    await tap(chat, "Back", "Choose a category")
    await tap(chat, "Back", "Choose a platform")
    assert await drafts(bench) == 1


@pytest.mark.parametrize("number", first_quick(1, ["99", "999999999999999999"]))
async def test_a_link_to_what_is_gone_opens_the_catalogue(
    bench: Bench, chat: ChatClient, number: str
) -> None:
    await chat.say(f"/start s_{number}")
    said = await chat.wait_for("This is no longer in the catalogue")
    assert "Choose a category" in said.text
    await tap(chat, "Followers", "Choose a service")
    assert await drafts(bench) == 1


@pytest.mark.parametrize(
    "payload", first_quick(2, ["inline", "s_", "s_1x", "s_-1", "s_٣", "S_1", "s_" + "9" * 40])
)
async def test_any_other_payload_is_a_plain_start(
    bench: Bench, chat: ChatClient, payload: str
) -> None:
    await chat.say(f"/start {payload}")
    await chat.wait_for("Hello, Olivia")
    assert await drafts(bench) == 0


async def test_a_link_is_for_a_private_chat(bench: Bench) -> None:
    world = bench.playground.world
    group = world.groups.add("Team", members=[bench.owner], admins=[bench.owner])
    await bench.start()
    chat = bench.in_group(bench.owner, group)
    await chat.say("/start s_1")
    await chat.wait_for("Hello, Olivia")
    assert await drafts(bench) == 0


async def test_a_stranger_with_a_link_stays_outside(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/start s_1")
    await stranger.wait_for("This bot is private")
    assert "Instagram" not in stranger.transcript()
    assert await drafts(bench) == 0


async def again(bench: Bench, chat: ChatClient) -> None:
    """Order the first order again, and compare what the panel was sent."""
    await chat.wait_for("Order #1 is completed")
    since = chat.mark()
    await chat.tap("Order again")
    await chat.wait_for("Total", since=since)
    await chat.tap("Confirm")
    await chat.wait_for("Order #2 is completed", since=since)
    first, second = bench.added()
    assert first == second


@proof
async def test_order_again_keeps_a_list(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Comments", "Custom Comments")
    await tap(chat, "🛒 Order", "link")
    await chat.say(LINK)
    await chat.wait_for("omment")
    await chat.say("Nice!\nSo good, really\nWow")
    await chat.wait_for("3 lines")
    await tap(chat, "Done", "Total")
    await tap(chat, "Confirm", "Number at the panel")
    await again(bench, chat)
    assert bench.added()[1]["comments"] == "Nice!\nSo good, really\nWow"


@proof
async def test_order_again_keeps_the_dripfeed(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Drip]")
    await tap(chat, "🛒 Order", "link")
    await chat.say(LINK)
    await chat.wait_for("quantity")
    await chat.say("200")
    await chat.wait_for("Total")
    await tap(chat, "Drip-feed", "run")
    await chat.say("5")
    await chat.wait_for("inutes")
    await chat.say("30")
    await chat.wait_for("1,000 in total")
    await tap(chat, "Confirm", "Number at the panel")
    await again(bench, chat)
    assert (bench.added()[1]["runs"], bench.added()[1]["interval"]) == ("5", "30")


async def test_order_again_of_what_is_gone_says_so(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    del bench.panel.services[0]
    await resync(bench)
    answer = await chat.tap("Order again")
    assert answer is not None
    assert answer.text == "This service is no longer sold."
    assert len(bench.added()) == 1


async def test_a_star_on_a_summary_changes_nothing_of_it(bench: Bench, chat: ChatClient) -> None:
    summary = await fill_default(chat)
    data = summary.buttons[0][0].data
    assert data is not None
    since = chat.mark()
    assert await chat.press(summary, data.replace(":y:", ":f:1")) is not None
    await chat.wait_for("Total", since=since)
    await tap(chat, "Confirm", "Number at the panel")
    assert len(bench.added()) == 1
