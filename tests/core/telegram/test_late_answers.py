"""A group whose pace is used up: people see why an answer comes late, at no further message."""

import pytest

from bot.core.telegram.limiter import Limiter
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench

WHY = "Telegram lets me send a group 20 messages a minute"


@pytest.fixture
async def chat(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> ChatClient:
    """Return a group whose answers wait for half a minute, as the limiter says."""
    monkeypatch.setattr(Limiter, "wait", lambda *_: 30.0)
    anna = bench.playground.world.add_person("Anna")
    group = bench.playground.world.groups.add("Team", members=[anna], admins=[anna])
    await bench.start()
    return bench.in_group(anna, group)


async def test_a_late_answer_says_why_in_its_own_message(chat: ChatClient) -> None:
    await chat.say("/orders")
    late = await chat.wait_for("Nothing here yet")
    assert late.text.endswith(f"{WHY}.")


async def test_a_tap_whose_answer_waits_is_answered_at_once(chat: ChatClient) -> None:
    await chat.say("/start")
    menu = await chat.wait_for("Order followers")
    answer = await chat.tap("📋 Orders", message=menu)
    assert answer is not None
    assert answer.text == f"⏳ {WHY}. Please wait 30 seconds."
    notice = await chat.wait_for("Nothing here yet")
    assert WHY not in notice.text


async def test_a_private_chat_gets_no_notice(chat: ChatClient, bench: Bench) -> None:
    del chat
    private = bench.private()
    await private.say("/orders")
    assert WHY not in (await private.wait_for("Nothing here yet")).text
