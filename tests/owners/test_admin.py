"""The owners' dashboard: metrics, chats, people, orders, the panel; and for nobody else."""

from decimal import Decimal

import pytest
from sqlmodel import select

from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat
from bot.core.access.tables import Person as StoredPerson
from bot.orders.tables import Draft, Order
from bot.panel.service import bot_state
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message, Person
from tests.conftest import Bench
from tests.ordering import fill_default, labels, order_default
from tests.proof import proof


async def home(chat: ChatClient) -> Message:
    """Open the dashboard."""
    since = chat.mark()
    await chat.say("/admin")
    return await chat.wait_for("🛠 Dashboard", since=since)


async def page(chat: ChatClient, button: str, title: str) -> Message:
    """Open a page of it."""
    since = chat.mark()
    await chat.tap(button, message=await home(chat))
    return await chat.wait_for(title, since=since)


async def panel_card(chat: ChatClient) -> Message:
    """Open the card of the only panel."""
    shown, since = await page(chat, "🔌 Panels", "🔌 Panels · 1"), chat.mark()
    await chat.tap("127.0.0.1", message=shown)
    return await chat.wait_for("Asked ", since=since)


async def answer(chat: ChatClient, button: str, text: str, shows: str) -> Message:
    """Tap a button that asks for something, and reply."""
    since = chat.mark()
    await chat.tap(button)
    asked = await chat.wait_for(lambda it: it.force_reply, since=since)
    since = chat.mark()
    await chat.say(text, reply_to=asked)
    return await chat.wait_for(shows, since=since)


async def stored_chat(bench: Bench, chat_id: int) -> Chat:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(Chat, chat_id)


@pytest.fixture
def max_(bench: Bench) -> Person:
    return bench.playground.world.add_person("Max", username="max")


async def test_the_dashboard_shows_everything_at_a_glance(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("is completed")
    await bench.pushed()
    shown = (await home(chat)).text
    for line in (
        "🧾 Today: 1 order, $0.90",
        "🚀 Open orders: 0",
        "💼 Balance at the panel: $",
        "🔌 The panel takes orders.",
        "📡 Calls in the last few minutes: ",
        "🗂 Services: 6, read ",
        "🏷 Version 1.0.0, running for ",
    ):
        assert line in shown
    assert "Maintenance" not in shown
    assert "waiting" not in shown
    assert "Unclear" not in shown


@proof
async def test_its_pages_lead_back(chat: ChatClient) -> None:
    for button, title in (
        ("👥 Chats", "👥 Chats · 1"),
        ("👤 People", "👤 People · 1"),
        ("📋 Open orders", "📋 Open orders · 0"),
        ("🔌 Panels", "🔌 Panels · 1"),
        ("📥 Queues", "📥 Updates waiting: 0"),
        ("🗂 Catalogue", "Categories: 4"),
        ("🚧 Maintenance", "Everybody can order"),
        ("🔔 Alerts", "📰 Daily digest: off."),
    ):
        shown = await page(chat, button, title)
        since = chat.mark()
        await chat.tap("⬅️ Dashboard", message=shown)
        assert (await chat.wait_for("🛠 Dashboard", since=since)).message_id == shown.message_id


@proof
async def test_it_is_in_the_main_menu_of_owners_alone(
    bench: Bench, chat: ChatClient, max_: Person
) -> None:
    await chat.say("/start")
    await chat.wait_for("Hello")
    await chat.tap("🛠 Dashboard")
    await chat.wait_for("🏷 Version")
    other = bench.private(max_)
    await other.say("/start")
    assert "🛠 Dashboard" not in labels(await other.wait_for("Hello"))


async def test_nobody_else_uses_it(bench: Bench, chat: ChatClient, max_: Person) -> None:
    del chat
    other = bench.private(max_)
    await other.say("/start")
    greeting = await other.wait_for("Hello")
    for command in ("/admin", "/find #1", "/as 1001"):
        since = other.mark()
        await other.say(command)
        await other.wait_for("You can't do that here.", since=since)
    for data in ("ad:h", "ad:m", "ad:w:1", "ad:x:1001:1", f"ad:a:{max_.id}:0", "fi:p:1001:0"):
        said = await other.press(greeting, data)
        assert said is not None
        assert (said.text, said.show_alert) == ("You can't do that here.", True)
    said = await other.press(greeting, "v:1001:l:a:0")
    assert said is not None
    assert said.text == "You can't do that here."
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await bot_state.get(session)).maintenance is None
    assert (await stored_chat(bench, max_.id)).standing is ChatAccess.NEW


async def test_in_a_group_it_is_refused_with_a_hint(bench: Bench, chat: ChatClient) -> None:
    del chat
    group = bench.playground.world.groups.add("Team", members=[bench.owner])
    owner = bench.in_group(bench.owner, group)
    for command in ("/admin", "/find #1", "/as Team"):
        since = owner.mark()
        await owner.say(command)
        await owner.wait_for("Others can read this here", since=since)
    said = await owner.press(await owner.wait_for("Others can read this"), "ad:w:1")
    assert said is not None
    assert said.show_alert
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await bot_state.get(session)).maintenance is None


async def test_a_chat_is_found_revoked_and_let_in_again(
    bench: Bench, chat: ChatClient, max_: Person
) -> None:
    other = bench.private(max_)
    await order_default(other)
    await page(chat, "👥 Chats", "👥 Chats · 2")
    found = await answer(chat, "🔎 Search", "mAX", "Found by: mAX")
    assert labels(found)[0] == "▫️ Max"
    await chat.tap("Max", message=found)
    card = await chat.wait_for("never asked for access")
    assert "1 order · spent: $0.90" in card.text
    await chat.tap("🚫 Revoke", message=card)
    await other.wait_for("This bot is private, and the request")
    since = other.mark()
    await other.say("/order")
    await other.wait_for("was refused", since=since)
    await chat.tap("✅ Approve", message=card)
    await other.wait_for("This chat was let in")
    await chat.wait_for("✅ Max")
    await order_default(other, link="https://www.instagram.com/other/")
    assert len(bench.added()) == 2


