"""What Telegram does to a bot: floods, lost answers, blocked chats, updates that come again."""

import asyncio
from typing import Any

from sqlalchemy import Engine, event, update
from sqlmodel import col
from telegram import Update

from bot.orders.tables import Draft
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, until
from tests.ordering import fill_default, labels, order_default
from tests.proof import proof


def sent(bench: Bench, text: str) -> int:
    """Count the messages with a text that the bot has sent."""
    return sum(
        call.method == "sendMessage" and text in call.params["text"] and call.error is None
        for call in bench.playground.calls
    )


async def doubled_form(bench: Bench, chat: ChatClient) -> list[Message]:
    """Open a form whose sending is done, and answered to nobody: it is sent again."""
    bench.playground.faults.add("sendMessage", times=1, after=True, reset=True)
    await chat.say("/order")
    await until(lambda: len(chat.bot_messages()) == 2)
    return chat.bot_messages()


async def test_a_flooded_push_waits_as_long_as_telegram_says(
    bench: Bench, chat: ChatClient
) -> None:
    await fill_default(chat)
    bench.playground.faults.add("sendMessage", times=1, retry_after=1)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    assert sent(bench, "is completed") == 1


async def test_a_push_whose_answer_was_lost_comes_again(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    bench.playground.faults.add("sendMessage", times=1, code=502, description="Bad Gateway")
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")


@proof
async def test_after_an_outage_of_telegram_pushes_come_soon(
    bench: Bench, chat: ChatClient
) -> None:
    """However long it was: many failures do not make the next attempt wait longer."""
    bench.panel.speed = 0.001
    await order_default(chat)
    outage = bench.playground.faults.add("sendMessage", code=502, description="Bad Gateway")
    bench.panel.finish(next(iter(bench.panel.orders)))
    while outage.taken < 10:
        bench.skip(seconds=1)
        await asyncio.sleep(0.02)
    bench.playground.faults.clear()
    bench.skip(seconds=10)
    # An attempt that was under way at the skip has failed after it: the next is 10 s later.
    await chat.wait_for("Order #1 is completed", timeout=15)


async def test_a_form_whose_message_was_deleted_is_sent_anew(
    bench: Bench, chat: ChatClient
) -> None:
    form = await fill_default(chat)
    form.deleted = True
    await chat.say("/cancel")
    await chat.wait_for("✕ Closed. Nothing was ordered.")
    since = chat.mark()
    await order_default(chat)
    placed = await chat.wait_for("Number at the panel", since=since)
    placed.deleted = True
    await chat.say("/orders")
    await chat.wait_for("📋 Orders · 1")


async def test_a_blocked_chat_stops_its_pushes_and_nothing_else(bench: Bench) -> None:
    await bench.start()
    person = bench.playground.world.add_person("Max")
    chat, other = bench.private(person), bench.private()
    bench.panel.speed = 0.001
    await order_default(chat)
    bench.playground.world.block(person)
    bench.panel.finish(next(iter(bench.panel.orders)))
    await order_default(other, link="https://www.instagram.com/other/")
    bench.panel.finish(list(bench.panel.orders)[-1])
    await other.wait_for("Order #2 is completed")
    assert sent(bench, "Order #1 is completed") == 0
    bench.playground.world.unblock(person)
    await chat.say("/orders")
    log = await chat.wait_for("📋 Orders · 1")
    assert "Completed" in log.text


@proof
async def test_a_403_stops_the_pushes_of_that_chat(bench: Bench) -> None:
    """Telegram told of the block by a refusal only: the update about it was missed."""
    await bench.start()
    person = bench.playground.world.add_person("Max")
    chat = bench.private(person)
    bench.panel.speed = 0.001
    await order_default(chat)
    person.blocked_bot = True
    asked = len(bench.playground.calls)
    bench.panel.finish(next(iter(bench.panel.orders)))
    await until(lambda: any(call.error for call in bench.playground.calls[asked:]))
    await bench.private().say("/start")
    await bench.private().wait_for("Hello")
    refused = [call for call in bench.playground.calls[asked:] if call.error is not None]
    assert len(refused) == 1


async def test_an_update_that_comes_twice_is_handled_once(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/help")
    await chat.wait_for("What you can do here")
    app = bench.app
    assert app is not None
    payload: dict[str, Any] = {
        "update_id": 1,
        "message": as_message(await chat.say("/help"), bench.playground.world.bot),
    }
    await until(lambda: sent(bench, "What you can do") == 2)
    await app.inbox.accept([payload])
    await chat.say("/orders")
    await chat.wait_for("Nothing here yet")
    assert sent(bench, "What you can do") == 2


async def test_what_comes_at_one_moment_is_written_down_at_once(
    bench: Bench, chat: ChatClient
) -> None:
    """As by webhook; the same update may be among it twice."""
    app = bench.app
    assert app is not None
    known = as_message(await chat.say("/help"), bench.playground.world.bot)
    await until(lambda: sent(bench, "What you can do") == 1)
    payloads = [{"update_id": number, "message": known} for number in (900, 901, 902, 902)]
    written: list[bool] = []

    def record(_connection: Any, _cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("INSERT INTO inbox"):
            written.append(rest[-1])

    event.listen(Engine, "before_cursor_execute", record)
    try:
        await asyncio.gather(*(app.inbox.accept([payload]) for payload in payloads))
    finally:
        event.remove(Engine, "before_cursor_execute", record)
    assert written == [True]  # many rows
    await until(lambda: sent(bench, "What you can do") == 4)
    await chat.say("/orders")
    await chat.wait_for("Nothing here yet")
    assert sent(bench, "What you can do") == 4


async def test_a_confirm_that_is_handled_again_orders_nothing(
    bench: Bench, chat: ChatClient
) -> None:
    """As after a crash between the order and the marking of the update."""
    summary = await fill_default(chat)
    confirm = next(b.data for row in summary.buttons for b in row if "Confirm" in b.label)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    app, world = bench.app, bench.playground.world
    assert app is not None
    query = {
        "id": "4711",
        "from": bench.owner.as_user(),
        "message": as_message(summary, world.bot),
        "chat_instance": "1",
        "data": confirm,
    }
    again = Update.de_json({"update_id": 10_000, "callback_query": query}, app.application.bot)
    await app.application.process_update(again)
    assert len(bench.added()) == 1
    assert "Number at the panel" in (await chat.wait_for("Number at the panel")).text


async def test_a_form_that_was_never_recorded_shows_its_order(
    bench: Bench, chat: ChatClient
) -> None:
    """As after a crash between the summary and the marking of the update."""
    summary = await fill_default(chat)
    app = bench.app
    assert app is not None
    forget = update(Draft).where(col(Draft.message_id) == summary.message_id)
    forgotten = 0
    while not forgotten:
        async with app.database.begin() as session:
            done: Any = await session.execute(forget.values(message_id=summary.message_id - 1))
            forgotten = done.rowcount
        await asyncio.sleep(0.01)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    shown = [message for message in chat.bot_messages() if "Your order" in message.text]
    assert shown == []


async def test_of_two_forms_the_one_that_is_tapped_stays(bench: Bench, chat: ChatClient) -> None:
    form, _ = await doubled_form(bench, chat)
    await chat.tap("Instagram", message=form)
    await chat.wait_for("Choose a category")
    await until(lambda: chat.bot_messages() == [form])
    await order_default(chat)


@proof
async def test_of_two_forms_none_stays_where_one_is_left(bench: Bench, chat: ChatClient) -> None:
    form, _ = await doubled_form(bench, chat)
    await chat.tap("Cancel", message=form)
    await chat.wait_for("✕ Closed")
    await until(lambda: chat.bot_messages() == [form])


@proof
async def test_a_late_tap_on_the_other_of_two_forms_shows_it_there(
    bench: Bench, chat: ChatClient
) -> None:
    form, other = await doubled_form(bench, chat)
    words = "message can't be deleted"
    bench.playground.faults.add("deleteMessage", times=1, code=400, description=words)
    await chat.tap("Instagram", message=form)
    await chat.wait_for("Choose a category")
    answer = await chat.tap("TikTok", message=other)
    assert answer is not None
    assert answer.text == "This button is out of date."
    await until(lambda: chat.bot_messages() == [other])
    assert (await chat.wait_for("Choose a category")).buttons == form.buttons


@proof
async def test_a_group_that_becomes_a_supergroup_keeps_its_log(bench: Bench) -> None:
    world = bench.playground.world
    admin = world.add_person("Anna")
    group = world.groups.add("Team", members=[admin], admins=[admin], supergroup=False)
    await bench.start()
    chat = bench.in_group(admin, group)
    await chat.say("/pause")
    await chat.wait_for("Ordering is paused")
    new = world.groups.migrate(group)
    chat = bench.in_group(admin, new)
    await chat.say("/order")
    await chat.wait_for("Ordering is paused in this group")
    await chat.say("/settings")
    panel = await chat.wait_for("Settings of this group")
    assert any("Open ordering" in label for label in labels(panel))


@proof
async def test_a_push_follows_a_group_that_has_migrated(bench: Bench) -> None:
    world = bench.playground.world
    admin = world.add_person("Anna")
    group = world.groups.add("Team", members=[admin], admins=[admin], supergroup=False)
    await bench.start()
    bench.panel.speed = 0.001
    chat = bench.in_group(admin, group)
    await chat.say("/order")
    form = await chat.wait_for("Choose a platform")
    for label in ("TikTok", "TikTok", "1", "🛒 Order"):
        since = chat.mark()
        await chat.tap(label, message=form)
        await chat.wait_for(lambda _: True, since=since)
    asked = await chat.wait_for(lambda message: message.force_reply)
    await chat.say("https://www.tiktok.com/@example", reply_to=asked)
    await chat.wait_for("Total")
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await chat.wait_for("Number at the panel")
    moved = bench.in_group(admin, world.groups.migrate(group))
    bench.panel.finish(next(iter(bench.panel.orders)))
    await moved.wait_for("Order #1 is completed")
    await moved.say("/orders")
    await moved.wait_for("📋 Orders · 1")
