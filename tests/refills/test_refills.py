"""Refills: what is promised, when one can be asked for, and what is said where it cannot."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.core.languages import Catalogues
from bot.orders.tables import Order
from bot.refills.tables import Refill
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, until
from tests.ordering import labels, open_service, order_default
from tests.proof import first_quick, proof

BUTTON = "♻️ Refill"
DISABLED = "Refill is disabled for this service"
TAKES_NONE = "The panel takes no refill requests for this service."
DAY = timedelta(days=1)


async def selling(bench: Bench, name: str, **fields: Any) -> ChatClient:
    """Start the bot on a panel whose first service is called like that."""
    bench.panel.services[0].update({"name": f"Instagram Followers [Real] {name}", **fields})
    await bench.start()
    return bench.private()


async def delivered(chat: ChatClient, number: int = 1) -> None:
    """Order the first service, and wait until that is done."""
    await order_default(chat, link=f"https://www.instagram.com/example{number}/")
    await chat.wait_for(f"Order #{number} is completed")


async def card(chat: ChatClient, number: int = 1) -> Message:
    """Open an order's card anew."""
    since = chat.mark()
    await chat.press(chat.bot_messages()[-1], f"o:{number}:n")
    return await chat.wait_for("Waiting to be sent", since=since)


async def refill(chat: ChatClient, numbers: str = "#1") -> str:
    """Say /refill, and return what is answered."""
    since = chat.mark()
    await chat.say(f"/refill {numbers}")
    return (await chat.wait_for(lambda said: said.text.startswith("#1: "), since=since)).text


def asked(bench: Bench) -> int:
    """Count the requests that the panel has seen."""
    return len([call for call in bench.panel.requests if call.action == "refill"])


async def ends(bench: Bench, later: timedelta) -> str:
    """Return the moment so long after the first order's end, as a text says it."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        ended_at = (await session.get_one(Order, 1)).ended_at
    assert ended_at is not None
    return Catalogues().translator("en").datetime(ended_at + later)


async def refills(bench: Bench) -> list[Refill]:
    """Return what was written down."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(Refill))).scalars())


async def test_a_day_passes_before_the_first_refill_and_before_the_next(bench: Bench) -> None:
    chat = await selling(bench, "| 30 Days ♻️")
    await delivered(chat)
    wait = f"You can request a refill after {await ends(bench, DAY)}."
    shown = await card(chat)
    assert "♻️ Refill: for 30 days · 30 days left" in shown.text
    assert wait in shown.text
    assert BUTTON not in labels(shown)
    assert await refill(chat) == f"#1: {wait}"
    assert (asked(bench), await refills(bench)) == (0, [])

    bench.skip(hours=24)
    shown = await card(chat)
    assert "♻️ Refill: for 30 days · 29 days left" in shown.text
    assert "asked for" not in shown.text
    await chat.tap(BUTTON, message=shown)
    await chat.wait_for("The refill of order #1 is completed")
    shown = await card(chat)
    assert "Last refill: completed" in shown.text
    assert "You can request a refill after" in shown.text
    assert BUTTON not in labels(shown)
    assert "can request a refill after" in await refill(chat)
    assert asked(bench) == 1

    bench.skip(hours=24)
    since = chat.mark()
    await card(chat)  # an earlier one may be drawn once more meanwhile
    await chat.wait_for(lambda message: BUTTON in labels(message), since=since)


async def test_one_is_asked_for_at_a_time(bench: Bench) -> None:
    chat = await selling(bench, "| Lifetime ♻️")
    await delivered(chat)
    bench.skip(hours=24)
    before = await card(chat)
    bench.panel.speed = 0
    assert "Refill requested" in await refill(chat)
    await bench.panel.wait_for("refill")
    answer = await chat.tap(BUTTON, message=before)  # drawn when it was still true
    assert answer is not None
    assert answer.text == "A refill of this order is already in progress."
    shown = await card(chat)
    assert "A refill of this order is already in progress." in shown.text
    assert BUTTON not in labels(shown)
    assert (asked(bench), len(await refills(bench))) == (1, 1)


@proof
async def test_a_window_closes(bench: Bench) -> None:
    chat = await selling(bench, "| R30")
    await delivered(chat)
    bench.skip(days=29, hours=23)
    before = await card(chat)
    assert "♻️ Refill: for 30 days · 60 min left" in before.text
    assert BUTTON in labels(before)
    bench.skip(hours=1)
    over = f"The refill period ended on {await ends(bench, 30 * DAY)}."
    answer = await chat.tap(BUTTON, message=before)
    assert answer is not None
    assert answer.text == over
    shown = await card(chat)
    assert f"♻️ Refill: for 30 days\n{over}" in shown.text
    assert BUTTON not in labels(shown)
    assert await refill(chat) == f"#1: {over}"
    assert (asked(bench), await refills(bench)) == (0, [])


