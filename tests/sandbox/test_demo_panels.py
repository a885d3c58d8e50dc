"""The demo with two panels: an order goes on to the other one where the first has not taken it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from bot.demo.stage import Stage, stage
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.proof import proof

LINK = "https://www.instagram.com/harbourcafe/"


async def test_what_the_first_panel_refuses_goes_on_and_what_is_unclear_waits() -> None:
    async with two_panels() as (parts, owner):
        first, second = parts.panels
        await turn(parts, "refuse", on=True)
        await order(owner, "101", LINK)
        await owner.wait_for("Order #1 is completed", timeout=30)
        assert (links(first), links(second)) == ([], [LINK])
        found = await find(owner, "/find #1")
        assert "🔌 Bought at: Birch, service 14" in found.text
        assert "from Alder to Birch. Disabled service ID" in found.text
        await turn(parts, "refuse", on=False)
        await turn(parts, "lose", on=True)
        await order(owner, "101", LINK + "2")
        asked = await owner.wait_for("Order #2 has no clear answer", timeout=60)
        assert "🔌 Alder" in asked.text
        await owner.say("/unresolved")
        await owner.wait_for("Order #2 has no clear answer", since=asked.changed_at)
        assert (links(first), links(second)) == ([LINK + "2"], [LINK])
        assert [call.action for call in second.requests].count("add") == 1


@proof
async def test_the_second_panel_is_ordered_from_as_well() -> None:
    async with two_panels() as (parts, owner):
        first, second = parts.panels
        await order(owner, "2-51", "https://t.me/harbourcafe")
        await owner.wait_for("Order #1 is completed", timeout=30)
        assert first.charges == {}
        assert list(second.charges) == ["23501"]
        assert second.orders["23501"].params["service"] == "51"


@proof
async def test_the_owner_merges_what_is_left() -> None:
    async with two_panels() as (_, owner):
        await owner.say("/admin")
        await owner.tap("🗂 Catalogue")
        await owner.tap("🔀 Same at several panels")
        listed = await owner.wait_for("Compare two before you sell them as one.")
        assert "Birch" in listed.text
        await owner.tap("1", message=listed)
        await owner.wait_for("Sell these two as one?")
        await owner.tap("🔀 Sell as one", message=listed)
        await owner.wait_for("People see one service")


@asynccontextmanager
async def two_panels() -> AsyncIterator[tuple[Stage, ChatClient]]:
    """Start the demo as `python -m bot demo` does, but within this process, and quick."""
    async with stage(speed=20, outcomes=False, panels=2) as parts:
        world = parts.playground.world
        owner = ChatClient(parts.playground, parts.owner, world.private_chat(parts.owner))
        await owner.say("/start")
        await owner.wait_for("Hello")
        yield parts, owner


async def turn(parts: Stage, what: str, *, on: bool) -> None:
    """Break or mend something at the first panel, as the page does."""
    url = parts.playground.api_url
    body, own = {"panel": parts.panel.name, "what": what, "on": on}, {"Origin": url}
    async with (
        aiohttp.ClientSession(headers=own) as session,
        session.post(f"{url}/api/break", json=body) as answer,
    ):
        assert answer.status == 200


async def order(owner: ChatClient, service: str, link: str) -> None:
    """Order a thousand of a service."""
    since = owner.mark()
    await owner.say(f"/order {service} {link} 1000")
    await owner.wait_for("Total", since=since)
    await owner.tap("Confirm")


async def find(owner: ChatClient, words: str) -> Message:
    since = owner.mark()
    await owner.say(words)
    return await owner.wait_for("👁 As seen in", since=since)


def links(panel: SandboxPanel) -> Sequence[str]:
    """Return for which links there are orders at a panel."""
    return [str(it.params["link"]) for it in panel.orders.values()]
