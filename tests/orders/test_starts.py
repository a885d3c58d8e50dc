"""“Tell me when it starts”: one push, also after a restart, also in a group."""

from sqlmodel import select

from bot.orders.tables import StartWatcher
from bot.sandbox.telegram.client import ChatClient
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench
from tests.ordering import labels, order_default
from tests.proof import proof

NOTIFY = "Tell me when it starts"
STARTED = "Order #1 has started"


def started(chat: ChatClient) -> int:
    return sum(STARTED in message.text for message in chat.bot_messages())


async def waiting(bench: Bench) -> int:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return len((await session.execute(select(StartWatcher))).all())


async def test_the_start_is_reported_once(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    for _ in range(2):
        answer = await chat.tap(NOTIFY)
        assert answer is not None
        assert answer.text == "🔔 You will be notified when it starts."
    await bench.restart()
    bench.panel.orders[next(iter(bench.panel.orders))].status = "In progress"
    notice = await chat.wait_for(STARTED)
    await bench.pushed()
    assert notice.message_id != placed.message_id  # a push, which sounds
    assert f"🔔 {NOTIFY}" not in labels(notice)
    bench.panel.orders[next(iter(bench.panel.orders))].remains = 100
    await chat.wait_for("900 of 1,000")
    await bench.pushed()
    assert started(chat) <= 1
    assert await waiting(bench) == 0


@proof
async def test_of_an_order_that_ends_at_once_the_end_is_reported(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await chat.tap(NOTIFY)
    bench.panel.finish(next(iter(bench.panel.orders)), "Canceled")
    await chat.wait_for("Order #1 was canceled")
    await bench.pushed()
    assert started(chat) == 0
    assert await waiting(bench) == 0


async def test_what_has_started_cannot_be_awaited(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    placed = await order_default(chat)
    bench.panel.orders[next(iter(bench.panel.orders))].status = "In progress"
    shown = await chat.wait_for("In progress")
    assert f"🔔 {NOTIFY}" not in labels(shown)
    answer = await chat.press(placed, "o:1:t")  # an older screen
    assert answer is not None
    assert answer.text == "It has started already, or ended."
    assert await waiting(bench) == 0


@proof
async def test_in_a_group_who_has_asked_is_named(bench: Bench) -> None:
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna, max_])
    await bench.start()
    bench.panel.speed = 0.001
    member = bench.in_group(anna, group)
    await order_in_group(member)
    card = await member.wait_for("Number at the panel")
    await bench.in_group(max_, group).tap(NOTIFY, message=card)
    bench.panel.orders[next(iter(bench.panel.orders))].status = "In progress"
    notice = await member.wait_for(STARTED)
    assert "👤 Max" in notice.text
