"""Texts and taps that nobody means well: each is answered or ignored, none breaks anything."""

import pytest
from sqlmodel import col, select

from bot.core.inbox.tables import InboxUpdate
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import fill_default, open_service
from tests.proof import first_quick

HUGE = "9" * 40
TEXTS = [
    f"/status {HUGE} #{HUGE} -1 #0 #-1 #",
    f"/refill #{HUGE}",
    "/cancel_order " + ",".join(map(str, range(300))),
    f"/allow {HUGE}",
    "/deny x",
    "/status <b>&",
    "/order@panel_demo_bot " + "x" * 4000,
    "\u202e\u0000/start",
    "/start s_" + "x" * 60,
    "/nothing",
    "/limit day <b>",
    "<script>alert(1)</script>",
    "😀" * 1000,
]
TAPS = [
    f"f:{HUGE}:1:y:",
    "f:1:0:y:",
    "f:1:1:s:99999",
    "f:1:1:p:-5",
    "f:1:1:v:<b>",
    "f:1:1:e:99",
    "f",
    "f:::::::",
    "ap:1:yes",
    f"ap:{HUGE}:no",
    "ap:::",
    "o:1:w",
    "q:1:w",
    f"o:{HUGE}:a",
    "o:1:zz",
    "o::",
    f"l:a:{HUGE}",
    "l:zz:1",
    "s:policy:nobody",
    "a:1:maybe",
    "u:1:q",
    "g:xx",
    "m:zz",
    "zz",
    ":",
]


async def dead_letter(bench: Bench) -> list[InboxUpdate]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        rows = await session.execute(
            select(InboxUpdate).where(col(InboxUpdate.error).is_not(None))
        )
        return list(rows.scalars())


async def test_hostile_texts(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    for text in TEXTS:
        await chat.say(text)
    await chat.say("/balance")
    await chat.wait_for("Balance at the panel")
    assert "something went wrong" not in chat.transcript().lower()
    assert await dead_letter(bench) == []
    assert bench.added() == []


async def test_hostile_inline_queries(bench: Bench, chat: ChatClient) -> None:
    for text in [*TEXTS, "a" * 256, "\x00", "%s {0} <b>&", "\u202e" * 50]:
        await chat.inline(text, offset=text[:60])
    assert await dead_letter(bench) == []


@pytest.mark.parametrize("mine", first_quick(1, [True, False]))
async def test_hostile_taps(bench: Bench, chat: ChatClient, mine: bool) -> None:
    summary = await fill_default(chat)
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/start")
    greeting = await stranger.wait_for("Hello")
    client, message = (chat, summary) if mine else (stranger, greeting)
    for data in TAPS:
        assert await client.press(message, data) is not None
    await client.say("/help")
    await client.wait_for("What you can do here")
    assert await dead_letter(bench) == []
    assert bench.added() == []


async def test_a_service_with_a_hostile_name(bench: Bench) -> None:
    bench.panel.services[0]["name"] = "<b>[Real]</b> & <a href='x'>" + "x" * 400
    bench.panel.services[0]["category"] = "Instagram Followers <i>&amp;</i>" + "y" * 200
    await bench.start()
    chat = bench.private()
    await open_service(chat, "Instagram", "Followers <i>", "[Real]")
    card = await chat.wait_for("ID 1")
    assert "<b>[Real]</b> & <a" in card.text
