"""Owners sell services of several panels as one, say which is tried first, and part them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.catalogue.rules.similar import Difference
from bot.catalogue.rules.sources import Preference
from bot.catalogue.screens.merge_suggestions import DIFFERENCES
from bot.catalogue.service import merging
from bot.catalogue.service.merging import Merged
from bot.core.clock import utc_now
from bot.panel.service import connecting
from bot.panel.tables import PanelState
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import SPEED, Bench, service
from tests.ordering import labels, listed_names, open_service, resync
from tests.two_panels import key_of, on_sale, served, start_with

REAL = "Instagram Followers [Real]"
THEIRS = "IG Followers Real"
LIFETIME = "IG Followers Real | Lifetime Refill"


def second_panel() -> SandboxPanel:
    """Return a panel that sells the first one's followers, and some that promise more."""
    sold = [
        service(7, THEIRS, rate="0.60", category="IG", max="5000"),
        service(8, LIFETIME, rate="0.95", category="IG"),
    ]
    return SandboxPanel(services=sold, speed=SPEED, balance=Decimal(50), name="Second")


@pytest.fixture
async def second(bench: Bench) -> AsyncIterator[SandboxPanel]:
    """Serve a second panel that the bot does not know yet."""
    async with served(bench, second_panel()) as panel:
        yield panel


@pytest.fixture
async def owner(bench: Bench, second: SandboxPanel) -> ChatClient:
    """Start the bot with both panels; nothing is merged yet."""
    return await start_with(bench, second, THEIRS)


async def merged(bench: Bench) -> Merged | None:
    """Return how the first service is bought; `None`: it is not merged."""
    assert bench.app is not None
    key = await key_of(bench, 1, "1")
    async with bench.app.database.read() as session:
        return (await merging.merged(session, [key])).get(key)


async def numbers(bench: Bench) -> list[str]:
    """Return the panels' names for the sources of the first service, in their order."""
    found = await merged(bench)
    return [] if found is None else [it.name for it in found.sources]


async def opened(chat: ChatClient) -> Message:
    """Open the page of the first service's panels."""
    since = chat.mark()
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛠 Edit")
    await chat.wait_for("🛠", since=since)
    await chat.tap("🔀 Several panels")
    return await chat.wait_for("🔀 " + REAL, since=since)


async def add(bench: Bench, chat: ChatClient) -> Message:
    """Have the first service bought at the second panel, too, as it is suggested there."""
    assert bench.app is not None
    page = await opened(chat)
    await chat.tap("➕ Add", message=page)
    await chat.wait_for("Which service is the same?")
    await chat.tap("1", message=page)
    await chat.wait_for("Sell these two as one?")
    assert page.text.index(REAL) < page.text.index(THEIRS)
    await chat.tap("🔀 Sell as one", message=page)
    await chat.wait_for("People see one service")
    await bench.app.catalogue.refresh()
    return page


async def refused(chat: ChatClient, label: str, message: Message) -> str:
    """Return what an alert says to a tap."""
    answer = await chat.tap(label, message=message)
    assert answer is not None
    assert answer.show_alert
    return answer.text or ""


async def test_a_suggested_service_is_sold_as_one(bench: Bench, owner: ChatClient) -> None:
    page = await opened(owner)
    assert "It is bought at one panel." in page.text
    await owner.tap("➕ Add", message=page)
    await owner.wait_for("Which service is the same?")
    assert "1. Second · " in page.text
    assert "$0.60 per 1000" in page.text
    assert page.text.index(THEIRS) < page.text.index(LIFETIME)
    assert "⛔" in page.text[page.text.index("2. Second") :]
    assert labels(page) == ["1", "2", "🔢 By ID", "⬅️ Back"]
    await owner.tap("1", message=page)
    await owner.wait_for("Nothing that people are promised differs.")
    assert {"From 100 to 10,000", "From 100 to 5,000"} <= {
        line.removeprefix("📏 ") for line in page.text.splitlines()
    }
    await owner.tap("🔀 Sell as one", message=page)
    await owner.wait_for("People see one service, with the name, limits and price of")
    assert await numbers(bench) == [REAL, THEIRS]
    assert bench.app is not None
    await bench.app.catalogue.refresh()
    assert REAL in on_sale(bench)
    assert THEIRS not in on_sale(bench)
    found = await merged(bench)
    assert found is not None
    assert found.preference is Preference.FIXED
    assert "1. 127.0.0.1 · ⭐ tried first now" in page.text
    assert "2. Second\n" in page.text
    await owner.tap("⬅️ Back", message=page)
    await owner.wait_for("🛠 " + REAL)
    assert "🔀 Several panels" in labels(page)


