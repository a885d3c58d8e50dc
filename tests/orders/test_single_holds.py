"""One order, one target or one service that is refused: nobody else waits, nobody hears twice."""

from decimal import Decimal
from functools import partial

import pytest
from sqlmodel import select

from bot.panel.tables import Hold, PanelState, ServiceHold
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, until
from tests.ordering import LINK, fill, fill_default, let_go, resync, written_down
from tests.proof import first_quick, proof

OTHER = "https://www.instagram.com/other/"


def sent(bench: Bench, link: str = LINK) -> int:
    return sum(params.get("link") == link for params in bench.added())


async def order_likes(chat: ChatClient, link: str = OTHER) -> None:
    """Order another service, and wait until it is placed."""
    since = chat.mark()
    await fill(chat, "Likes", "Likes", link)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", since=since)


async def confirm(chat: ChatClient, link: str = LINK) -> None:
    await fill_default(chat, link=link)
    await chat.tap("Confirm")


def has_tried(bench: Bench, times: int) -> bool:
    """Return whether the two orders of the closed service were sent so often."""
    return sent(bench) + sent(bench, f"{LINK}2/") >= times


async def tried_again(bench: Bench, times: int) -> None:
    """Let time pass until order 1 was sent so often, and its answer is written down."""
    assert bench.app is not None
    bench.skip(minutes=35)
    await until(partial(has_tried, bench, times))
    await written_down(bench)


async def hold(bench: Bench) -> Hold:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.get_one(PanelState, 1)).hold


async def service_holds(bench: Bench) -> list[ServiceHold]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(ServiceHold))).scalars())


@pytest.fixture
async def buyer(bench: Bench, chat: ChatClient) -> ChatClient:
    """Return somebody else's chat; the owner has opened the bot before."""
    await chat.say("/orders")
    await chat.wait_for("Orders")
    return bench.private(bench.playground.world.add_person("Max"))


@pytest.mark.parametrize(
    "words",
    first_quick(
        1,
        [
            "The account is suspended",
            "User not found",
            "Instagram account is suspended",
            "Insufficient number of posts",
            "Profile is private",
        ],
    ),
)
async def test_what_is_wrong_with_one_target_is_reported_to_its_person_alone(
    bench: Bench, chat: ChatClient, buyer: ChatClient, words: str
) -> None:
    bench.panel.faults.add("add", Fault.REFUSAL, text=words, link=LINK)
    for number in (1, 3):
        await confirm(buyer)
        refused = await buyer.wait_for(f"#{number} ❌ Refused by the panel")
        assert f"The panel says: {words}" in refused.text
        await order_likes(chat, link=f"{OTHER}{number}/")
    await bench.pushed()
    assert (sent(bench), await hold(bench)) == (2, Hold.NONE)
    for alarm in ("⏳", "🚧", "🔑", "💸", "🔌", "takes orders again"):
        assert alarm + " The panel" not in chat.transcript()
        assert alarm + " The balance" not in chat.transcript()


CLOSED = "This service is temporarily unavailable. Please try another or contact support."


async def test_a_service_that_is_closed_for_now_keeps_only_its_own_orders_waiting(
    bench: Bench, chat: ChatClient, buyer: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.REFUSAL, text=CLOSED, service="1")
    await confirm(buyer)
    await buyer.wait_for("can't take this order at the moment. It is kept")
    await chat.wait_for("takes no orders for Instagram Followers [Real]: This service is temp")
    await confirm(buyer, link=f"{LINK}2/")
    await buyer.wait_for("#2 ⏳ Waiting to be sent")
    await order_likes(chat)
    assert (sent(bench), sent(bench, f"{LINK}2/"), await hold(bench)) == (1, 0, Hold.NONE)
    bench.panel.faults.clear()
    bench.skip(minutes=2)
    await buyer.wait_for("Order #1 is completed")
    await buyer.wait_for("Order #2 is completed")
    assert (len(bench.panel.orders), await service_holds(bench)) == (3, [])
    assert chat.transcript().count("takes no orders for") == 1


@proof
async def test_a_service_that_stays_closed_is_refused_in_the_end_and_then_at_once(
    bench: Bench, chat: ChatClient, buyer: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.REFUSAL, text=CLOSED, service="1")
    await confirm(buyer)
    await confirm(buyer, link=f"{LINK}2/")
    for tries in (2, 3, 4):
        bench.skip(minutes=20)
        await until(partial(has_tried, bench, tries))
        await order_likes(chat, link=f"{OTHER}{tries}/")
    for number in (1, 2):
        refused = await buyer.wait_for(f"Order #{number} was refused by the panel")
        assert "The service is not available." in refused.text
    await confirm(buyer, link=f"{LINK}3/")
    await buyer.wait_for("#6 ❌ Refused by the panel")
    assert sent(bench) <= 4
    assert sent(bench, f"{LINK}3/") == 1
    assert chat.transcript().count("takes no orders for") == 1
    assert len(bench.panel.orders) == 3


@proof
async def test_a_change_of_the_service_ends_its_wait(bench: Bench, chat: ChatClient) -> None:
    bench.panel.faults.add("add", Fault.REFUSAL, text=CLOSED, service="1")
    await confirm(chat)
    await chat.wait_for("takes no orders for")
    assert [it.service_id for it in await service_holds(bench)] == [1]
    bench.panel.services[0]["max"] = "9000"
    await resync(bench)
    assert await service_holds(bench) == []


