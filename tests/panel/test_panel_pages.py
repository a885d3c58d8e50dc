"""The owners' pages about panels: a list, cards, and what is done there; for nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.owners.service import metrics
from bot.panel.tables import Hold, Panel, PanelState, PanelStatus
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.several import PROFILES
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, until
from tests.ordering import fill, labels, order_default
from tests.owners.test_admin import answer, home
from tests.proof import proof

FIRST, SECOND = PROFILES[0].name, PROFILES[1].name


@pytest.fixture
def panel_count() -> int:
    return 2


@pytest.fixture
async def chat(bench: Bench) -> AsyncIterator[ChatClient]:
    """Start a bot that knows a second panel."""
    await bench.connect_others()
    await bench.start()
    await bench.others[0].wait_for("services", timeout=30)
    chat = bench.private()
    await until(lambda: bool(on_sale(bench)) and bool(on_sale(bench, 1)))
    yield chat
    await bench.stop()


def on_sale(bench: Bench, panel_id: int = 2) -> list[str]:
    """Return the services of a panel, the second one, that people can order."""
    assert bench.app is not None
    found = bench.app.catalogue.current.categories
    return [it.name for each in found for it in each.services if it.panel_id == panel_id]


async def listing(chat: ChatClient) -> Message:
    since = chat.mark()
    await chat.tap("🔌 Panels", message=await home(chat))
    return await chat.wait_for("🔌 Panels · 2", since=since)


async def card(chat: ChatClient, name: str = SECOND) -> Message:
    """Open a panel's card."""
    shown, since = await listing(chat), chat.mark()
    await chat.tap(name, message=shown)
    return await chat.wait_for(lambda it: it.text.startswith(f"🔌 {name}"), since=since)


async def panel(bench: Bench, number: int = 2) -> Panel:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(Panel, number)


async def change(bench: Bench, number: int, **values: object) -> None:
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        state = await session.get_one(PanelState, number)
        for name, value in values.items():
            setattr(state, name, value)


async def order_there(bench: Bench, chat: ChatClient, link: str) -> int:
    """Order something of the second panel that is not delivered; return the order's number."""
    bench.others[0].speed = 0
    name = next(it for it in on_sale(bench) if "Followers (genuine)" in it)
    await fill(chat, f"at {SECOND}", name, link)
    since = chat.mark()
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", since=since)
    return len(bench.others[0].orders)


async def test_the_list_shows_how_each_panel_stands(bench: Bench, chat: ChatClient) -> None:
    await change(bench, 2, hold=Hold.DOWN, balance=Decimal("7.5"), currency="USD")
    text = (await listing(chat)).text
    assert "🔌 The panel takes orders." in text
    assert "⛔ Orders wait: the panel gives no usable answers." in text
    assert f"{SECOND}\n" in text
    assert "💼 $7.50 · 🗂 Services: 6 · read " in text


async def test_a_panel_is_paused_and_resumed(bench: Bench, chat: ChatClient) -> None:
    shown = await card(chat)
    await chat.tap("⏸ Pause", message=shown)
    await chat.wait_for("⏸ Paused")
    await until(lambda: not on_sale(bench))
    assert (await panel(bench)).status is PanelStatus.PAUSED
    await chat.tap("▶️ Resume", message=shown)
    await chat.wait_for("🔌 The panel takes orders.")
    await until(lambda: bool(on_sale(bench)))


async def test_orders_at_the_settings_panel_are_followed_while_it_is_paused_and_afterwards(
    bench: Bench, chat: ChatClient, caplog: pytest.LogCaptureFixture
) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    shown = await card(chat, "127.0.0.1")
    await chat.tap("⏸ Pause", message=shown)
    await chat.wait_for("⏸ Paused")
    await until(lambda: not on_sale(bench, 1))
    bench.panel.finish("1", "Completed")
    bench.skip(hours=1)
    await chat.wait_for("Order #1 is completed")
    await chat.tap("▶️ Resume", message=shown)
    await chat.wait_for("🔌 The panel takes orders.")
    await until(lambda: bool(on_sale(bench, 1)))
    await order_default(chat, link="https://www.instagram.com/another/")
    bench.panel.finish("2", "Completed")
    bench.skip(hours=1)
    await chat.wait_for("Order #2 is completed")
    assert "loop_ended" not in {record.message for record in caplog.records}


