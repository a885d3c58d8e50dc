"""Another address or key: nothing is sent or asked until an owner has said which panel it is."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from bot.panel.service import bot_state, panel_state
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, service, until
from tests.ordering import fill_default, order_default
from tests.proof import proof

OTHER_LINK = "https://www.instagram.com/other/"
ASKED = "The panel's address or key has changed."
SECOND = [
    service(1, "TikTok Views", category="TikTok Views", rate="5"),
    service(9, "Instagram Followers [Real]"),
]


@pytest.fixture
async def second() -> AsyncIterator[SandboxPanel]:
    """Return another panel, whose first order has the same number as the first one's."""
    panel = SandboxPanel(services=SECOND, speed=0.001, balance=Decimal(50))
    await panel.start()
    yield panel
    await panel.stop()


@pytest.fixture
async def chat(bench: Bench) -> ChatClient:
    """Return the owner's chat, with one order in progress and one that waits; the bot is off."""
    bench.panel.speed = 0.001
    await bench.start()
    chat = bench.private()
    await order_default(chat)
    bench.panel.faults.add("add", Fault.RATE_LIMIT)
    await fill_default(chat, link=OTHER_LINK)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add", 2)
    await bench.stop()
    bench.panel.faults.clear()
    return chat


def actions(panel: SandboxPanel) -> set[str]:
    return {request.action for request in panel.requests}


def actions_in_all(panel: SandboxPanel, action: str) -> int:
    return sum(request.action == action for request in panel.requests)


async def go_over(bench: Bench, chat: ChatClient, **environment: str) -> None:
    """Start the bot with other settings, and wait until owners are asked."""
    bench.environment.update(environment)
    since = chat.mark()
    await bench.start_without_panel()
    card = await chat.wait_for(ASKED, since=since)
    assert "orders not sent yet: 1" in card.text
    assert "orders in progress: 1" in card.text


async def test_nothing_is_sent_or_asked_until_an_owner_has_said_what_it_is(
    bench: Bench, chat: ChatClient, second: SandboxPanel
) -> None:
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    since = chat.mark()
    await fill_default(chat, link="https://www.instagram.com/third/")
    await chat.tap("Confirm")
    await chat.wait_for("#3", since=since)
    await chat.say("/balance")
    await chat.say("/status #1")
    await chat.say("/unresolved")
    await chat.wait_for(ASKED, since=since)
    await asyncio.sleep(2.5)
    assert second.requests == []
    # The former settings again: it is the panel of before, and all goes on.
    asked = len(bench.panel.requests)
    await bench.stop()
    bench.environment.pop("PROVIDER_API_URL")
    await bench.start_without_panel()
    await bench.panel.wait_for("add", 3)
    await chat.wait_for("Number at the panel", since=since)
    assert second.requests == []
    assert len(bench.panel.requests) > asked


@proof
async def test_the_same_account_goes_on_as_before(
    bench: Bench, chat: ChatClient, second: SandboxPanel
) -> None:
    """A panel that has moved: the first one's orders are there."""
    second._shop.orders.update(bench.panel._shop.orders)
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    await chat.tap("The same account")
    await chat.wait_for("It is the same account")
    sent = await second.wait_for("add", timeout=20)
    assert sent.params["link"] == OTHER_LINK
    asked = await second.wait_for("status")
    assert next(iter(bench.panel.orders)) in str(asked.params)
    await bench.stop()
    since = chat.mark()
    await bench.start_without_panel()
    await second.wait_for("services", 2)
    assert all(ASKED not in m.text for m in chat.bot_messages() if m.changed_at > since)


async def test_who_puts_the_settings_back_is_asked_nothing_more(
    bench: Bench, chat: ChatClient, second: SandboxPanel
) -> None:
    first = bench.settings().provider_api_url
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    await bench.stop()
    listed = actions_in_all(bench.panel, "services")
    app = await bench.start(PROVIDER_API_URL=first)
    await bench.panel.wait_for("services", listed + 1, timeout=30)  # it works there again
    async with app.database.read() as session:
        assert (await bot_state.get(session)).asked_panel_id is None
        assert not await panel_state.is_held(session, 1)
    assert second.requests == []