@proof
async def test_a_service_without_clear_answers_is_left_alone_and_others_go_on(
    bench: Bench, chat: ChatClient, buyer: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.ERROR_500, service="1")
    for number in range(1, 4):
        await confirm(buyer, link=f"{LINK}{number}/")
        await chat.wait_for(f"Order #{number} has no clear answer")
    await chat.wait_for("takes no orders for Instagram Followers [Real]")
    await confirm(buyer, link=f"{LINK}4/")
    await buyer.wait_for("#4 ⏳ Waiting to be sent")
    await order_likes(chat)
    assert (sent(bench, f"{LINK}4/"), await hold(bench)) == (0, Hold.NONE)
    bench.panel.faults.clear()
    bench.skip(minutes=5)
    await buyer.wait_for("Order #4 is completed")
    assert "gives no usable answers" not in chat.transcript()


@pytest.mark.parametrize(
    "words",
    first_quick(
        1, ["Not enough funds on balance", "Invalid API key", "Your account is not active"]
    ),
)
async def test_what_the_balance_does_not_confirm_is_the_affair_of_one_order(
    bench: Bench, chat: ChatClient, buyer: ChatClient, words: str
) -> None:
    bench.panel.faults.add("add", Fault.REFUSAL, text=words, link=LINK)
    await confirm(buyer)
    await chat.wait_for(f"does not take order #1 ($0.90): {words}")
    await order_likes(chat)
    assert await hold(bench) is Hold.NONE
    for tries in range(2, 13):
        await tried_again(bench, tries)
    refused = await buyer.wait_for("Order #1 was refused by the panel. Nothing was bought.")
    assert "can't take this order at the moment" in refused.text
    assert words not in buyer.transcript()
    assert sent(bench) == 12
    assert chat.transcript().count("does not take order #1") == 1
    assert "takes orders again" not in chat.transcript()


@proof
async def test_an_order_above_the_balance_waits_while_cheaper_ones_go(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.balance = Decimal("0.50")
    await confirm(chat)  # $0.90
    await chat.wait_for("balance at the panel is too small for order #1 ($0.90)")
    assert await hold(bench) is Hold.FUNDS
    for number in range(2):
        await order_likes(chat, link=f"{OTHER}{number}/")  # less than a cent
    assert sent(bench) == 1
    bench.skip(minutes=2)  # still not enough: it is not even asked
    await bench.panel.wait_for(
        "balance", sum(it.action == "balance" for it in bench.panel.requests)
    )
    await order_likes(chat, link=f"{OTHER}x/")
    assert sent(bench) == 1
    bench.panel.balance = Decimal(10)
    bench.skip(minutes=6)
    await chat.wait_for("Order #1 is completed")
    await chat.wait_for("takes orders again")
    assert chat.transcript().count("too small for order") == 1
    assert sent(bench) == 2


@proof
async def test_no_money_and_no_balance_to_be_read_holds_nobody_up(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.faults.add("balance", Fault.REFUSAL, text="This action is Invalid")
    bench.panel.faults.add("add", Fault.REFUSAL, text="Insufficient balance", link=LINK)
    await confirm(chat)
    await chat.wait_for("does not take order #1")
    await order_likes(chat)
    assert await hold(bench) is Hold.NONE
    bench.panel.faults.clear()
    bench.skip(minutes=2)
    await chat.wait_for("Order #1 is completed")


@proof
async def test_a_panel_without_a_balance_is_tried_by_one_order_at_a_time(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.faults.add("balance", Fault.REFUSAL, text="This action is Invalid")
    bench.panel.faults.add("add", Fault.HTML_500)
    await confirm(chat)
    await chat.wait_for("Order #1 has no clear answer")
    await fill(chat, "Likes", "Likes", OTHER)
    await chat.tap("Confirm")
    await chat.wait_for("Order #2 has no clear answer")
    await confirm(chat, link=f"{LINK}3/")
    await chat.wait_for("Order #3 has no clear answer")
    await chat.wait_for("gives no usable answers")
    assert await hold(bench) is Hold.DOWN
    for number in (4, 5):
        await confirm(chat, link=f"{LINK}{number}/")
        await chat.wait_for(f"#{number} ⏳ Waiting to be sent")
    bench.skip(minutes=2)
    await bench.panel.wait_for("balance", 2)
    assert len(bench.added()) == 3
    bench.skip(minutes=4)
    await chat.wait_for("Order #4 has no clear answer")
    await bench.pushed()
    assert len(bench.added()) == 4
    bench.panel.faults.clear()
    bench.panel.faults.add("balance", Fault.REFUSAL, text="This action is Invalid")
    await let_go(bench, 5)
    await chat.wait_for("Order #5 is completed")
    await chat.wait_for("takes orders again")
    assert chat.transcript().count("gives no usable answers") == 1


async def test_an_order_that_is_refused_as_a_duplicate_after_a_first_try_goes_to_owners(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.RATE_LIMIT, times=1)
    bench.panel.faults.add(
        "add", Fault.REFUSAL, times=1, text="An identical order was just placed"
    )
    await confirm(chat)
    await bench.panel.wait_for("add")
    await written_down(bench)
    bench.skip(minutes=2)
    await chat.wait_for("Order #1 has no clear answer")
    assert sent(bench) == 2