async def test_a_paused_panel_is_asked_for_its_balance_though_its_orders_were_held_back(
    bench: Bench, chat: ChatClient
) -> None:
    shown, asked = await card(chat), len(bench.others[0].requests)
    await chat.tap("⏸ Pause", message=shown)
    await chat.wait_for("⏸ Paused")
    await until(lambda: [it.action for it in bench.others[0].requests[asked:]][-1:] == ["balance"])
    await until(lambda: not on_sale(bench))
    await change(bench, 2, hold=Hold.DOWN)
    bench.others[0].balance = Decimal("123.45")
    since = chat.mark()
    await chat.tap("🔁 Try now", message=await card(chat))
    await chat.wait_for("123.45", since=since)


async def test_people_read_that_nothing_is_on_sale_while_all_panels_are_paused(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.tap("⏸ Pause", message=await card(chat, "127.0.0.1"))
    await chat.tap("⏸ Pause", message=await card(chat))
    await until(lambda: not on_sale(bench, 1) and not on_sale(bench))
    for said in ("/services", "/order https://www.instagram.com/one/"):
        since = chat.mark()
        await chat.say(said)
        await chat.wait_for("Nothing is on sale at the moment. Try again soon.", since=since)


async def test_the_panel_of_the_settings_is_renamed_but_not_removed(
    bench: Bench, chat: ChatClient
) -> None:
    shown = await card(chat, "127.0.0.1")
    assert "PROVIDER_ in .env" in shown.text
    for label in ("🗑 Remove", "⚙️ Peculiarities", "🔑 Key or address"):
        assert label not in labels(shown)
    said = await chat.press(shown, "pp:d:1")
    sure = await chat.wait_for("🗑 Remove 127.0.0.1?")
    await chat.tap("🗑 Yes", message=sure)
    said = chat.queries()[-1].answer
    assert said is not None
    assert said.text == (
        "This panel is in .env. Change PROVIDER_API_URL and PROVIDER_API_KEY there."
    )
    assert (await panel(bench, 1)).status is PanelStatus.ACTIVE
    await answer(chat, "✏️ Rename", "Main  one", "🔌 Main one")
    assert (await panel(bench, 1)).name == "Main one"


async def test_a_name_is_one_panel_s_alone(bench: Bench, chat: ChatClient) -> None:
    await card(chat, "127.0.0.1")
    await answer(chat, "✏️ Rename", SECOND.upper(), "Another panel is called so.")
    await answer(chat, "✏️ Rename", "x" * 33, "The maximum is 32 characters.")
    assert (await panel(bench, 1)).name == ""


async def test_a_panel_is_removed_after_a_question_that_says_what_follows(
    bench: Bench, chat: ChatClient
) -> None:
    await order_there(bench, chat, "https://www.instagram.com/one/")
    shown = await card(chat)
    assert "🚀 Open orders: 1" in shown.text
    await chat.tap("🗑 Remove", message=shown)
    sure = await chat.wait_for(f"🗑 Remove {SECOND}?")
    assert "open orders that are followed to their end: 1" in sure.text
    assert "services that are taken off sale: 6" in sure.text
    await chat.tap("🗑 Yes, remove it", message=sure)
    removed = await chat.wait_for("🗑 Removed: its open orders are followed to their end.")
    assert not {"▶️ Resume", "⏸ Pause", "🗑 Remove"} & set(labels(removed))
    await until(lambda: not on_sale(bench))
    for order in bench.others[0].orders.values():
        order.status = "Completed"
    bench.skip(hours=1)
    await chat.wait_for("is completed")


async def test_a_question_that_is_out_of_date_removes_nothing(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.tap("🗑 Remove", message=await card(chat))
    sure = await chat.wait_for(f"🗑 Remove {SECOND}?")
    await order_there(bench, chat, "https://www.instagram.com/one/")
    since = chat.mark()
    said = await chat.tap("🗑 Yes, remove it", message=sure)
    assert said is not None
    assert said.text == "Something changed. Please look again."
    again = await chat.wait_for("followed to their end: 1", since=since)
    assert (await panel(bench)).status is PanelStatus.ACTIVE
    await chat.tap("🗑 Yes, remove it", message=again)
    await chat.wait_for("🗑 Removed")


async def test_a_removed_panel_stays_removed_whatever_an_older_card_offers(
    bench: Bench, chat: ChatClient
) -> None:
    await order_there(bench, chat, "https://www.instagram.com/one/")
    older = await card(chat)
    await chat.tap("🗑 Remove", message=await card(chat))
    sure = await chat.wait_for(f"🗑 Remove {SECOND}?")
    data = next(it.data for row in sure.buttons for it in row if "Yes" in it.label)
    assert data is not None
    await chat.press(sure, data)
    for late in ("pp:p:2", "pp:r:2", data):
        said = await chat.press(older, late)
        assert said is not None
        assert said.text == "This panel was removed."
        assert (await panel(bench)).status is PanelStatus.REMOVED
    said = await chat.press(older, "pp:p:77")
    assert said is not None
    assert said.text == "This panel no longer exists."


async def test_what_was_not_sent_is_put_before_owners(bench: Bench, chat: ChatClient) -> None:
    await change(bench, 2, hold=Hold.AUTH, probe_at=bench.now() + timedelta(days=1))
    name = next(it for it in on_sale(bench) if "Followers (genuine)" in it)
    await fill(chat, f"at {SECOND}", name, "https://www.instagram.com/one/")
    await chat.tap("Confirm")
    shown = await card(chat)
    assert "⏳ Not sent yet: 1" in shown.text
    await chat.tap("🗑 Remove", message=shown)
    sure = await chat.wait_for("orders not sent yet, which you decide in /unresolved: 1")
    await chat.tap("🗑 Yes", message=sure)
    await chat.wait_for("🗑 Removed")
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await session.get_one(Order, 1)).state is OrderState.UNKNOWN


async def test_each_panel_has_its_own_threshold(bench: Bench, chat: ChatClient) -> None:
    await card(chat)
    await answer(chat, "💸 Threshold", "40", "💸 Low balance: below $40.00")
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert (await session.get_one(PanelState, 2)).low_balance == 40
        assert (await session.get_one(PanelState, 1)).low_balance is None
    await chat.tap("✕ No alert")
    await chat.wait_for("💸 Low balance: no alert.")


async def test_a_card_is_drawn_again_when_its_panel_has_answered(
    bench: Bench, chat: ChatClient
) -> None:
    shown, asked = await card(chat), len(bench.panel.requests)
    bench.others[0].balance = Decimal("123.45")
    since = chat.mark()
    await chat.tap("🔄 Ask again", message=shown)
    again = await chat.wait_for("123.45", since=since)
    assert again.message_id == shown.message_id
    assert not [it for it in bench.panel.requests[asked:] if it.action == "balance"]


async def test_peculiarities_are_typed_as_in_the_settings(bench: Bench, chat: ChatClient) -> None:
    await chat.tap("⚙️ Peculiarities", message=await card(chat))
    shown = await chat.wait_for(f"⚙️ Peculiarities of {SECOND}")
    assert "PROVIDER_MIN_INTERVAL: seconds between two calls" in shown.text
    before = (await panel(bench)).options
    await answer(chat, "✏️ Change", "be nice", "Send lines as in .env")
    await answer(chat, "✏️ Change", "PROVIDER_MAGIC=1", "There is no MAGIC.")
    wrong = "PROVIDER_MIN_INTERVAL is malformed. It should be seconds between two calls"
    await answer(chat, "✏️ Change", "MIN_INTERVAL=soon", wrong)
    assert (await panel(bench)).options == before
    typed = "PROVIDER_MIN_INTERVAL=0.01\nprovider_user_agent = 'Mozilla/5.0'"
    await answer(chat, "✏️ Change", typed, "PROVIDER_USER_AGENT=Mozilla/5.0")
    expected = {"min_interval": "0.01", "user_agent": "Mozilla/5.0"}
    assert (await panel(bench)).options == expected
    await answer(chat, "✏️ Change", "-", "None: it is asked as most panels want to be.")
    assert (await panel(bench)).options == {}


async def test_a_panel_with_another_currency_is_given_a_rate(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.tap("⚙️ Peculiarities", message=await card(chat))
    await answer(chat, "✏️ Change", "PROVIDER_CURRENCY=EUR", "PROVIDER_CURRENCY=EUR")
    await chat.tap("⬅️ Back")
    since = chat.mark()
    await chat.tap("🔄 Ask again")
    shown = await chat.wait_for("There is no exchange rate from EUR to USD.", since=since)
    assert "💱 Exchange rate" in labels(shown)
    await until(lambda: not on_sale(bench))
    assert "🚫 Not sold: there is no exchange rate." in (await listing(chat)).text
    await card(chat)
    await answer(chat, "💱 Exchange rate", "1.25", "💱 1 EUR = $1.25")
    await until(lambda: bool(on_sale(bench)))
    await answer(chat, "💱 Exchange rate", "125", "send: 1 EUR = 125")
    await answer(chat, "💱 Exchange rate", "1.3", "💱 1 EUR = $1.30")
    await answer(chat, "💱 Exchange rate", "1 EUR = 1.9", "💱 1 EUR = $1.90")


@proof
async def test_nobody_else_uses_them(bench: Bench, chat: ChatClient) -> None:
    shown = await card(chat)
    buttons = [it.data for row in shown.buttons for it in row if it.data]
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/start")
    greeting = await other.wait_for("Hello")
    for data in (*buttons, "pp:e:2:", "pp:r:2"):
        said = await other.press(greeting, data)
        assert said is not None
        assert (said.text, said.show_alert) == ("You can't do that here.", True)
    group = bench.playground.world.groups.add("Team", members=[bench.owner])
    owner = bench.in_group(bench.owner, group)
    await owner.say("/start")
    said = await owner.press(await owner.wait_for("Hello"), "pp:p:2")
    assert said is not None
    assert said.show_alert
    assert (await panel(bench)).status is PanelStatus.ACTIVE


async def test_owners_read_which_panel_something_is_about(bench: Bench, chat: ChatClient) -> None:
    shown = (await home(chat)).text
    assert f"{SECOND}\n🔌 The panel takes orders." in shown
    assert shown.count("🗂 Services: 6") == 2
    since = chat.mark()
    await chat.say("/balance")
    await chat.wait_for(lambda it: it.text.count("💼 $1,000.00") == 2, since=since)
    bench.others[0].faults.add("add", Fault.HTML_500)
    name = next(it for it in on_sale(bench) if "Followers (genuine)" in it)
    await fill(chat, f"at {SECOND}", name, "https://www.instagram.com/one/")
    await chat.tap("Confirm")
    unclear = await chat.wait_for("Order #1 has no clear answer")
    assert f"🔌 {SECOND}" in unclear.text
    await change(bench, 2, low_balance=Decimal(5000))
    bench.wake_loops()
    low = await chat.wait_for("💸 The balance at the panel is $1,000.00")
    assert low.text.endswith(f"🔌 {SECOND}")
    assert bench.app is not None
    async with bench.app.database.read() as session:
        found = await metrics.read(session, bench.now())
    assert {f'orders_held{{panel="{name}"}}' for name in ("127.0.0.1", SECOND)} <= set(found)
    assert "orders_held" not in found


async def test_a_number_that_two_panels_have_is_asked_about(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    await chat.wait_for("Number at the panel")
    await order_there(bench, chat, "https://www.instagram.com/one/")
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        for number in (1, 2):
            (await session.get_one(Order, number)).provider_order_id = "23501"
    since = chat.mark()
    await chat.say("/status 23501")
    said = await chat.wait_for("this can be #2 · #1. Tap the one you mean.", since=since)
    assert labels(said) == ["#2", "#1"]
    for command in ("refill", "cancel_order"):
        since = chat.mark()
        await chat.say(f"/{command} 23501")
        said = await chat.wait_for("Tap the one you mean.", since=since)
        assert labels(said) == ["#2", "#1"]
    assert not any(it.action in {"refill", "cancel"} for it in bench.others[0].requests)
    since = chat.mark()
    await chat.say("/find 23501")
    found = await chat.wait_for("Orders with the number 23501", since=since)
    assert f"#2 · {SECOND}" in " ".join(labels(found))


async def test_a_panel_s_own_pause_before_a_refill_counts(bench: Bench, chat: ChatClient) -> None:
    """The bench says 0 hours of the second panel; the settings say 24 of the first one."""
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    name = next(it for it in on_sale(bench) if "Followers (genuine)" in it)
    await fill(chat, f"at {SECOND}", name, "https://www.instagram.com/one/")
    await chat.tap("Confirm")
    await chat.wait_for("Order #2 is completed")
    since = chat.mark()
    await chat.say("/refill #1 #2")
    said = await chat.wait_for("#1: You can request a refill after", since=since)
    assert "#2: Refill requested." in said.text
