"""Owners edit the catalogue by buttons and by a file; orders that were made go on."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import select

from bot.catalogue.tables import OverrideRow
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service, until
from tests.ordering import fill_default, labels, listed_names, open_service, order_default
from tests.proof import first_quick, proof

REAL = "Instagram Followers [Real]"


async def open_editor(chat: ChatClient) -> Message:
    """Open the editor of the first service."""
    since = chat.mark()
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛠 Edit")
    return await chat.wait_for("🛠", since=since)


async def platforms(chat: ChatClient) -> Message:
    """Open the catalogue."""
    since = chat.mark()
    await chat.say("/services")
    return await chat.wait_for("Choose a platform", since=since)


async def listed(
    chat: ChatClient, platform: str = "Instagram", category: str = "Followers"
) -> Message:
    """Open the list of services of a category."""
    since = chat.mark()
    await platforms(chat)
    await chat.tap(platform)
    await chat.wait_for("Choose a category", since=since)
    await chat.tap(category)
    return await chat.wait_for("Choose a service", since=since)


async def changed(bench: Bench, change: Callable[[], Awaitable[object]]) -> None:
    """Do something, and wait until the bot's catalogue is another one."""
    assert bench.app is not None
    live = bench.app.catalogue
    before = live.current.version
    await change()
    await until(lambda: live.current.version > before)


async def overrides(bench: Bench) -> list[OverrideRow]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(OverrideRow))).scalars())


async def a_stranger(bench: Bench) -> ChatClient:
    return bench.private(bench.playground.world.add_person("Max"))


async def test_a_hidden_service_is_nowhere_until_it_is_shown_again(
    bench: Bench, chat: ChatClient
) -> None:
    other = await a_stranger(bench)
    card = await open_service(other, "Instagram", "Followers", "[Real]")
    await open_editor(chat)
    await changed(bench, lambda: chat.tap("🙈 Hide"))
    await chat.wait_for("🙈 Hidden: not listed, not found, not for sale.")
    await other.tap("🛒 Order", message=card)
    await other.wait_for("no longer in the catalogue")
    assert REAL not in listed_names(await listed(other))
    assert "🙈 Hidden · 1" not in labels(await platforms(other))
    assert "🙈 Hidden · 1" in labels(await platforms(chat))
    await chat.tap("🙈 Hidden · 1")
    found = await chat.wait_for("🙈 Hidden · 1")
    assert labels(found) == [REAL]
    await chat.tap(REAL, message=found)
    await changed(bench, lambda: chat.tap("👁 Show"))
    assert REAL in listed_names(await listed(other))
    assert not any("Hidden" in label for label in labels(await platforms(chat)))


async def test_a_form_that_is_open_does_not_order_what_was_hidden(
    bench: Bench, chat: ChatClient
) -> None:
    other = await a_stranger(bench)
    summary = await fill_default(other)
    await open_editor(chat)
    await changed(bench, lambda: chat.tap("🙈 Hide"))
    await other.tap("Confirm", message=summary)
    await other.wait_for("no longer in the catalogue")
    assert bench.added() == []


