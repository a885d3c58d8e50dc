"""A list that is over is ordered again: by its buyer, and by a group's administrators."""

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench
from tests.proof import proof
from tests.selling import give, start_selling

AGAIN = "Order this list again"
LIST = "1 | @one | 1000\n3 | https://www.instagram.com/p/C1/ | 500\n5 | https://www.tiktok.com/@a"


def ordered(bench: Bench) -> list[tuple[str, str, str | None]]:
    return [(p["service"], p["link"], p.get("quantity")) for p in bench.added()]


async def a_list_is_over(bench: Bench, chat: ChatClient, text: str = LIST) -> Message:
    """Order a list, and return the message that says that it has ended."""
    await chat.say(f"/mass\n{text}")
    await chat.wait_for("Total")
    await chat.tap("Place")
    ended = await chat.wait_for("have ended")
    await bench.pushed()
    return ended


async def changed(bench: Bench) -> None:
    """Let the bot learn what the panel sells now."""
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()


async def test_all_lines_come_anew_at_todays_terms_and_gone_services_are_named(
    bench: Bench, chat: ChatClient
) -> None:
    ended = await a_list_is_over(bench, chat)
    bench.panel.services[0]["rate"] = "1.20"
    bench.panel.services[2]["max"] = "400"
    del bench.panel.services[4]  # the starter pack
    await changed(bench)
    since = chat.mark()
    await chat.tap(AGAIN, message=ended)
    shown = await chat.wait_for("Mass order", since=since)
    assert shown.text.startswith("⚠️ Changed since this list was ordered:\n")
    assert "No longer sold: 5 Starter pack" in shown.text
    assert "Price: $0.90 → $1.20" in shown.text
    assert "✅ 1 order\n⚠️ 2 lines cannot be ordered" in shown.text
    assert "500 is too many. Send a quantity from 1 to 400." in shown.text
    assert "There is no service 5." in shown.text
    assert "Total: $1.20" in shown.text
    before = ordered(bench)
    assert len(before) == 3  # nothing is ordered before Confirm
    await chat.tap("Place 1 order", message=shown)
    await chat.tap("Place 1 order", message=shown, wait=False)
    await chat.wait_for("All orders of mass order M2 have ended")
    assert ordered(bench)[3:] == [("1", "https://www.instagram.com/one/", "1000")]


async def test_tapped_twice_there_is_one_summary(bench: Bench, chat: ChatClient) -> None:
    ended = await a_list_is_over(bench, chat, "1 | @one | 1000")
    card = await chat.wait_for("1 of 1")
    since = chat.mark()
    await chat.tap(AGAIN, message=ended)
    first = await chat.wait_for("Total", since=since)
    since = chat.mark()
    await chat.tap(AGAIN, message=card)
    second = await chat.wait_for("Total", since=since)
    assert first.deleted
    answer = await chat.press(first, first.buttons[0][0].data or "")
    assert answer is not None
    assert "no longer exists" in (answer.text or "")
    await chat.tap("Place 1 order", message=second)
    await chat.wait_for("All orders of mass order M3 have ended")
    assert len(bench.added()) == 2


async def test_in_a_group_administrators_order_it_again_and_others_do_not(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, boris, carmen = (world.add_person(name) for name in ("Anna", "Boris", "Carmen"))
    group = world.groups.add("Shop", members=[anna, boris, carmen], admins=[carmen])
    annas, boriss, carmens = (bench.in_group(it, group) for it in (anna, boris, carmen))
    ended = await a_list_is_over(bench, annas, "1 | @one | 1000\n1 | @two | 1000")
    answer = await boriss.tap(AGAIN, message=ended)
    assert answer is not None
    assert answer.text == "Only Anna and administrators can order this list again."
    await carmens.say("/orders")
    log = await carmens.wait_for("Orders · 2")
    assert "📦 M1" in log.text
    answer = await boriss.tap("Mass order M1", message=log)
    assert answer is not None
    assert answer.text == "Only Anna and administrators can see this."
    await carmens.tap("Mass order M1", message=log)
    card = await carmens.wait_for("2 of 2")
    since = carmens.mark()
    await carmens.tap(AGAIN, message=card)
    shown = await carmens.wait_for("Total: $1.80", since=since)
    answer = await annas.tap("Place 2 orders", message=shown)
    assert answer is not None
    assert answer.text == "Only Carmen can use this list."
    assert len(bench.added()) == 2
    await carmens.tap("Place 2 orders", message=shown)
    await carmens.wait_for("All orders of mass order M2 have ended")
    assert len(bench.added()) == 4


@proof
async def test_the_wallet_of_today_pays(bench: Bench) -> None:
    await start_selling(bench, "30")
    chat = bench.private()
    await give(bench, chat.chat.id, "2")
    ended = await a_list_is_over(bench, chat, "1 | @one | 1000")
    since = chat.mark()
    await chat.tap(AGAIN, message=ended)
    shown = await chat.wait_for("Total: $1.17", since=since)
    assert "Place" not in str(shown.buttons)
    assert len(bench.added()) == 1
    await give(bench, chat.chat.id, "1", key="second")
    since = chat.mark()
    await chat.tap(AGAIN, message=ended)
    shown = await chat.wait_for("Total: $1.17", since=since)
    await chat.tap("Place 1 order", message=shown)
    await chat.wait_for("All orders of mass order M3 have ended")
    assert len(bench.added()) == 2


async def test_without_a_service_left_nothing_is_begun(bench: Bench, chat: ChatClient) -> None:
    ended = await a_list_is_over(bench, chat, "1 | @one | 1000")
    del bench.panel.services[0]
    await changed(bench)
    answer = await chat.tap(AGAIN, message=ended)
    assert answer is not None
    assert answer.text == "None of its services is sold any more."
    await chat.say("/mass")
    await chat.wait_for("Send one order per line")


@proof
async def test_a_paused_group_gets_an_explanation(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, carmen = world.add_person("Anna"), world.add_person("Carmen")
    group = world.groups.add("Shop", members=[anna, carmen], admins=[carmen])
    annas, carmens = bench.in_group(anna, group), bench.in_group(carmen, group)
    ended = await a_list_is_over(bench, annas, "1 | @one | 1000")
    await carmens.say("/pause")
    await carmens.wait_for("paused")
    answer = await annas.tap(AGAIN, message=ended)
    assert answer is not None
    assert answer.text == "⏸ Ordering is paused in this group."
    assert len(bench.added()) == 1