@proof
async def test_lifetime_is_for_life(bench: Bench) -> None:
    chat = await selling(bench, "| Lifetime Guaranteed")
    await delivered(chat)
    bench.skip(days=1000)
    shown = await card(chat)
    assert "♻️ Refill: lifetime\n" in shown.text
    await chat.tap(BUTTON, message=shown)
    await chat.wait_for("The refill of order #1 is completed")
    assert asked(bench) == 1


@pytest.mark.parametrize(
    ("name", "flag", "shown", "reason"),
    first_quick(
        1,
        [
            ("| No Refill", False, "not included", "This service comes without refills."),
            ("| 60 Days ♻️", False, "for 60 days · 59 days left", TAKES_NONE),
        ],
    ),
)
async def test_what_is_sold_without_requests_has_no_button(
    bench: Bench, name: str, flag: bool, shown: str, reason: str
) -> None:
    chat = await selling(bench, name, refill=flag)
    await delivered(chat)
    bench.skip(hours=23)
    opened = await card(chat)
    assert f"♻️ Refill: {shown}\n" in opened.text
    assert BUTTON not in labels(opened)
    assert await refill(chat) == f"#1: {reason}"
    assert (asked(bench), await refills(bench)) == (0, [])


@proof
async def test_an_order_that_runs_shows_its_promise_alone(bench: Bench) -> None:
    chat = await selling(bench, "| 30 Days ♻️")
    bench.panel.speed = 0.001
    await order_default(chat)
    shown = await card(chat)
    assert "♻️ Refill: for 30 days\n" in shown.text
    assert BUTTON not in labels(shown)
    assert await refill(chat) == "#1: Only a delivered order can be refilled."
    bench.panel.finish(next(iter(bench.panel.orders)), "Canceled")
    await chat.wait_for("Order #1 was canceled")
    assert "Refill" not in (await card(chat)).text
    assert asked(bench) == 0


@proof
async def test_what_was_promised_stays_promised(bench: Bench) -> None:
    chat = await selling(bench, "| 365 Days ♻️")
    await delivered(chat)
    bench.panel.services[0]["name"] = "Instagram Followers [Real] | No Refill"
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    bench.skip(days=100)
    await delivered(chat, 2)
    first, second = await card(chat, 1), await card(chat, 2)
    assert "♻️ Refill: for 365 days · 265 days left" in first.text
    assert BUTTON in labels(first)
    assert "♻️ Refill: not stated" in second.text  # the flag still says yes


async def test_a_refusal_for_good_counts_for_every_order_of_the_service(bench: Bench) -> None:
    await selling(bench, "| 30 Days ♻️")
    bench.panel.faults.add("refill", Fault.REFUSAL, text=DISABLED)
    chat = bench.private(bench.playground.world.add_person("Carmen"))
    await delivered(chat, 1)
    await delivered(chat, 2)
    bench.skip(hours=24)
    both = await card(chat, 2)
    await chat.tap(BUTTON, message=await card(chat, 1))
    pushed = await chat.wait_for("The panel refused to refill order #1")
    assert DISABLED in pushed.text
    for number in (1, 2):
        shown = await card(chat, number)
        assert f"29 days left\n{TAKES_NONE}" in shown.text
        assert BUTTON not in labels(shown)
    answer = await chat.tap(BUTTON, message=both)
    assert answer is not None
    assert answer.text == TAKES_NONE
    offered = await open_service(chat, "Instagram", "Followers", "[Real]")
    assert "♻️ Refill: for 30 days · automatic" in offered.text
    await bench.pushed()
    assert bench.private().bot_messages() == []  # the owner is not bothered
    assert (asked(bench), len(await refills(bench))) == (1, 1)


@pytest.mark.parametrize(
    ("change", "again"),
    first_quick(
        2,
        [
            ({}, False),
            ({"name": "Instagram Followers [Real] | Lifetime ♻️ | New"}, True),
            ({"rate": "1.10"}, False),
            ({"refill": False}, False),
        ],
    ),
)
async def test_a_refusal_for_good_is_forgotten_when_the_service_changes(
    bench: Bench, change: dict[str, Any], again: bool
) -> None:
    chat = await selling(bench, "| Lifetime ♻️")
    await delivered(chat)
    bench.skip(hours=24)
    bench.panel.faults.add("refill", Fault.REFUSAL, times=1, text=DISABLED)
    await refill(chat)
    await chat.wait_for("The panel refused to refill order #1")
    bench.panel.services[0].update(change)
    assert bench.app is not None
    await bench.app.workers.sync_now()
    bench.skip(hours=2)  # beyond the cooldown
    assert (BUTTON in labels(await card(chat))) is again
    bench.skip(days=30)
    assert (BUTTON in labels(await card(chat))) is (change.get("refill") is not False)


