"""What could not be handled or delivered: the person is told, owners are, and decide."""

import asyncio

import pytest

from bot.app import App
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.inbox import update_inbox
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.owners.store import problems
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.message_objects import as_message
from tests.conftest import TOKEN, Bench
from tests.ordering import fill_default


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_inbox, "ATTEMPT_PAUSE", 0.01)


def break_sending(bench: Bench, times: int = update_inbox.ATTEMPTS) -> None:
    bench.playground.faults.add(
        "sendMessage", times=times, code=400, description=f"Bad Request: broken at bot{TOKEN}"
    )


async def test_an_owner_has_an_update_handled_again(bench: Bench, chat: ChatClient) -> None:
    break_sending(bench)
    await chat.say("/help")
    notice = await chat.wait_for("Sorry, something went wrong")
    await chat.wait_for("could not be processed or delivered")
    await chat.say("/problems")
    card = await chat.wait_for("this could not be handled")
    assert notice.text.partition("reference: ")[2] in card.text
    assert "/help" in card.text
    assert "Telegram refused it" in card.text
    assert "Broken at bot" in card.text
    assert "BadRequest" not in card.text
    assert TOKEN not in card.text
    await chat.tap("Try again")
    await chat.wait_for("will be tried again")
    await chat.wait_for("What you can do here")
    await chat.say("/problems")
    await chat.wait_for("There are no problems")


async def test_owners_are_alerted_once_until_they_have_looked(
    bench: Bench, chat: ChatClient
) -> None:
    for number in (1, 2):
        break_sending(bench)
        since = chat.mark()
        await chat.say("/help")
        await chat.wait_for("Sorry, something went wrong", since=since)
        await bench.pushed()
        assert chat.transcript().count("See /problems") == 1, number
    since = chat.mark()
    await chat.say("/problems")
    await chat.wait_for("this could not be handled", since=since)
    await chat.tap("Forget")
    await chat.wait_for("was discarded")
    assert await chat.tap("Forget")
    break_sending(bench)
    since = chat.mark()
    await chat.say("/help")
    await chat.wait_for("See /problems", since=since)


async def test_an_owner_has_a_push_delivered_again(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 0.001
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    await bench.pushed()
    break_sending(bench, times=1)
    bench.panel.finish(next(iter(bench.panel.orders)))
    await chat.wait_for("See /problems")
    assert "Order #1 is completed" not in chat.transcript()
    await chat.say("/problems")
    card = await chat.wait_for("this could not be delivered")
    assert "completed" in card.text
    await chat.tap("Try again")
    await chat.wait_for("Order #1 is completed")
    assert await chat.press(card, "x:P:1:f") is not None


async def test_an_update_that_ends_the_process_is_not_tried_for_ever(
    bench: Bench, app: App, chat: ChatClient
) -> None:
    message = as_message(await chat.say("/orders"), bench.playground.world.bot)
    await chat.wait_for("Nothing here yet")
    fatal = InboxUpdate(
        update_id=10_000,
        lane=bench.owner.id,
        payload={"update_id": 10_000, "message": {**message, "text": "/help"}},
        received_at=bench.now(),
        attempts=update_inbox.MOST_TAKEN,
    )
    async with app.database.begin() as session:
        session.add(fatal)
        notify_on_commit(session, Topic.INBOX)
    await chat.wait_for("reference: U10000")
    assert "What you can do here" not in chat.transcript()
    await chat.say("/problems")
    card = await chat.wait_for("The bot's process ended each time it tried")
    assert "update=10000" in card.text


async def test_an_update_whose_handler_came_to_an_end_is_suspected_no_more(
    bench: Bench, app: App, chat: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_inbox, "PASSING_PAUSE", 0.01)
    message = as_message(await chat.say("/orders"), bench.playground.world.bot)
    await chat.wait_for("Nothing here yet")
    unlucky = InboxUpdate(
        update_id=10_000,
        lane=bench.owner.id,
        payload={"update_id": 10_000, "message": {**message, "text": "/help"}},
        received_at=bench.now(),
        attempts=update_inbox.MOST_TAKEN - 1,
    )
    bench.playground.faults.add("sendMessage", times=1, code=502, description="Bad Gateway")
    async with app.database.begin() as session:
        session.add(unlucky)
        notify_on_commit(session, Topic.INBOX)
    await chat.wait_for("What you can do here")
    async with app.database.read() as session:
        assert (await session.get_one(InboxUpdate, 10_000)).attempts == 0


async def test_what_nobody_has_decided_about_for_long_is_deleted(
    bench: Bench, app: App, chat: ChatClient
) -> None:
    async with app.database.begin() as session:
        session.add(
            InboxUpdate(
                update_id=10_000,
                lane=bench.owner.id,
                payload={"update_id": 10_000},
                received_at=bench.now(),
                error="broken",
            )
        )
        session.add(
            OutboxMessage(
                chat_id=bench.owner.id,
                kind=OutboxKind.ALERT,
                payload={"alert": Alert.PROBLEM},
                created_at=bench.now(),
                due_at=bench.now(),
                dead=True,
            )
        )

    async def left() -> int:
        async with app.database.read() as session:
            return await problems.count(session)

    bench.skip(days=89)
    await chat.say("/help")  # with an update, both loops have had their turn
    await chat.wait_for("What you can do here")
    assert await left() == 2
    bench.skip(days=2)
    await chat.say("/orders")
    await chat.wait_for("Nothing here yet")
    async with asyncio.timeout(10):
        while await left():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
