"""Owners see at which panel an order was bought, and why there; who has ordered does not."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.catalogue.service import merging
from bot.core.clock import utc_now
from bot.panel.service import connecting
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.catalogue.test_merging import REAL, THEIRS, second_panel
from tests.conftest import OWNER_ID, Bench
from tests.ordering import fill_default, order_default
from tests.reports.test_export import read_csv
from tests.two_panels import key_of, on_sale, served, start_with


@pytest.fixture
async def second(bench: Bench) -> AsyncIterator[SandboxPanel]:
    """Serve a second panel that sells the first one's followers as well."""
    async with served(bench, second_panel()) as panel:
        yield panel


@pytest.fixture
async def owner(bench: Bench, second: SandboxPanel) -> ChatClient:
    """Start the bot with both panels, and their followers sold as one."""
    chat = await start_with(bench, second, THEIRS)
    assert bench.app is not None
    ours, theirs = await key_of(bench, 1, "1"), await key_of(bench, 2, "7")
    async with bench.app.database.begin() as session:
        await merging.merge(session, ours, theirs, by=OWNER_ID, now=utc_now())
    await bench.app.catalogue.refresh()
    assert REAL in on_sale(bench)
    return chat


async def found(owner: ChatClient) -> Message:
    since = owner.mark()
    await owner.say("/find #1")
    return await owner.wait_for("👁 As seen in", since=since)


async def test_an_order_names_its_panel_and_why_it_went_on(
    bench: Bench, owner: ChatClient
) -> None:
    says = {"error": "Not enough funds on balance"}
    bench.panel.faults.add("add", Fault.SAYS, body=lambda _: says, code=200)
    customer = bench.private(bench.playground.world.add_person("Max"))
    await order_default(customer)
    await customer.wait_for("Order #1 is completed")
    card = await found(owner)
    assert "🔌 Bought at: Second, service 7" in card.text
    assert "from 127.0.0.1 to Second. " in card.text
    assert "Not enough funds on balance" in card.text
    assert "panel 1" not in card.text
    await customer.say("/status #1")
    theirs = await customer.wait_for("#1 (")
    await customer.tap("🔎 Details")
    assert theirs.text
    for secret in ("Second", "127.0.0.1", "panel 1", "enough funds"):
        assert secret not in customer.transcript()


async def test_a_panel_that_takes_nothing_is_named_in_words(
    bench: Bench, owner: ChatClient
) -> None:
    await fill_default(owner)
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, 1)
        assert panel is not None
        await connecting.pause(session, panel)
    await owner.tap("Confirm")
    await owner.wait_for("Order #1 is completed", timeout=30)
    card = await found(owner)
    assert "from 127.0.0.1 to Second. The panel is paused or no longer sells it." in card.text


async def test_an_unclear_order_says_to_which_panel_it_was_sent(
    bench: Bench, owner: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.LOST_ANSWER)
    await fill_default(owner)
    await owner.tap("Confirm")
    card = await owner.wait_for("Order #1 has no clear answer", timeout=30)
    assert "🔌 127.0.0.1" in card.text
    assert "🔌 Sent to: 127.0.0.1, service 1" in (await found(owner)).text


async def test_files_of_owners_name_the_panel_and_those_of_others_do_not(
    bench: Bench, owner: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.RATE_LIMIT)
    customer = bench.private(bench.playground.world.add_person("Max"))
    await order_default(customer)
    await customer.wait_for("Order #1 is completed")
    since = customer.mark()
    await customer.say("/export csv")
    _, own = customer.read_file(await customer.wait_for(lambda it: bool(it.file), since=since))
    assert b"Second" not in own
    since = customer.mark()
    await customer.say("/privacy")
    await customer.tap("📦 Get my data")
    _, data = customer.read_file(await customer.wait_for(lambda it: bool(it.file), since=since))
    text = data.decode()
    assert "panel 1" not in text
    assert "Second" not in text
    orders = json.loads(text)["orders"]
    assert [it["id"] for it in orders] == [1]
    assert "panel_id" not in orders[0]
    await owner.say("/export all")
    await owner.tap("All chats")
    await owner.tap("CSV")
    _, every = owner.read_file(await owner.wait_for(lambda it: bool(it.file)))
    head, line = read_csv(every)
    assert dict(zip(head, line, strict=True))["Panel"] == "Second"


async def test_with_one_panel_nothing_of_it_shows(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    assert "🔌" not in (await found(chat)).text