@proof
async def test_a_new_key_at_the_same_address_is_asked_about(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.key = "rotated"
    before = len(bench.panel.requests)
    await go_over(bench, chat, PROVIDER_API_KEY="rotated")
    card = await chat.wait_for("At 127.0.0.1, with another key.")
    assert len(bench.panel.requests) == before
    await chat.tap("The same account", message=card)
    await bench.panel.wait_for("add", 3, timeout=20)
    stored = (bench.folder / "bot.sqlite3").read_bytes()
    stored += (bench.folder / "bot.sqlite3-wal").read_bytes()
    assert b"rotated" not in stored
    assert b"sandbox-key" not in stored


async def test_another_panel_gets_nothing_of_the_former_one(
    bench: Bench, chat: ChatClient, second: SandboxPanel
) -> None:
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    since = chat.mark()
    await chat.tap("Another panel or account")
    await chat.wait_for("Orders in progress are no longer followed")
    await chat.tap("Yes, it is another one")
    await chat.wait_for("From now on the bot orders at 127.0.0.1")
    await second.wait_for("services", timeout=20)
    await chat.say("/unresolved")
    card = await chat.wait_for("Order #2 has no clear answer", since=since)
    assert "It was ordered at another panel or account." in card.text
    assert "the panel was changed before the order was sent" in card.text
    assert not any("send it again" in button.label for row in card.buttons for button in row)
    # The former list is not sold; the number of another panel's service orders that service.
    assert bench.app is not None
    live = bench.app.catalogue
    names = ["TikTok Views", "Instagram Followers"]
    await until(lambda: [it.name for it in live.current.categories] == names)
    since = chat.mark()
    await fill_default(chat, link="https://www.instagram.com/new/")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", since=since)
    (number,) = second.orders
    assert [it.params["service"] for it in second.requests if it.action == "add"] == ["9"]
    assert number in bench.panel.orders  # the same number, and not the same order
    await chat.say("/status #1")
    await chat.say("/status #3")
    await asyncio.sleep(1.5)
    assert len([it for it in second.requests if it.action == "add"]) == 1
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 3", since=since)


@proof
async def test_an_unclear_order_of_the_former_panel_takes_an_owners_word(
    bench: Bench, chat: ChatClient, second: SandboxPanel
) -> None:
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    since = chat.mark()
    await chat.tap("Another panel or account")
    await chat.tap("Yes, it is another one")
    await second.wait_for("services", timeout=20)
    await chat.say("/unresolved")
    await chat.wait_for("Order #2 has no clear answer", since=since)
    await chat.tap("It was placed; I have the number")
    asked = await chat.wait_for("that order #2 has at the panel")
    await chat.say("777", reply_to=asked)
    await chat.wait_for("Order #2 was placed as number 777.")
    await asyncio.sleep(1.0)
    assert "status" not in actions(second)


@proof
async def test_buttons_of_what_was_decided_decide_nothing_more(
    bench: Bench, chat: ChatClient, second: SandboxPanel
) -> None:
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    card = await chat.wait_for(ASKED)
    await chat.tap("The same account", message=card)
    await chat.wait_for("It is the same account")
    await chat.press(card, "pn:2:y")
    await chat.wait_for("This has already been decided.")
    await second.wait_for("add", timeout=20)  # it is followed, not given up
    await second.wait_for("status", timeout=20)


async def test_only_owners_decide(bench: Bench, chat: ChatClient, second: SandboxPanel) -> None:
    await go_over(bench, chat, PROVIDER_API_URL=second.url)
    stranger = bench.private(bench.playground.world.add_person("Max"))
    await stranger.say("/start")
    (hello, *_) = [await stranger.wait_for("")]
    answer = await stranger.press(hello, "pn:2:s")
    assert answer is not None
    assert answer.show_alert
    await asyncio.sleep(1.5)
    assert second.requests == []
