"""What can be broken at one panel of several, and mended again."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from bot.panel.api.refusal_words import reason_of
from bot.panel.rules.refusals import RefusalReason
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import several
from bot.sandbox.panel.switches import REFUSAL, Switch, Switches
from bot.sandbox.telegram.server import Playground

LINK = "https://www.instagram.com/{}/"
SERVICES = {"Alder": "101", "Birch": "14"}


@pytest.fixture
async def panels() -> AsyncIterator[list[SandboxPanel]]:
    """Return two panels, running."""
    found = several(2)
    for panel in found:
        await panel.start()
    yield found
    for panel in found:
        await panel.stop()


async def order(panel: SandboxPanel, name: str) -> Any:
    """Order for a link of its own, and return the answer; `None` if none comes."""
    form = {"key": panel.key, "action": "add", "service": SERVICES[panel.name]}
    form |= {"link": LINK.format(name), "quantity": "1000"}
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(panel.url, data=form) as answer:
                return await answer.json()
        except aiohttp.ServerDisconnectedError:
            return None


async def test_a_panel_that_refuses_takes_no_order_until_it_is_mended(
    panels: list[SandboxPanel],
) -> None:
    first, second = panels
    switches = Switches(first)
    for _ in range(2):  # twice is once
        await switches.turn(Switch.REFUSE, on=True)
    for name in "ab":
        assert await order(first, name) == {"error": REFUSAL}
    assert await order(second, "c") == {"order": 1}
    assert switches.is_on(Switch.REFUSE)
    await switches.turn(Switch.REFUSE, on=False)
    assert not switches.is_on(Switch.REFUSE)
    assert await order(first, "d") == {"order": 1}
    assert (first.charges, first.balance) == ({"1": Decimal("0.9")}, Decimal("99.1"))


def test_its_refusal_proves_that_nothing_was_bought() -> None:
    assert reason_of(REFUSAL) is RefusalReason.SERVICE


async def test_one_answer_is_lost_and_its_order_is_booked(panels: list[SandboxPanel]) -> None:
    first, _ = panels
    switches = Switches(first)
    await switches.turn(Switch.LOSE, on=True)
    assert switches.is_on(Switch.LOSE)
    assert await order(first, "a") is None
    assert list(first.charges) == ["1"]
    assert not switches.is_on(Switch.LOSE)
    assert await order(first, "b") == {"order": 2}


async def test_a_panel_that_is_down_is_sent_nothing(panels: list[SandboxPanel]) -> None:
    first, second = panels
    switches = Switches(first)
    for _ in range(2):
        await switches.turn(Switch.DOWN, on=True)
    with pytest.raises(aiohttp.ClientConnectorError):
        await order(first, "a")
    assert await order(second, "a") == {"order": 1}
    for _ in range(2):
        await switches.turn(Switch.DOWN, on=False)
    assert await order(first, "b") == {"order": 1}
    assert [call.params["link"] for call in first.requests] == [LINK.format("b")]


async def test_money_that_was_taken_comes_back_with_what_was_given_back_meanwhile(
    panels: list[SandboxPanel],
) -> None:
    first, _ = panels
    switches = Switches(first)
    await order(first, "a")
    for _ in range(2):
        await switches.turn(Switch.BROKE, on=True)
    assert await order(first, "b") == {"error": "Not enough funds on balance"}
    first.finish("1", "Canceled")
    assert first.balance == Decimal("0.9")
    for _ in range(2):
        await switches.turn(Switch.BROKE, on=False)
    assert first.balance == Decimal(100)
    assert not switches.is_on(Switch.BROKE)


@pytest.mark.parametrize("switch", Switch)
async def test_the_page_breaks_the_panel_that_it_names(
    panels: list[SandboxPanel], switch: Switch
) -> None:
    playground = Playground(token="1:A", backstage=Backstage(*panels))
    await playground.start()
    try:
        body = {"what": switch.value, "panel": "Birch", "on": True}
        assert await post(playground, "break", body) == 200
        assert await broken(playground) == {"Alder": [], "Birch": [switch.value]}
        assert await post(playground, "break", {**body, "on": False}) == 200
        assert await broken(playground) == {"Alder": [], "Birch": []}
    finally:
        await playground.stop()


@pytest.mark.parametrize("name", ["Maple", ["Alder"], 7])
async def test_a_panel_that_is_not_there_is_not_broken(
    panels: list[SandboxPanel], name: object
) -> None:
    playground = Playground(token="1:A", backstage=Backstage(*panels))
    await playground.start()
    try:
        body = {"what": "refuse", "panel": name, "on": True}
        assert await post(playground, "break", body) == 400
        assert await broken(playground) == {"Alder": [], "Birch": []}
    finally:
        await playground.stop()


async def post(playground: Playground, path: str, body: dict[str, Any]) -> int:
    own = {"Origin": playground.api_url}
    async with (
        aiohttp.ClientSession(headers=own) as session,
        session.post(f"{playground.api_url}/api/{path}", json=body) as answer,
    ):
        return answer.status


async def broken(playground: Playground) -> dict[str, list[str]]:
    """Return what the page is told of each panel."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{playground.api_url}/api/backstage") as stream,
    ):
        async for line in stream.content:
            event = json.loads(line.removeprefix(b"data: ")) if line.strip() else {}
            if event.get("type") == "state":
                return {it["name"]: it["broken"] for it in event["panels"]}
    raise AssertionError("the page was told nothing")
