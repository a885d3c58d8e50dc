"""One service from several panels: where it is bought, and when an order goes on to another."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, select

from bot.catalogue.rules.similar import Difference
from bot.catalogue.rules.sources import Preference
from bot.catalogue.service import merging
from bot.catalogue.service.merging import CannotBeMergedError
from bot.core.clock import utc_now
from bot.orders.rules.states import OrderState
from bot.orders.service import late_answers
from bot.orders.service.service_metrics import of_sources
from bot.orders.service.transitions import transition
from bot.orders.tables import Order, OrderEvent
from bot.panel.api.reader import Placed
from bot.panel.service import connecting
from bot.panel.tables import PanelState
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from tests import panels
from tests.conftest import OWNER_ID, SPEED, Bench, service, until
from tests.ordering import LINK, fill, fill_default, let_go, order_default, resync, written_down
from tests.panels import SECRET
from tests.selling import give, money_of, start_selling
from tests.two_panels import key_of, on_sale, served, start_with

REAL = "Instagram Followers [Real]"
S = OrderState


def at_second(number: int = 7, **fields: Any) -> dict[str, Any]:
    """Return the same service as a second panel sells it: cheaper, under another number."""
    fields = {"rate": "0.60", "category": "IG", **fields}
    return service(number, "IG Followers (genuine)", **fields)


@pytest.fixture
async def second(bench: Bench) -> AsyncIterator[SandboxPanel]:
    """Serve a second panel that the bot does not know yet."""
    panel = SandboxPanel(services=[at_second()], speed=SPEED, balance=Decimal(50), name="Second")
    async with served(bench, panel):
        yield panel


@pytest.fixture
async def chat(bench: Bench, second: SandboxPanel) -> ChatClient:
    """Start the bot with both panels; the first one's service is bought from either."""
    chat = await start_with(bench, second, "IG Followers (genuine)")
    await merge(bench)
    return chat


async def merge(bench: Bench, preference: Preference = Preference.FIXED) -> None:
    """Have the first service bought at the second panel, too."""
    assert bench.app is not None
    ours, theirs = await key_of(bench, 1, "1"), await key_of(bench, 2, "7")
    async with bench.app.database.begin() as session:
        await merging.merge(session, ours, theirs, by=OWNER_ID, now=utc_now())
        await merging.prefer(session, ours, preference, by=OWNER_ID, now=utc_now())
    await bench.app.catalogue.refresh()


async def prefer(bench: Bench, preference: Preference) -> None:
    assert bench.app is not None
    ours = await key_of(bench, 1, "1")
    async with bench.app.database.begin() as session:
        await merging.prefer(session, ours, preference, by=OWNER_ID, now=utc_now())


async def order(bench: Bench, number: int = 1) -> Order:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(Order, number)


async def notes(bench: Bench, number: int = 1) -> list[str]:
    assert bench.app is not None
    query = select(OrderEvent.note).where(col(OrderEvent.order_id) == number)
    async with bench.app.database.read() as session:
        found = await session.execute(query.order_by(col(OrderEvent.id)))
        return [note for note in found.scalars() if note]


def adds(panel: SandboxPanel) -> list[str]:
    """Return for which links a panel was sent an order."""
    return [call.params["link"] for call in panel.requests if call.action == "add"]


def bought(panel: SandboxPanel) -> list[str]:
    """Return for which links there are orders at a panel."""
    return [str(it.params["link"]) for it in panel.orders.values()]


async def pause(bench: Bench, panel_id: int) -> None:
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, panel_id)
        assert panel is not None
        await connecting.pause(session, panel)


async def resume(bench: Bench, panel_id: int) -> None:
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, panel_id)
        assert panel is not None
        await connecting.resume(session, panel)


async def test_people_see_one_service(bench: Bench, chat: ChatClient) -> None:
    assert on_sale(bench).count(REAL) == 1
    assert "IG Followers (genuine)" not in on_sale(bench)
    await chat.say("/services")
    assert "genuine" not in chat.transcript()