@proof
async def test_orders_of_a_hidden_service_go_on(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    done = await chat.wait_for("Order #1 is completed")
    await open_editor(chat)
    await changed(bench, lambda: chat.tap("🙈 Hide"))
    bench.skip(hours=24)
    await chat.tap("Details", message=done)
    card = await chat.wait_for(lambda message: "♻️ Refill" in labels(message))
    await chat.tap("♻️ Refill", message=card)
    await chat.wait_for("The refill of order #1 is completed")
    await chat.say("/status #1")
    await chat.wait_for("#1 (")
    await bench.pushed()
    before = len(chat.bot_messages())
    answer = await chat.tap("🔁 Order again")
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("This service is no longer sold.", True)
    assert len(chat.bot_messages()) == before


async def test_a_hidden_category_takes_its_services_along(bench: Bench, chat: ChatClient) -> None:
    await listed(chat, "TikTok", "TikTok")
    await chat.tap("🛠 Edit")
    await chat.wait_for("Place 1 of 1")
    await changed(bench, lambda: chat.tap("🙈 Hide"))
    since = chat.mark()
    await chat.say("/services")
    only = await chat.wait_for("Choose a category", since=since)
    assert not any("TikTok" in label for label in labels(only))
    await chat.tap("🙈 Hidden · 1", message=only)
    assert labels(await chat.wait_for("Only owners see this")) == ["🗂 TikTok"]


async def test_an_own_name_is_shown_everywhere_and_ordered_by(
    bench: Bench, chat: ChatClient
) -> None:
    await open_editor(chat)
    await chat.tap("✏️ Name")
    asked = await chat.wait_for("✏️ Send the new name of ")
    name = "Followers <b>&</b> more"
    await changed(bench, lambda: chat.say(f"  {name} \n", reply_to=asked))
    renamed = await chat.wait_for("The panel calls it: " + REAL)
    assert name in renamed.text
    assert name in listed_names(await listed(chat))
    await open_service(chat, "Instagram", "Followers", name)
    await chat.tap("🛒 Order")
    await chat.say("https://www.instagram.com/example/")
    await chat.wait_for("quantity")
    await chat.say("100")
    assert name in (await chat.wait_for("Total")).text
    await chat.tap("Confirm")
    pushed = await chat.wait_for("Order #1 is completed")
    assert name in pushed.text
    await changed(bench, lambda: chat.say("-", reply_to=asked))
    assert name not in listed_names(await listed(chat))
    since = chat.mark()
    await chat.say("x" * 201, reply_to=asked)
    await chat.wait_for("maximum is 200 characters", since=since)
    assert [row.name for row in await overrides(bench)] == [""]


@proof
async def test_services_move_and_are_pinned(bench: Bench) -> None:
    bench.panel.services[:] = [service(n, f"Followers {n}") for n in range(1, 5)]
    await bench.start()
    chat = bench.private()

    async def order() -> list[str]:
        since = chat.mark()
        await chat.say("/services")
        found = await chat.wait_for("Choose a category", since=since)
        await chat.tap("Followers", message=found)
        shown = await chat.wait_for("Choose a service", since=since)
        return listed_names(shown)

    async def opened(name: str) -> Message:
        since = chat.mark()
        await order()
        await chat.tap(name)
        await chat.wait_for("ID ", since=since)
        await chat.tap("🛠 Edit")
        return await chat.wait_for("🛠 Followers", since=since)

    first = await opened("Followers 4")
    assert labels(first)[-2:] == ["⏫", "🔼"]
    await changed(bench, lambda: chat.tap("⏫", message=first))
    assert await order() == [f"Followers {n}" for n in (4, 1, 2, 3)]
    second = await opened("Followers 1")
    await changed(bench, lambda: chat.tap("🔽", message=second))
    assert await order() == [f"Followers {n}" for n in (4, 2, 1, 3)]
    await chat.tap("🔽", message=second)  # its button says where to now
    await changed(bench, lambda: chat.tap("⏬", message=second))
    assert await order() == [f"Followers {n}" for n in (4, 2, 3, 1)]
    await chat.tap("🔢 Place", message=second)
    asked = await chat.wait_for("🔢 Send the place of ")
    await changed(bench, lambda: chat.say("2", reply_to=asked))
    assert await order() == [f"Followers {n}" for n in (4, 1, 2, 3)]
    third = await opened("Followers 3")
    await changed(bench, lambda: chat.tap("📌 Pin", message=third))
    await chat.wait_for("📌 Pinned to the top.\nPlace 1 of 1")
    assert await order() == ["📌 Followers 3", *(f"Followers {n}" for n in (4, 1, 2))]
    await chat.say("nowhere", reply_to=asked)
    await chat.wait_for("Send a whole number")
    await changed(bench, lambda: chat.say("-", reply_to=asked))
    assert await order() == ["📌 Followers 3", *(f"Followers {n}" for n in (4, 1, 2))]
    fourth = await opened("Followers 4")
    await changed(bench, lambda: chat.tap("Reset to the panel's own", message=fourth))
    assert await order() == ["📌 Followers 3", *(f"Followers {n}" for n in (1, 2, 4))]


async def test_the_file_overrides_and_buttons_win(bench: Bench) -> None:
    (bench.folder / "shop.toml").write_text(
        """
        [services.1]
        hide = true
        [services.2]
        name = "By file"
        [categories."Instagram Likes"]
        pin = true
        """,
        encoding="utf-8",
    )
    await bench.start(CATALOGUE_FILE=str(bench.folder / "shop.toml"))
    chat = bench.private()
    shown = await listed(chat)
    assert listed_names(shown) == ["By file"]
    await chat.tap("Back")
    categories = await chat.wait_for("Choose a category")
    assert labels(categories)[0] == "📌 Instagram Likes · 1"
    await chat.say("/services")
    await chat.tap("🙈 Hidden · 1")
    await chat.tap(REAL)
    await changed(bench, lambda: chat.tap("👁 Show"))
    assert REAL in listed_names(await listed(chat))
    editor = await open_editor(chat)
    await changed(bench, lambda: chat.tap("Reset to the panel's own", message=editor))
    assert REAL not in listed_names(await listed(chat))
    assert await overrides(bench) == []


@pytest.mark.parametrize(
    "data",
    first_quick(
        1,
        [
            "sh:h:service:1:1",
            "sh:p:service:1:1",
            "sh:o:service:1:1",
            "sh:r:service:1:0",
            "sh:l",
            "sh:n:service:1",
            "sh:e:service:1:0",
            "sh:a:category:1:0",
        ],
    ),
)
async def test_only_owners_edit(bench: Bench, chat: ChatClient, data: str) -> None:
    del chat
    other = await a_stranger(bench)
    card = await open_service(other, "Instagram", "Followers", "[Real]")
    assert not any("Edit" in label for label in labels(card))
    before = len(other.bot_messages())
    answer = await other.press(card, data)
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("You can't do that here.", True)
    assert await overrides(bench) == []
    assert len(other.bot_messages()) == before


async def test_a_reply_of_somebody_else_edits_nothing(bench: Bench, chat: ChatClient) -> None:
    del chat
    other = await a_stranger(bench)
    await other.say("/start")
    greeting = await other.wait_for("Hello")
    greeting.content.text = "✏️ service:1\n" + greeting.text
    await other.say("Mine", reply_to=greeting)
    await other.wait_for("Nothing was found")
    assert await overrides(bench) == []


async def test_nobody_edits_in_a_group(bench: Bench, chat: ChatClient) -> None:
    del chat
    group = bench.playground.world.groups.add("Night shift", members=[bench.owner])
    there = bench.in_group(bench.owner, group)
    card = await open_service(there, "Instagram", "Followers", "[Real]")
    assert not any("Edit" in label for label in labels(card))


@pytest.mark.parametrize(
    "data",
    first_quick(
        1,
        [
            "sh",
            "sh:",
            "sh:zz",
            "sh:l:99",
            "sh:h:planet:1:1",
            "sh:h:service:99:1",
            "sh:o:service:1:0",
            "sh:o:service:1:-5",
            f"sh:o:service:1:{'9' * 30}",
            "sh:n:category:x",
        ],
    ),
)
async def test_hostile_taps_of_an_owner(bench: Bench, chat: ChatClient, data: str) -> None:
    await chat.say("/start")
    greeting = await chat.wait_for("Hello")
    assert await chat.press(greeting, data) is not None
    await chat.say("/balance")
    await chat.wait_for("Balance at the panel")
    assert await overrides(bench) == []