async def test_what_would_be_something_else_is_refused_with_the_reason(
    bench: Bench, owner: ChatClient
) -> None:
    page = await opened(owner)
    await owner.tap("➕ Add", message=page)
    await owner.wait_for("Which service is the same?")
    await owner.tap("2", message=page)
    await owner.wait_for("⛔ They promise different refills.")
    assert "They can't be sold as one" in page.text
    assert labels(page) == ["⬅️ Back"]
    ours, theirs = await key_of(bench, 1, "1"), await key_of(bench, 2, "8")
    await owner.press(page, f"me:m:{ours}:{theirs}::")  # as a modified client can
    assert await merged(bench) is None


async def test_any_other_service_is_compared_by_its_id(bench: Bench, owner: ChatClient) -> None:
    page = await opened(owner)
    await owner.tap("➕ Add", message=page)
    await owner.tap("🔢 By ID", message=page)
    await owner.wait_for("Send the ID of the service that is the same as")
    await owner.say("2-99")
    await owner.wait_for("There is no service 2-99.")
    await owner.say("2")
    await owner.wait_for("⛔ Both are from the same panel.")
    await owner.tap("🔢 By ID", message=page)
    await owner.say("2-7")
    found = await owner.wait_for("Nothing that people are promised differs.")
    await owner.tap("🔀 Sell as one", message=found)
    await owner.wait_for("People see one service")
    assert await numbers(bench) == [REAL, THEIRS]


async def test_it_is_merged_with_two_taps_from_the_catalogues_page(
    bench: Bench, owner: ChatClient
) -> None:
    await owner.say("/admin")
    await owner.wait_for("Dashboard")
    await owner.tap("🗂 Catalogue")
    await owner.wait_for("Categories:")
    await owner.tap("🔀 Same at several panels")
    page = await owner.wait_for("🔀 Same at several panels · 1")
    assert REAL in page.text
    assert THEIRS in page.text
    await owner.tap("1", message=page)
    await owner.wait_for("Sell these two as one?")
    await owner.tap("🔀 Sell as one", message=page)
    await owner.wait_for("People see one service")
    assert await numbers(bench) == [REAL, THEIRS]
    assert bench.app is not None
    await bench.app.catalogue.refresh()
    await owner.press(page, "me:l:0")
    await owner.wait_for("No services of different panels look the same.")
    await owner.tap("⬅️ Catalogue", message=page)
    await owner.wait_for("Categories:")


async def test_owners_say_which_is_tried_first(bench: Bench, owner: ChatClient) -> None:
    page = await add(bench, owner)
    await owner.tap("Cheapest", message=page)
    await owner.wait_for("Tried first: what costs least at the moment.")
    assert "2. Second · ⭐ tried first now" in page.text
    assert "• Cheapest" in labels(page)
    await owner.tap("Best measured", message=page)
    await owner.wait_for("from 10 orders on")
    await owner.tap("Best measured", message=page)  # twice is once
    found = await merged(bench)
    assert found is not None
    assert found.preference is Preference.BEST
    await owner.tap("As in this list", message=page)
    await owner.wait_for("Tried first: what comes first in this list.")
    await owner.tap("2. ⏫ Put first", message=page)
    await owner.wait_for("1. Second · ⭐ tried first now")
    assert await numbers(bench) == [THEIRS, REAL]
    assert REAL in (await open_service(owner, "Instagram", "Followers", "[Real]")).text


