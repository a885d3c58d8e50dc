"""What was shown is what is ordered: a panel that renumbers and reprices while people order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from bot.core.database.engine import Topic, notify_on_commit
from bot.core.inbox import update_inbox
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.service import panel_state
from bot.panel.tables import Hold
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service
from tests.ordering import LINK, fill, fill_default, labels, open_service, order_default, resync
from tests.proof import proof

CHANGED = "Changed since this was shown"
NOT_SENT = "Order #1 was not sent"


async def renumber(bench: Bench, **fields: object) -> None:
    """Let the panel sell something else under the number of the first service."""
    bench.panel.services[0] = service(1, "TikTok Views", category="TikTok Views", **fields)
    await resync(bench)


async def reprice(bench: Bench, rate: str) -> None:
    bench.panel.services[0]["rate"] = rate
    await resync(bench)


async def hold(bench: Bench, *, held: bool = True) -> None:
    """Keep orders in the queue, or let them leave again."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        state = await panel_state.get_for_change(session, 1)
        state.submit_after = bench.now() + timedelta(hours=1) if held else None
        notify_on_commit(session, Topic.ORDERS)


async def orders(bench: Bench) -> list[Order]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(Order).order_by(Order.id))).scalars())  # type: ignore[arg-type]


async def states(bench: Bench) -> list[OrderState]:
    return [order.state for order in await orders(bench)]


async def queued(bench: Bench, chat: ChatClient) -> None:
    """Confirm an order of a thousand for $0.90 that waits in the queue."""
    await hold(bench)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Waiting to be sent")


async def asked(bench: Bench, chat: ChatClient) -> Message:
    """Let a changed order leave, and return what is asked instead."""
    since = chat.mark()
    await hold(bench, held=False)
    return await chat.wait_for(NOT_SENT, since=since)


@proof
async def test_what_changed_is_said_also_when_it_could_not_be_at_first(
    bench: Bench, chat: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_inbox, "ATTEMPT_PAUSE", 0.01)
    await fill_default(chat)
    await renumber(bench)
    # The form has changed by then: the tap is handled again, by another process after a kill.
    bench.playground.faults.add(
        "editMessageText", times=1, code=400, description="Bad Request: broken"
    )
    await chat.tap("Confirm")
    shown = await chat.wait_for(CHANGED)
    assert "Service: Instagram Followers [Real] → TikTok Views" in shown.text
    data = str(shown.buttons[0][0].data).split(":")
    await chat.press(shown, ":".join([*data[:2], "1", *data[3:]]))  # of a form of long ago
    assert CHANGED in chat.bot_messages()[-1].text
    assert await orders(bench) == []
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")