@proof
async def test_a_refusal_for_now_is_forgotten_after_an_hour(bench: Bench) -> None:
    chat = await selling(bench, "| 30 Days ♻️")
    await delivered(chat, 1)
    await delivered(chat, 2)
    bench.skip(hours=24)
    words = "The order was completed or refill was requested less than 24 hours ago"
    bench.panel.faults.add("refill", Fault.REFUSAL, times=1, text=words)
    await refill(chat)
    await chat.wait_for("The panel refused to refill order #1")
    shown = await card(chat)
    assert "The last request was not granted. Try again after" in shown.text
    assert BUTTON not in labels(shown)
    assert BUTTON in labels(await card(chat, 2))
    assert "Try again after" in await refill(chat)
    assert asked(bench) == 1
    bench.skip(hours=1)
    assert "Refill requested" in await refill(chat)
    await chat.wait_for("The refill of order #1 is completed")


@proof
async def test_many_numbers_each_have_their_reason(bench: Bench) -> None:
    chat = await selling(bench, "| 30 Days ♻️")
    await delivered(chat, 1)
    bench.skip(hours=24)
    await delivered(chat, 2)
    said = (await refill(chat, "#1 #2 99999")).splitlines()
    assert said[0] == "#1: Refill requested. You will be notified when it is done."
    assert said[1].startswith("#2: You can request a refill after ")
    assert said[2] == "99999: there is no such order here."
    await chat.wait_for("The refill of order #1 is completed")
    assert asked(bench) == 1


@proof
async def test_a_panel_that_knows_no_refills_is_asked_once(bench: Bench) -> None:
    for action in ("refill", "refill_status"):
        bench.panel.faults.add(action, Fault.REFUSAL, text="This action is Invalid")
    chat = await selling(bench, "| 30 Days ♻️")
    await delivered(chat, 1)
    await delivered(chat, 2)
    bench.skip(hours=24)
    await refill(chat)
    await chat.wait_for("The panel refused to refill order #1")
    bench.skip(hours=2)
    assert await refill(chat) == f"#1: {TAKES_NONE}"
    assert BUTTON not in labels(await card(chat, 2))
    await bench.restart()
    assert bench.app is not None
    await bench.app.workers.sync_now()
    assert BUTTON not in labels(await card(chat, 2))
    assert asked(bench) == 1
    bench.panel.faults.clear()  # it learns them, which is known with the next list
    await bench.app.workers.sync_now()
    assert BUTTON in labels(await card(chat, 2))


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    first_quick(
        1,
        [
            ("| 30 Days ♻️", {}, "♻️ Refill: for 30 days\n"),
            ("| 1 day refill", {}, "♻️ Refill: for 1 day\n"),
            ("| Lifetime ♻️", {}, "♻️ Refill: lifetime\n"),
            ("♻️", {}, "♻️ Refill: yes, duration not stated\n"),
            ("| No Refill", {"refill": False}, "♻️ Refill: not included\n"),
            ("| No Refill", {}, "♻️ Refill: not stated\n"),
            ("", {"refill": False}, "♻️ Refill: not included\n"),
            ("", {"refill": False, "desc": "Refill: 90 days"}, "for 90 days · automatic"),
            ("| R60", {"refill": False}, "for 60 days · automatic\n"),
        ],
    ),
)
async def test_a_services_card_shows_the_promise(
    bench: Bench, name: str, fields: dict[str, Any], said: str
) -> None:
    chat = await selling(bench, name, **fields)
    assert said in (await open_service(chat, "Instagram", "Followers", "[Real]")).text


@proof
async def test_the_pause_is_the_panels(bench: Bench) -> None:
    bench.environment["PROVIDER_REFILL_HOURS"] = "2"
    chat = await selling(bench, "| 30 Days ♻️")
    await delivered(chat)
    wait = f"You can request a refill after {await ends(bench, timedelta(hours=2))}."
    assert await refill(chat) == f"#1: {wait}"
    bench.skip(hours=2)
    since = chat.mark()
    await chat.tap("Refresh", message=await card(chat))  # a push draws by the same rule
    await chat.wait_for(lambda message: BUTTON in labels(message), since=since)
    assert "Refill requested" in await refill(chat)


@proof
async def test_a_button_for_the_refill_before_asks_for_none(bench: Bench) -> None:
    chat = await selling(bench, "♻️")
    await delivered(chat)
    bench.skip(days=2)
    first = await card(chat)
    await chat.tap(BUTTON, message=first)
    await chat.wait_for("The refill of order #1 is completed")
    bench.skip(days=2)
    answer = await chat.press(first, "o:1:f:0")
    assert answer is not None
    assert answer.text == "This button is out of date."
    assert len(await refills(bench)) == 1
    await chat.tap(BUTTON, message=first)
    await until(lambda: asked(bench) == 2)
