"""A slow panel holds up nobody; shown by the order of events, not by the clock."""

from dataclasses import replace

import pytest

from bot.panel.api import actions
from bot.sandbox.panel.faults import Fault
from tests.conftest import Bench
from tests.ordering import fill_default, order_default
from tests.proof import proof

SLOW = 6.0


async def test_other_chats_are_answered_before_a_slow_panel_answers(bench: Bench) -> None:
    await bench.start()
    first, second = bench.private(), bench.private(bench.playground.world.add_person("Max"))
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=SLOW)
    await fill_default(first)
    await first.tap("Confirm")
    slow = await bench.panel.wait_for("add")
    # All of this happens while the first order is still on its way.
    await order_default(second, link="https://www.instagram.com/other/")
    await second.wait_for("Order #2 is completed")
    await first.say("/orders")
    await first.wait_for("📋 Orders · 1")
    assert slow is next(call for call in bench.panel.requests if call.action == "add")
    assert "Number at the panel" not in first.transcript()
    await first.wait_for("Order #1 is completed", timeout=SLOW + 10)
    assert len(bench.added()) == 2


@proof
async def test_more_orders_are_sent_while_one_is_slow(bench: Bench) -> None:
    await bench.start()
    chat = bench.private()
    bench.panel.faults.add("add", Fault.SLOW, times=1, seconds=SLOW)
    await fill_default(chat)
    await chat.tap("Confirm")
    slow = await bench.panel.wait_for("add")
    await fill_default(chat, link="https://www.instagram.com/other/")
    await chat.tap("Confirm")
    await chat.wait_for("Order #2 is completed")
    assert slow.answer is None


async def test_an_order_does_not_hang_on_a_panel_that_never_ends_its_answer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.start()
    chat = bench.private()
    monkeypatch.setattr(actions, "ADD", replace(actions.ADD, deadline_seconds=0.5))
    bench.panel.faults.add("add", Fault.SLOW_AFTER, times=1, seconds=SLOW)
    await fill_default(chat)
    await chat.tap("Confirm")
    card = await chat.wait_for("Order #1 has no clear answer", timeout=SLOW)
    assert "no answer in time" in card.text
    await order_default(chat, link="https://www.instagram.com/other/")
    assert len(bench.added()) == 2


@proof
async def test_the_catalogue_is_browsed_while_the_panel_is_down(bench: Bench) -> None:
    await bench.start()
    bench.panel.faults.add("*", Fault.HTML_500)
    await bench.stop()
    await bench.start_without_panel()
    chat = bench.private()
    await fill_default(chat)
    await chat.tap("Confirm")
    await bench.panel.wait_for("add")
    await chat.wait_for("Order #1 has no clear answer")
    assert bench.panel.orders == {}