@pytest.mark.parametrize(
    ("preference", "panel_id"),
    [(Preference.FIXED, 1), (Preference.CHEAPEST, 2), (Preference.BEST, 2)],
)
async def test_the_preferred_source_is_tried_first(
    bench: Bench, second: SandboxPanel, chat: ChatClient, preference: Preference, panel_id: int
) -> None:
    await prefer(bench, preference)
    await order_default(chat)
    found = await order(bench)
    assert found.panel_id == panel_id
    assert (bought(bench.panel), bought(second)) == (([LINK], []), ([], [LINK]))[panel_id - 1]
    assert found.service_name == REAL
    assert found.price == Decimal("0.90")  # what the summary said
    assert (found.cost or found.price) == (Decimal("0.90"), Decimal("0.60"))[panel_id - 1]
    await chat.wait_for("Order #1 is completed")


@pytest.mark.parametrize(
    "refusal",
    [
        "Not enough funds on balance",
        "Service is temporarily disabled",
        "Incorrect service ID",
        "Your account is suspended",
        "Invalid API key",
        "Quantity less than minimal 5000",
    ],
)
async def test_what_a_panel_refuses_for_its_own_reasons_goes_to_the_other_one(
    bench: Bench, second: SandboxPanel, chat: ChatClient, refusal: str
) -> None:
    bench.panel.faults.add("add", Fault.SAYS, body=lambda _: {"error": refusal}, code=200)
    await order_default(chat)
    found = await order(bench)
    assert (found.panel_id, found.refused_by) == (2, [found.service_id])
    assert (bought(bench.panel), bought(second)) == ([], [LINK])
    said = await notes(bench)
    assert any(note.startswith("panel 1 -> panel 2: ") and refusal in note for note in said), said
    await chat.wait_for("Order #1 is completed")


async def test_while_a_panel_is_busy_or_out_of_reach_the_other_one_is_asked(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.RATE_LIMIT)
    await order_default(chat)
    assert (await order(bench)).panel_id == 2
    assert bought(second) == [LINK]


@pytest.mark.parametrize(
    "fault",
    [
        Fault.LOST_ANSWER,
        Fault.RESET,
        Fault.ERROR_500,
        Fault.ERROR_500_AFTER,
        Fault.TRUNCATED,
        Fault.HTML_200,
        Fault.EMPTY,
    ],
)
async def test_an_unclear_answer_never_reroutes_an_order(
    bench: Bench, second: SandboxPanel, chat: ChatClient, fault: Fault
) -> None:
    bench.panel.faults.add("add", fault)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 has no clear answer", timeout=30)
    bench.skip(hours=1)
    await resync(bench)
    found = await order(bench)
    assert (found.state, found.panel_id) == (S.UNKNOWN, 1)
    assert adds(second) == []


@pytest.mark.parametrize(
    "refusal", ["You have active order with this link", "Incorrect link", "Something went wrong"]
)
async def test_what_another_panel_would_refuse_as_well_or_might_double_stays(
    bench: Bench, second: SandboxPanel, chat: ChatClient, refusal: str
) -> None:
    bench.panel.faults.add("add", Fault.SAYS, body=lambda _: {"error": refusal}, code=200)
    await fill_default(chat)
    await chat.tap("Confirm")
    await until(lambda: len(adds(bench.panel)) == 1)
    await chat.wait_for("#1", timeout=30)
    assert adds(second) == []
    assert (await order(bench)).panel_id == 1


