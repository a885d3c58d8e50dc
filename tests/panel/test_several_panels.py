"""Several panels behind one bot: each has its orders, its numbers, its errors."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.options import vault
from bot.panel.rules.accounts import PanelAccount
from bot.panel.service import connecting
from bot.panel.service.connecting import AlreadyKnownError, OpenOrdersError
from bot.panel.tables import Hold, Panel, PanelState, PanelStatus
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from tests import accounts, panels
from tests.conftest import SPEED, Bench, service, until
from tests.ordering import LINK, fill, order_default
from tests.panels import SECRET

OTHER_LINK = "https://www.instagram.com/other/"
S = OrderState


def other_services() -> list[dict[str, Any]]:
    """Return a list whose numbers are the first panel's, of other services."""
    return [
        service(1, "Instagram Views [Fast]", category="Instagram Views", rate="0.10"),
        service(2, "YouTube Likes", category="YouTube Likes"),
    ]


@pytest.fixture
async def second(bench: Bench) -> AsyncIterator[SandboxPanel]:
    """Serve a second panel that the bot does not know yet."""
    panel = SandboxPanel(services=other_services(), speed=SPEED, balance=Decimal(50))
    await panel.start()
    yield panel
    await bench.stop()
    await panel.stop()


@pytest.fixture
async def both(bench: Bench, second: SandboxPanel) -> ChatClient:
    """Start the bot, and add the second panel."""
    await bench.start(SECRET_KEY=SECRET)
    await connect(bench, second)
    return bench.private()


async def connect(bench: Bench, panel: SandboxPanel) -> int:
    """Have the bot work with another panel, and wait until its services are on sale."""
    assert bench.app is not None
    number = await panels.connect(bench.app.database, panel)
    await panel.wait_for("services", timeout=30)
    await until(lambda: on_sale(bench, "Views [Fast]"))
    return number


def on_sale(bench: Bench, name: str) -> bool:
    """Return whether people can order a service."""
    assert bench.app is not None
    categories = bench.app.catalogue.current.categories
    return any(name in it.name for category in categories for it in category.services)


async def rows(bench: Bench) -> Sequence[Order]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.execute(select(Order).order_by(col(Order.id)))).scalars().all()


async def panel_of(bench: Bench, panel_id: int) -> Panel:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(Panel, panel_id)


async def change(bench: Bench, panel_id: int, what: Any, *args: Any) -> Any:
    """Do what an owner decides about a panel."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, panel_id)
        assert panel is not None
        return await what(session, panel, *args)


async def order_views(chat: ChatClient, link: str = OTHER_LINK) -> None:
    await fill(chat, "Views", "Views [Fast]", link)
    await chat.tap("Confirm")


async def test_each_order_goes_to_the_panel_of_its_service_and_is_followed_there(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    await order_default(both)
    await order_views(both)
    await both.wait_for("Order #1 is completed")
    await both.wait_for("Order #2 is completed")
    first, other = await rows(bench)
    assert first.provider_order_id == other.provider_order_id  # both number from the same
    assert (first.panel_id, other.panel_id) == (1, 2)
    assert [call.params["link"] for call in bench.panel.requests if call.action == "add"] == [LINK]
    adds = [call.params["link"] for call in second.requests if call.action == "add"]
    assert adds == [OTHER_LINK]


async def test_a_panel_that_is_down_holds_nobody_else_up(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    second.faults.add("add", Fault.HTML_500)
    second.faults.add("balance", Fault.HTML_500)
    await order_views(both)
    await both.wait_for("Order #1 has no clear answer")
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        (await session.get_one(PanelState, 2)).hold = Hold.DOWN
    await order_default(both)
    await both.wait_for("Order #2 is completed")


async def test_nothing_is_ordered_at_a_paused_panel_and_what_was_is_followed(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    second.speed = 0
    await order_views(both)
    await both.wait_for("Number at the panel")
    await change(bench, 2, connecting.pause)
    await until(lambda: not on_sale(bench, "Views [Fast]"))
    for order in second.orders.values():
        order.status = "Completed"
    bench.skip(hours=1)
    await both.wait_for("Order #1 is completed")
    await change(bench, 2, connecting.resume)
    await until(lambda: on_sale(bench, "Views [Fast]"))


async def test_a_removed_panel_is_followed_to_its_end_and_its_key_forgotten_then(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    second.speed = 0
    await order_views(both)
    await both.wait_for("Number at the panel")
    await change(bench, 2, connecting.remove, bench.now())
    await until(lambda: not on_sale(bench, "Views [Fast]"))
    assert not await change(bench, 2, connecting.let_go)
    for order in second.orders.values():
        order.status = "Completed"
    bench.skip(hours=1)
    await both.wait_for("Order #1 is completed")
    bench.wake_loops()
    while (  # noqa: ASYNC110 - nobody announces it
        panel := await panel_of(bench, 2)
    ).status is not PanelStatus.OUT_OF_REACH:
        await asyncio.sleep(0.05)
    assert panel.sealed == ""


async def test_the_key_stands_nowhere_in_the_database(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    del both
    kept = (bench.folder / "bot.sqlite3").read_bytes()
    kept += (bench.folder / "bot.sqlite3-wal").read_bytes()
    assert accounts.KEY.encode() not in kept
    assert second.url.encode() not in kept


async def test_the_same_account_is_no_second_panel(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    del both
    with pytest.raises(AlreadyKnownError):
        await connect(bench, second)
    with pytest.raises(AlreadyKnownError):
        await connect(bench, bench.panel)


async def test_another_address_is_refused_while_orders_are_open(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    second.speed = 0
    safe = vault(bench.settings())
    await order_views(both)
    await both.wait_for("Number at the panel")
    moved = PanelAccount("https://moved.example/api/v2", accounts.KEY)
    with pytest.raises(OpenOrdersError):
        await change(bench, 2, connecting.set_account, moved, safe)
    await change(bench, 2, connecting.set_account, PanelAccount(second.url, "new-key"), safe)
    assert {it.panel_id for it in await rows(bench)} == {2}


async def test_with_another_secret_the_panel_is_left_alone(
    bench: Bench, second: SandboxPanel, both: ChatClient
) -> None:
    del both
    await bench.stop()
    asked = len(second.requests)
    bench.environment["SECRET_KEY"] = SECRET[::-1]
    await bench.start()
    await order_default(bench.private())
    assert len(second.requests) == asked
