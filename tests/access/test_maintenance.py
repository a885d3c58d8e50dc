"""Maintenance: ordering is closed to all but owners; looking, and what was confirmed, goes on."""

from sqlmodel import select

from bot.core.access.tables import Chat
from bot.orders.tables import Order
from bot.panel.tables import BotState
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, until
from tests.ordering import fill_default, labels, order_default
from tests.owners.test_admin import answer, page
from tests.proof import proof

CLOSED = "🚧 Ordering is closed for a short while. Orders already placed go on."


async def close(bench: Bench, chat: ChatClient) -> Message:
    """Begin maintenance, and wait until the bot knows."""
    shown = await page(chat, "🚧 Maintenance", "Everybody can order")
    await chat.tap("🚧 Close ordering", message=shown)
    shown = await chat.wait_for("Only owners can order")
    await until(lambda: bench.app is not None and bench.app.catalogue.maintenance is not None)
    return shown


async def test_people_are_notified_and_nothing_is_ordered(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    other = bench.private(bench.playground.world.add_person("Max"))
    await order_default(other)
    await other.say("/orders")
    listed = await other.wait_for("📋 Orders · 1")
    form = await fill_default(other, link="https://www.instagram.com/other/")
    await close(bench, chat)
    said = await other.tap("Confirm", message=form)
    assert said is not None
    assert (said.text, said.show_alert) == (CLOSED, True)
    for command in ("/order", "/mass", "/refill #1", "/cancel_order #1"):
        since = other.mark()
        await other.say(command)
        await other.wait_for(CLOSED, since=since)
    for data in ("o:1:f", "o:1:y", "o:1:a"):
        said = await other.press(listed, data)
        assert said is not None
        assert said.text == CLOSED
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert len((await session.execute(select(Order))).all()) == 1
    assert {call.action for call in bench.panel.requests}.isdisjoint({"refill", "cancel"})
    assert len(bench.added()) == 1


@proof
async def test_what_is_typed_into_a_form_waits(bench: Bench, chat: ChatClient) -> None:
    other = bench.private(bench.playground.world.add_person("Max"))
    form = await fill_default(other)
    await other.tap("✏️ Quantity", message=form)
    await other.wait_for("quantity")
    await close(bench, chat)
    since = other.mark()
    await other.say("2000")
    await other.wait_for(CLOSED, since=since)


@proof
async def test_browsing_goes_on_and_so_do_orders(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    other = bench.private(bench.playground.world.add_person("Max"))
    await order_default(other)
    await close(bench, chat)
    for command, shown in (
        ("/services", "Choose a platform"),
        ("/orders", "📋 Orders · 1"),
        ("/status #1", "#1"),
        ("/search instagram", "instagram · 4"),
    ):
        since = other.mark()
        await other.say(command)
        await other.wait_for(shown, since=since)
    since = other.mark()
    await other.say("/start")
    greeting = await other.wait_for("Hello", since=since)
    assert CLOSED in greeting.text
    assert "🛒 New order" not in labels(greeting)
    bench.panel.speed = 1000
    await other.wait_for("Order #1 is completed")


async def test_a_group_s_settings_stay_as_they_are(bench: Bench, chat: ChatClient) -> None:
    admin = bench.playground.world.add_person("Anna")
    group = bench.playground.world.groups.add("Team", members=[admin], admins=[admin])
    anna = bench.in_group(admin, group)
    await anna.say("/settings")
    shown = await anna.wait_for("⚙️ Settings of this group")
    await close(bench, chat)
    said = await anna.tap("⏸ Pause ordering", message=shown)
    assert said is not None
    assert said.text == CLOSED
    since = anna.mark()
    await anna.say("/pause")
    await anna.wait_for(CLOSED, since=since)
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert not (await session.get_one(Chat, group.id)).paused


async def test_owners_order_and_open_it_again(bench: Bench, chat: ChatClient) -> None:
    shown = await close(bench, chat)
    await order_default(chat)
    other = bench.private(bench.playground.world.add_person("Max"))
    await chat.tap("✅ Open ordering", message=shown)
    await until(lambda: bench.app is not None and bench.app.catalogue.maintenance is None)
    await order_default(other, link="https://www.instagram.com/other/")
    assert len(bench.added()) == 2


@proof
async def test_an_owner_s_own_text_is_shown_and_survives_a_restart(
    bench: Bench, chat: ChatClient
) -> None:
    await page(chat, "🚧 Maintenance", "Everybody can order")
    await answer(chat, "✏️ Close with your own", "x" * 201, "maximum is 200 characters")
    await answer(chat, "✏️ Close with your own", "Back at <noon>", "Only owners can order")
    await bench.restart()
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/order")
    await other.wait_for("Back at <noon>")
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await session.get_one(BotState, 1)).maintenance == "Back at <noon>"