@proof
async def test_a_note_on_a_chat_is_for_owners(
    bench: Bench, chat: ChatClient, max_: Person
) -> None:
    await bench.private(max_).say("/start")
    await page(chat, "👥 Chats", "👥 Chats · 2")
    await chat.tap("Max")
    await chat.wait_for("never asked")
    card = await answer(chat, "📝 Note", "pays <late>", "📝 pays <late>")
    assert (await stored_chat(bench, max_.id)).note == "pays <late>"
    card = await answer(chat, "📝 Note", "x" * 501, "maximum is 500 characters")
    card = await answer(chat, "📝 Note", "-", "never asked for access")
    assert "📝" not in card.text
    assert (await stored_chat(bench, max_.id)).note == ""


@proof
async def test_a_blocked_person_s_forms_are_closed_and_orders_go_on(
    bench: Bench, chat: ChatClient, max_: Person
) -> None:
    other = bench.private(max_)
    await order_default(other)
    form = await fill_default(other, link="https://www.instagram.com/other/")
    await page(chat, "👤 People", "👤 People · 2")
    await chat.tap("Max (@max)")
    card = await chat.wait_for("Known since")
    assert "1 order · spent: $0.90" in card.text
    await chat.tap("⛔ Block", message=card)
    await chat.wait_for("⛔ Blocked everywhere.")
    await other.wait_for("This form was closed.")
    said = await other.press(form, "f:1:1:y:")
    assert said is not None
    assert said.text == "The owners of this bot have blocked you."
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await session.get_one(StoredPerson, max_.id)).blocked
        assert (await session.execute(select(Draft))).first() is None
        assert len((await session.execute(select(Order))).all()) == 1
    await other.wait_for("is completed")
    await chat.tap("✅ Unblock", message=card)
    await chat.wait_for(lambda message: "⛔ Block" in labels(message))
    await order_default(other, link="https://www.instagram.com/third/")
    assert len(bench.added()) == 2


async def test_an_owner_cannot_be_blocked(bench: Bench, chat: ChatClient) -> None:
    await page(chat, "👤 People", "👤 People · 1")
    await chat.tap("Olivia")
    card = await chat.wait_for("Known since")
    assert "⛔ Block" not in labels(card)
    await chat.press(card, f"ad:x:{bench.owner.id}:1")
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert not (await session.get_one(StoredPerson, bench.owner.id)).blocked


@proof
async def test_open_orders_of_all_chats_and_their_cards(
    bench: Bench, chat: ChatClient, max_: Person
) -> None:
    bench.panel.speed = 0.001
    other = bench.private(max_)
    await order_default(other)
    shown = await page(chat, "📋 Open orders", "📋 Open orders · 1")
    assert "#1" in shown.text
    since = chat.mark()
    await chat.tap("#1", message=shown)
    card = await chat.wait_for("👁 As seen in Max", since=since)
    assert card.message_id != shown.message_id
    assert "Instagram Followers [Real]" in card.text
    since = chat.mark()
    await chat.tap("🔎 Unresolved", message=shown)
    await chat.wait_for("✅ Every order has an answer.", since=since)


async def test_the_provider_s_balance_is_asked_for_on_its_page(
    bench: Bench, chat: ChatClient
) -> None:
    shown = await panel_card(chat)
    assert "$1,000.00" in shown.text
    before = sum(call.action == "balance" for call in bench.panel.requests)
    bench.panel.balance = Decimal(900)
    since = chat.mark()
    await chat.tap("🔄 Ask again", message=shown)
    again = await chat.wait_for("$900.00", since=since)
    assert again.message_id == shown.message_id
    assert "🔌 127.0.0.1" in again.text
    await bench.panel.wait_for("balance", before + 1)


@proof
async def test_a_panel_that_is_held_back_is_tried_now(bench: Bench, chat: ChatClient) -> None:
    bench.panel.faults.add("add", Fault.WRONG_KEY)
    bench.panel.faults.add("balance", Fault.WRONG_KEY)  # the proof that it is everybody's affair
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("refuses the key")
    assert "⛔ Orders wait: the panel refuses the key" in (await home(chat)).text
    shown = await panel_card(chat)
    assert "⛔ Orders wait: the panel refuses the key or the account." in shown.text
    bench.panel.faults.clear()
    since = chat.mark()
    await chat.tap("🔁 Try now", message=shown)
    again = await chat.wait_for("🔌 The panel takes orders.", since=since)
    assert again.message_id == shown.message_id
    await chat.wait_for("Number at the panel", since=since)
    assert len(bench.added()) == 2


async def test_the_list_is_read_now(bench: Bench, chat: ChatClient) -> None:
    await page(chat, "🗂 Catalogue", "🗂 Services: 6")
    before = sum(call.action == "services" for call in bench.panel.requests)
    await chat.tap("🔄 Read the list now")
    await bench.panel.wait_for("services", before + 1)


@proof
async def test_a_page_of_something_gone_says_so(chat: ChatClient) -> None:
    shown = await home(chat)
    for data in ("ad:k:5", "ad:u:5", "ad:k:x", "ad:u"):
        since = chat.mark()
        await chat.press(shown, data)
        await chat.wait_for("Nothing was found.", since=since)
        await chat.press(shown, "ad:h")
    for data in ("ad", "ad:?", "ad:i:nothing", "ad:r:24", "fi:l:99:0", "fi", "v:5", "v"):
        assert await chat.press(shown, data) is not None