async def test_what_was_unclear_once_stays_at_its_panel_whatever_an_owner_decides(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.ERROR_500, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 has no clear answer", timeout=30)
    await prefer(bench, Preference.CHEAPEST)
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        found = await session.get_one(Order, 1)
        await transition(session, found, S.QUEUED, now=utc_now())
    await until(lambda: bought(bench.panel) == [LINK])
    assert adds(second) == []


@pytest.mark.parametrize("state", [S.REQUOTED, S.IN_PROGRESS])
async def test_an_answer_that_comes_late_is_believed_of_the_panel_that_gave_it(
    bench: Bench, second: SandboxPanel, chat: ChatClient, state: OrderState
) -> None:
    await prefer(bench, Preference.CHEAPEST)
    second.speed = 0.001
    await order_default(chat)
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        found = await session.get_one(Order, 1)
        sent = Order.model_construct(panel_id=1, params={"service": "1"}, cost=Decimal("0.90"))
        number, found.state = found.provider_order_id, state
        if state is S.REQUOTED:
            found.provider_order_id = None
        await late_answers.keep(
            session, found, Placed("77"), sent=sent, owners=[OWNER_ID], now=utc_now()
        )
    found = await order(bench)
    if state is S.REQUOTED:
        assert (found.state, found.provider_order_id, found.panel_id) == (S.PLACED, "77", 1)
        assert found.params == {"service": "1"}
    else:
        assert (found.provider_order_id, found.panel_id) == (number, 2)
        assert found.reported_number is None  # it would be looked for at the wrong panel
        assert "placed as number 77 (127.0.0.1)" in (await notes(bench))[-1]
        await bench.private(bench.owner).wait_for("77 (127.0.0.1)")


async def test_a_duplicate_at_the_second_panel_is_another_order_and_no_riddle(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    for panel, words in (
        (bench.panel, "Not enough funds on balance"),
        (second, "You have active order with this link"),
    ):
        says = {"error": words}
        panel.faults.add("add", Fault.SAYS, body=partial(_said, says), code=200)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Refused by the panel", timeout=30)
    assert (await order(bench)).state is S.REJECTED


def _said(says: dict[str, str], _: Any) -> dict[str, str]:
    return says


async def test_where_all_refuse_the_order_ends_as_at_one_panel(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    says = {"error": "Incorrect service ID"}
    for panel in (bench.panel, second):
        panel.faults.add("add", Fault.SAYS, body=lambda _: says, code=200, times=50)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Refused by the panel", timeout=30)
    assert (await order(bench)).state is S.REJECTED
    assert (bought(bench.panel), bought(second)) == ([], [])


async def test_an_order_waits_for_nobody_while_its_panel_is_paused(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await fill_default(chat)
    await pause(bench, 1)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", timeout=30)
    assert (bought(bench.panel), bought(second)) == ([], [LINK])
    assert bench.app is not None
    await bench.app.catalogue.refresh()
    assert REAL in on_sale(bench)  # the second panel sells it


async def test_what_its_own_panel_drops_is_still_sold_and_ordered_again(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await order_default(chat)
    del bench.panel.services[0]
    await resync(bench)
    pushed = await chat.wait_for("Order #1 is completed")
    await chat.tap("🔎 Details", message=pushed)
    await chat.wait_for("Being sent to the panel")
    since = chat.mark()
    await chat.tap("🔁 Order again")
    await chat.wait_for("Total", since=since)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", since=since)
    assert (await order(bench, 2)).panel_id == 2


async def test_a_source_that_costs_more_than_was_agreed_is_not_asked(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    second.services[0]["rate"] = "0.91"
    await resync(bench)
    bench.panel.faults.add("add", Fault.RATE_LIMIT, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await until(lambda: len(adds(bench.panel)) == 1)
    await written_down(bench)
    await let_go(bench, 1)
    assert (bought(bench.panel), adds(second)) == ([LINK], [])


@pytest.mark.parametrize(
    "fields", [{"min": "2000"}, {"max": "500"}, {"type": "Package"}, {"name": "IG Likes"}]
)
async def test_a_source_that_is_not_what_was_merged_is_not_asked(
    bench: Bench, second: SandboxPanel, chat: ChatClient, fields: dict[str, Any]
) -> None:
    await prefer(bench, Preference.CHEAPEST)
    second.services[0] |= fields
    await resync(bench)
    await order_default(chat)
    assert (bought(bench.panel), adds(second)) == ([LINK], [])


async def test_what_people_see_under_another_name_is_bought_as_that_and_nothing_else(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await prefer(bench, Preference.CHEAPEST)
    bench.panel.services[0]["name"] = "Instagram Followers [Private]"
    await resync(bench)
    await fill(chat, "Followers", "[Private]", LINK)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", timeout=30)
    assert (bought(bench.panel), adds(second)) == ([LINK], [])
    assert (await order(bench)).service_name == "Instagram Followers [Private]"


async def test_what_was_ordered_before_its_own_panel_renamed_it_is_bought_where_it_still_is(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await pause(bench, 2)
    bench.panel.faults.add("add", Fault.RATE_LIMIT, times=1)
    await fill_default(chat)
    await chat.tap("Confirm")
    await until(lambda: len(adds(bench.panel)) == 1)
    await written_down(bench)
    bench.panel.services[0]["name"] = "Instagram Followers [Private]"
    await resync(bench)
    await resume(bench, 2)
    bench.skip(minutes=5)
    await let_go(bench, 1)
    assert (bought(bench.panel), bought(second)) == ([], [LINK])


async def test_an_order_goes_where_one_for_the_same_link_is_under_way(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    bench.panel.speed = 0.001
    await order_default(chat)
    await prefer(bench, Preference.CHEAPEST)
    await order_default(chat, quantity="500")
    assert [(await order(bench, it)).panel_id for it in (1, 2)] == [1, 1]
    await order_default(chat, link="https://www.instagram.com/elsewhere/")
    assert (await order(bench, 3)).panel_id == 2


async def test_parted_services_are_sold_each_by_itself(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await prefer(bench, Preference.CHEAPEST)
    await order_default(chat)
    assert bench.app is not None
    theirs = await key_of(bench, 2, "7")
    async with bench.app.database.begin() as session:
        await merging.part(session, theirs)
    await bench.app.catalogue.refresh()
    assert {REAL, "IG Followers (genuine)"} <= set(on_sale(bench))
    await order_default(chat, link="https://www.instagram.com/elsewhere/")
    assert (await order(bench, 2)).panel_id == 1
    await chat.wait_for("Order #1 is completed")  # followed where it was bought


async def test_a_removed_panel_takes_its_part_along(bench: Bench, chat: ChatClient) -> None:
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, 2)
        assert panel is not None
        await connecting.remove(session, panel, utc_now())
    async with bench.app.database.read() as session:
        assert await merging.merged(session, [await key_of(bench, 1, "1")]) == {}


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"type": "Package"}, Difference.TYPE),
        ({"cancel": False}, Difference.CANCEL),
        ({"name": "IG Followers (genuine) 365 days refill", "refill": True}, Difference.REFILL),
        ({"min": "20000", "max": "30000"}, Difference.LIMITS),
    ],
)
async def test_what_would_be_something_else_is_not_merged(
    bench: Bench, second: SandboxPanel, fields: dict[str, Any], difference: Difference
) -> None:
    second.services[0] |= fields
    await bench.start(SECRET_KEY=SECRET)
    assert bench.app is not None
    await panels.connect(bench.app.database, second)
    await until(lambda: any("genuine" in it for it in on_sale(bench)))
    with pytest.raises(CannotBeMergedError) as raised:
        await merge(bench)
    assert difference in raised.value.differences


async def test_sources_are_measured_each_by_itself(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await prefer(bench, Preference.CHEAPEST)
    for number in range(1, 6):
        await order_default(chat, link=f"https://www.instagram.com/one{number}/")
        await chat.wait_for(f"Order #{number} is completed")
    assert bench.app is not None
    ours, theirs = await key_of(bench, 1, "1"), await key_of(bench, 2, "7")
    async with bench.app.database.read() as session:
        found = await of_sources(session, [ours, theirs], utc_now())
    assert set(found) == {theirs}
    assert found[theirs].completed == 1


async def test_an_old_list_is_believed_only_where_there_is_no_other(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await prefer(bench, Preference.CHEAPEST)
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        state = await session.get_one(PanelState, 2)
        state.synced_at = utc_now() - timedelta(days=2)
        state.sync_at = utc_now() + timedelta(days=1)
    await order_default(chat)
    assert adds(second) == []


@pytest.mark.parametrize(("rate", "panel_id"), [("1.06", 2), ("1.07", 1)])
async def test_a_customer_pays_what_was_agreed_and_nothing_is_bought_below_the_floor(
    bench: Bench, second: SandboxPanel, rate: str, panel_id: int
) -> None:
    second.services[0]["rate"] = rate
    await start_selling(bench, "30", least_margin="10", SECRET_KEY=SECRET)
    assert bench.app is not None
    await panels.connect(bench.app.database, second)
    await until(lambda: "IG Followers (genuine)" in on_sale(bench))
    await merge(bench)
    customer = bench.private()
    await give(bench, customer.chat.id, "5.00")
    bench.panel.faults.add("add", Fault.RATE_LIMIT, times=1)
    await fill_default(customer)
    await customer.tap("Confirm")
    await until(lambda: len(adds(bench.panel)) == 1)
    await written_down(bench)
    await let_go(bench, 1)
    await customer.wait_for("Order #1 is completed", timeout=30)
    found = await order(bench)
    assert (found.panel_id, found.price, found.booked) == (panel_id, Decimal("1.17"), 11700)
    assert found.charge == Decimal("0.90" if panel_id == 1 else rate)
    assert await money_of(bench, customer.chat.id) == (Decimal("3.83"), Decimal(0))
    assert bought((bench.panel, second)[panel_id - 1]) == [LINK]