async def test_owners_part_them_again(bench: Bench, owner: ChatClient) -> None:
    page = await add(bench, owner)
    late = {it.label: it.data or "" for row in page.buttons for it in row}
    await owner.tap("2. ✂️ Sell separately", message=page)
    await owner.wait_for("All of them are sold separately again.")
    await owner.tap("⬅️ Back", message=page)
    await owner.wait_for("People see one service")
    assert await numbers(bench) == [REAL, THEIRS]
    await owner.tap("2. ✂️ Sell separately", message=page)
    await owner.wait_for("All of them are sold separately again.")
    data = next(
        it.data for row in page.buttons for it in row if it.label == "✂️ Yes, sell separately"
    )
    assert data is not None
    await owner.press(page, data)
    await owner.wait_for("It is bought at one panel.")
    assert await merged(bench) is None
    for tapped in (data, late["Cheapest"], late["2. ⏫ Put first"]):  # again, and too late
        again = await owner.press(page, tapped)
        assert again is not None
        assert again.text == "Something changed. Please look again."
    await owner.press(page, late["2. ✂️ Sell separately"])
    assert await merged(bench) is None
    assert bench.app is not None
    await bench.app.catalogue.refresh()
    assert {REAL, THEIRS} <= set(on_sale(bench))


async def test_a_second_tap_changes_nothing(bench: Bench, owner: ChatClient) -> None:
    page = await opened(owner)
    await owner.tap("➕ Add", message=page)
    await owner.wait_for("Which service is the same?")
    await owner.tap("1", message=page)
    await owner.wait_for("Sell these two as one?")
    data = next(it.data for row in page.buttons for it in row if it.label == "🔀 Sell as one")
    assert data is not None
    await owner.press(page, data)
    await owner.wait_for("People see one service")
    before = await merged(bench)
    answer = await owner.press(page, data)
    assert answer is not None
    assert not answer.show_alert
    assert await merged(bench) == before


async def test_what_has_changed_since_it_was_shown_is_not_merged(
    bench: Bench, owner: ChatClient, second: SandboxPanel
) -> None:
    page = await opened(owner)
    await owner.tap("➕ Add", message=page)
    await owner.wait_for("Which service is the same?")
    await owner.tap("1", message=page)
    await owner.wait_for("Sell these two as one?")
    second.services[0]["name"] = "IG Likes"
    await resync(bench)
    assert "Something changed" in await refused(owner, "🔀 Sell as one", page)
    await owner.wait_for("They deliver different things.")
    assert await merged(bench) is None


async def test_what_is_gone_meanwhile_is_not_merged(
    bench: Bench, owner: ChatClient, second: SandboxPanel
) -> None:
    page = await opened(owner)
    await owner.tap("➕ Add", message=page)
    await owner.wait_for("Which service is the same?")
    await owner.tap("1", message=page)
    await owner.wait_for("Sell these two as one?")
    del second.services[0]
    await resync(bench)
    await owner.tap("🔀 Sell as one", message=page)
    await owner.wait_for("One of them is not on sale at its panel")
    assert await merged(bench) is None
    await owner.tap("⬅️ Back", message=page)
    await owner.wait_for("Which service is the same?")