async def test_a_renumbered_service_is_asked_about_again(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    await renumber(bench)
    answer = await chat.tap("Confirm")
    assert answer is not None
    assert answer.text == "Something changed. Please look again."
    shown = await chat.wait_for(CHANGED)
    assert "Service: Instagram Followers [Real] → TikTok Views" in shown.text
    assert "Category: Instagram Followers → TikTok Views" in shown.text
    assert "This is a link to Instagram" in shown.text
    assert await orders(bench) == []
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert [it.service_name for it in await orders(bench)] == ["TikTok Views"]


@proof
async def test_any_name_that_changes_is_shown(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    bench.panel.services[0]["name"] = "Instagram Followers [Bots]"
    await resync(bench)
    await chat.tap("Confirm")
    shown = await chat.wait_for(CHANGED)
    assert "[Real] → Instagram Followers [Bots]" in shown.text
    assert bench.added() == []


@proof
async def test_another_type_asks_for_what_it_needs(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    bench.panel.services[0] |= {"type": "Custom Comments", "min": "1"}
    await resync(bench)
    await chat.tap("Confirm")
    shown = await chat.wait_for(CHANGED)
    assert "Type: default → custom comments" in shown.text
    assert "Send the comments" in shown.text
    assert bench.added() == []
    await chat.say("Nice!\nWow")
    await chat.wait_for("2 lines so far")
    await chat.tap("Done")
    await chat.wait_for("Comments: 2 lines")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added() == [{"service": "1", "link": LINK, "comments": "Nice!\nWow"}]


@proof
async def test_another_type_while_a_field_is_asked(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say(LINK)
    await chat.wait_for("quantity")
    bench.panel.services[0] |= {"type": "Subscriptions"}
    await resync(bench)
    await chat.say("1000")
    shown = await chat.wait_for(CHANGED)
    assert "The order is for its new posts" in shown.text


@proof
async def test_order_again_shows_what_has_changed(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await renumber(bench)
    since = chat.mark()
    await chat.tap("Order again")
    shown = await chat.wait_for(CHANGED, since=since)
    assert "Service: Instagram Followers [Real] → TikTok Views" in shown.text
    bench.panel.services[0]["type"] = "Poll"
    await resync(bench)
    since = chat.mark()
    await chat.tap("Order again")
    shown = await chat.wait_for(CHANGED, since=since)
    assert "Type: default → poll" in shown.text
    assert "Send the number of the answer" in shown.text
    assert len(bench.added()) == 1


async def test_what_became_dearer_in_the_queue_is_asked_about(
    bench: Bench, chat: ChatClient
) -> None:
    await queued(bench, chat)
    await reprice(bench, "9.00")
    question = await asked(bench, chat)
    assert "Price: $0.90 → $9.00" in question.text
    assert "Total: $0.90 → $9.00" in question.text
    assert await states(bench) == [OrderState.REQUOTED]
    await reprice(bench, "10.00")
    answer = await chat.tap("Order for $9.00", message=question)
    assert answer is not None
    assert answer.text == "Something changed. Please look again."
    await chat.wait_for(lambda it: it is question and "Price: $0.90 → $10.00" in it.text)
    assert bench.added() == []
    await chat.tap("Order for $10.00", message=question)
    await chat.wait_for("Order #1 is completed")
    (order,) = await orders(bench)
    assert order.price == Decimal(10)
    assert len(bench.added()) == 1


async def test_an_older_question_spends_nothing(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    await reprice(bench, "2.00")
    question = await asked(bench, chat)
    old = question.buttons[0][0].data or ""
    await reprice(bench, "9.00")
    await chat.press(question, old)
    await chat.wait_for(lambda it: it is question and "$9.00" in it.text)
    answer = await chat.press(question, old)
    assert answer is not None
    assert answer.text == "This button is out of date."
    assert bench.added() == []
    assert await states(bench) == [OrderState.REQUOTED]


async def test_what_became_cheaper_or_is_called_a_little_otherwise_leaves(
    bench: Bench, chat: ChatClient
) -> None:
    await queued(bench, chat)
    bench.panel.services[0] |= {"name": "⭐ INSTAGRAM Followers ( Real ) 🔥", "max": "50000"}
    await reprice(bench, "0.50")
    await hold(bench, held=False)
    await chat.wait_for("Order #1 is completed")
    (order,) = await orders(bench)
    assert order.price == Decimal("0.9")


async def test_what_is_another_service_is_not_sent(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    await renumber(bench, rate="0.10")
    question = await asked(bench, chat)
    assert "Service: Instagram Followers [Real] → TikTok Views" in question.text
    answer = await chat.tap("Do not order", message=question)
    assert answer is not None
    assert answer.text == "Nothing was ordered."
    assert await states(bench) == [OrderState.WITHDRAWN]
    assert bench.added() == []


@proof
async def test_a_service_that_is_gone_is_waited_for(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    kept = bench.panel.services.pop(0)
    await resync(bench)
    question = await asked(bench, chat)
    assert "The service is no longer available." in question.text
    answer = await chat.tap("Check again", message=question)
    assert answer is not None
    assert answer.text == "It still can't be ordered."
    bench.panel.services.insert(0, kept)
    await resync(bench)
    await chat.tap("Check again", message=question)
    await chat.wait_for(lambda it: it is question and "Order for $0.90" in labels(it)[0])
    assert bench.added() == []
    await chat.tap("Order for $0.90", message=question)
    await chat.wait_for("Order #1 is completed")


@proof
async def test_limits_or_a_type_that_do_not_fit_cannot_be_said_yes_to(
    bench: Bench, chat: ChatClient
) -> None:
    await queued(bench, chat)
    bench.panel.services[0]["max"] = "500"
    await resync(bench)
    question = await asked(bench, chat)
    assert "Maximum: 10,000 → 500" in question.text
    assert "It can no longer be ordered like this." in question.text
    assert labels(question) == ["🔄 Check again", "✕ Do not order"]
    bench.panel.services[0] |= {"max": "10000", "type": "Poll"}
    await resync(bench)
    await chat.tap("Check again", message=question)
    await chat.wait_for(lambda it: it is question and "Type: default → poll" in it.text)
    assert bench.added() == []


@proof
async def test_a_hidden_service_is_not_sent(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    (bench.folder / "catalogue.toml").write_text("[services.1]\nhide = true\n")
    await bench.stop()
    await bench.start(CATALOGUE_FILE=str(bench.folder / "catalogue.toml"))
    question = await asked(bench, chat)
    assert "The service is no longer available." in question.text
    assert bench.added() == []


@proof
async def test_nobody_answers_for_a_week(bench: Bench, chat: ChatClient) -> None:
    await queued(bench, chat)
    await reprice(bench, "2.00")
    question = await asked(bench, chat)
    bench.skip(days=8)
    await chat.wait_for("Order #1 was not approved")
    answer = await chat.tap("Order for $2.00", message=question)
    assert answer is not None
    assert answer.text == "This has already been decided."
    assert await states(bench) == [OrderState.REFUSED]
    assert bench.added() == []


async def test_only_its_person_answers(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Shop", members=[anna, boris], admins=[anna])
    annas, boriss = bench.in_group(anna, group), bench.in_group(boris, group)
    await hold(bench)
    await annas.say("/mass\n1 | @one | 1000\n1 | @two | 100\n2 | @three | 100")
    await annas.tap("Place 3 orders", message=await annas.wait_for("3 orders"))
    await annas.wait_for("Waiting to be sent: 3")
    await reprice(bench, "2.00")
    await hold(bench, held=False)
    question = await annas.wait_for("Orders of mass order M1 were not sent")
    assert "2 orders" in question.text
    assert "Total: $0.99 → $2.20" in question.text
    answer = await boriss.tap("Order for $2.20", message=question)
    assert answer is not None
    assert answer.text == "Only Anna can decide this."
    assert len(bench.added()) == 1
    await annas.tap("Order for $2.20", message=question)
    await annas.wait_for("All orders of mass order M1 have ended")
    assert [it.price for it in await orders(bench)] == [
        Decimal(2),
        Decimal("0.2"),
        Decimal("0.09"),
    ]
    assert sum("were not sent" in it.text for it in annas.bot_messages()) == 0
    assert len(bench.added()) == 3


async def test_an_older_summary_of_a_list_orders_nothing(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/mass\n1 | @one | 100\n1 | @two | 100")
    older = await chat.wait_for("Total: $0.18")
    old = older.buttons[0][0].data or ""
    await chat.say("1 | @one | 5000\n1 | @two | 5000")
    await chat.wait_for("Total: $9.00")
    answer = await chat.press(older, old)
    assert answer is not None
    assert answer.text == "This button is out of date."
    assert await orders(bench) == []
    await chat.wait_for(lambda it: it is older and "Total: $9.00" in it.text)
    await chat.tap("Place 2 orders", message=older)
    await chat.wait_for("have ended")
    assert [it["quantity"] for it in bench.added()] == ["5000", "5000"]


async def test_a_list_names_its_services_and_what_becomes_of_them(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.say("/mass\n1 | @one | 1000")
    shown = await chat.wait_for("Total: $0.90")
    assert "1 Instagram Followers [Real] · 1 × $0.90 per 1000" in shown.text
    await renumber(bench)
    await chat.tap("Place 1 order")
    asked_again = await chat.wait_for(CHANGED)
    assert "Service: Instagram Followers [Real] → TikTok Views" in asked_again.text
    assert await orders(bench) == []


async def take_down(bench: Bench, *, probe_at: timedelta) -> None:
    """Have the bot take the panel to be down, until it is asked again."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        state = await panel_state.get_for_change(session, 1)
        state.hold, state.probe_at = Hold.DOWN, bench.now() + probe_at
        notify_on_commit(session, Topic.ORDERS)


async def test_a_panel_that_was_down_is_tried_by_an_order_that_still_leaves(
    bench: Bench, chat: ChatClient
) -> None:
    await take_down(bench, probe_at=timedelta(hours=1))
    for number in (1, 2):
        await fill_default(chat, link=f"{LINK}{number}/")
        await chat.tap("Confirm")
        await chat.wait_for(f"#{number} ⏳ Waiting to be sent")
    await fill(chat, "Likes", "Likes", LINK)
    await chat.tap("Confirm")
    await chat.wait_for("#3 ⏳ Waiting to be sent")
    await reprice(bench, "1.50")
    assert bench.added() == []
    await take_down(bench, probe_at=timedelta(0))
    await chat.wait_for("Order #3 is completed", timeout=30)
    await chat.wait_for("Order #2 was not sent")
    assert await states(bench) == [
        OrderState.REQUOTED,
        OrderState.REQUOTED,
        OrderState.COMPLETED,
    ]