async def test_it_says_why_a_source_takes_no_orders(
    bench: Bench, owner: ChatClient, second: SandboxPanel
) -> None:
    page = await add(bench, owner)
    assert bench.app is not None

    async def shown(reason: str) -> None:
        since = owner.mark()
        await owner.tap("As in this list", message=page)
        await owner.wait_for("⚠️ " + reason, since=since)

    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, 2)
        assert panel is not None
        await connecting.pause(session, panel)
    await shown("The panel is paused.")
    async with bench.app.database.begin() as session:
        panel = await connecting.find(session, 2)
        assert panel is not None
        await connecting.resume(session, panel)
        state = await session.get_one(PanelState, 2)
        state.synced_at = utc_now() - timedelta(days=2)
        state.sync_at = utc_now() + timedelta(days=1)  # else it is read as the panel is resumed
    await shown("The panel's list was last read more than a day ago.")
    second.services[0]["name"] = "IG Followers Genuine"
    await resync(bench)
    await shown("It has changed since it was merged. Then it was called: " + THEIRS)
    assert "IG Followers Genuine · 7" in page.text
    await owner.tap("2. ✅ It is the same", message=page)
    await owner.wait_for(lambda it: it is page and "⚠️" not in it.text)
    assert await numbers(bench) == [REAL, "IG Followers Genuine"]
    del second.services[0]
    await resync(bench)
    await shown("The panel no longer sells it.")


async def test_another_name_than_was_shown_is_not_taken_for_the_same(
    bench: Bench, owner: ChatClient, second: SandboxPanel
) -> None:
    page = await add(bench, owner)
    second.services[0]["name"] = "IG Followers Genuine"
    await resync(bench)
    await owner.tap("As in this list", message=page)
    await owner.wait_for("It has changed since it was merged.")
    second.services[0]["name"] = "IG Likes"
    await resync(bench)
    assert "Something changed" in await refused(owner, "2. ✅ It is the same", page)
    await owner.wait_for("IG Likes · 7")
    assert await numbers(bench) == [REAL, THEIRS]


async def test_nobody_else_reaches_it(bench: Bench, owner: ChatClient) -> None:
    page = await add(bench, owner)
    customer = bench.private(bench.playground.world.add_person("Max"))
    card = await open_service(customer, "Instagram", "Followers", "[Real]")
    ours, theirs = await key_of(bench, 1, "1"), await key_of(bench, 2, "7")
    before = await merged(bench)
    for data in (
        f"me:s:{ours}",
        f"me:p:{ours}:cheapest",
        f"me:f:{ours}:{theirs}",
        f"me:e:{ours}:{theirs}:00000000",
        "me:l:0",
    ):
        answer = await customer.press(card, data)
        assert answer is not None
        assert answer.text == "You can't do that here."
    assert await merged(bench) == before
    assert "Second" not in customer.transcript()
    assert page.text


async def test_a_merged_service_is_edited_while_its_own_panel_does_not_sell_it(
    bench: Bench, owner: ChatClient
) -> None:
    await add(bench, owner)
    del bench.panel.services[0]
    await resync(bench)
    assert REAL in on_sale(bench)
    page = await opened(owner)
    assert "1. 127.0.0.1\n" in page.text
    assert "⚠️ The panel no longer sells it." in page.text
    assert "2. Second · ⭐ tried first now" in page.text


async def test_with_one_panel_nothing_of_it_shows(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛠 Edit")
    assert "🔀 Several panels" not in labels(await chat.wait_for("🛠 " + REAL))
    await chat.say("/admin")
    await chat.wait_for("Dashboard")
    await chat.tap("🗂 Catalogue")
    page = await chat.wait_for("Categories:")
    assert not any("🔀" in label for label in labels(page))


def test_each_difference_is_put_into_words() -> None:
    assert set(DIFFERENCES) == set(Difference)


async def test_what_is_behind_another_service_has_no_place_beside_it(
    bench: Bench, owner: ChatClient
) -> None:
    await add(bench, owner)
    since = owner.mark()
    await owner.say("/services")
    await owner.wait_for("Choose a platform", since=since)
    await owner.tap("Instagram")
    await owner.wait_for("Choose a category", since=since)
    await owner.tap("IG ·")
    found = await owner.wait_for("Choose a service", since=since)
    assert len(listed_names(found)) == 1
    await owner.tap("1", message=found)
    await owner.wait_for("ID 2-8", since=since)
    await owner.tap("🛠 Edit")
    await owner.wait_for("Place 1 of 1", since=since)
