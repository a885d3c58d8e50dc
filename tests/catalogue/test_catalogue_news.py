"""What owners hear of the panel's list: one message a change, and accidents once."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from bot.panel.api.errors import UnclearError
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, catalogue, service, until
from tests.ordering import LINK, fill_default, labels, open_service, resync
from tests.proof import first_quick, proof
from tests.writes import counted

CHANGED = "The panel's list has changed"


@pytest.fixture
async def owner(bench: Bench) -> ChatClient:
    """Return an owner's chat, whom the bot may write to."""
    await bench.start()
    chat = bench.private()
    await chat.say("/start")
    await chat.wait_for("Hello")
    return chat


def notices(chat: ChatClient, text: str = CHANGED) -> list[Message]:
    return [message for message in chat.bot_messages() if text in message.text]


async def test_owners_get_one_message_of_what_has_changed(bench: Bench, owner: ChatClient) -> None:
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/start")
    await other.wait_for("Hello")
    services = bench.panel.services
    services[0]["rate"], services[1]["max"], services[2]["rate"] = "1.20", "500", "0.005"
    services[5] = service(7, "TikTok Saves", category="TikTok")
    await resync(bench)
    message = await owner.wait_for(CHANGED)
    assert message.text.partition("\n\n")[2] == (
        "🆕 New: 1\n"
        "· TikTok Saves · $0.90\n"
        "🚫 Removed: 1\n"
        "· Telepathic votes · $0.90\n"
        "📈 Price increased: 1\n"
        "· Instagram Followers [Real] · $0.90 → $1.20\n"
        "📉 Price decreased: 1\n"
        "· Instagram Likes · $0.0063 → $0.005\n"
        "📏 Other limits: 1\n"
        "· Instagram Followers [Drip] · 100–10,000 → 100–500"
    )
    assert "It has 6 services now." in message.text
    assert message.file is None
    await resync(bench)
    services[5] = service(6, "Poll votes", type="Poll", category="TikTok")
    await resync(bench)
    back = await owner.wait_for("↩️ Back: 1")
    assert "🚫 Removed: 1\n· TikTok Saves" in back.text
    await bench.pushed()
    assert (len(notices(owner)), len(notices(other))) == (2, 0)


@proof
async def test_a_long_change_comes_with_a_file(bench: Bench, owner: ChatClient) -> None:
    bench.panel.services.extend(service(n, f"لایک {n}" + "𝐏" * 200) for n in range(100, 300))
    await resync(bench)
    message = await owner.wait_for("🆕 New: 200")
    assert message.text.endswith("📎 The full list is in the file.")
    assert message.file is not None
    upload = bench.playground.messages.files[message.file["id"]]
    assert upload.name == "services.csv"
    rows = list(csv.DictReader(io.StringIO(upload.content.decode("utf-8-sig"))))
    assert [row["service"] for row in rows] == [str(number) for number in range(100, 300)]
    assert {row["change"] for row in rows} == {"new"}


async def test_what_only_reads_differently_is_no_news(bench: Bench, owner: ChatClient) -> None:
    bench.panel.services[0]["name"] = "Followers, renamed"
    bench.panel.services[1]["desc"] = "New words"
    bench.panel.services.reverse()
    await resync(bench)
    await bench.pushed()
    assert notices(owner) == []
    assert bench.app is not None
    names = [it.name for it in bench.app.catalogue.current.categories]
    assert names[0] == "TikTok"


async def test_an_unchanged_list_is_not_even_read(bench: Bench, owner: ChatClient) -> None:
    assert bench.app is not None
    version = bench.app.catalogue.current.version
    with counted(bench.app.database) as written:
        await resync(bench)
        bench.panel.services[:] = [dict(reversed(it.items())) for it in bench.panel.services]
        await resync(bench)  # the same in other bytes
    assert written.rows == 0
    assert bench.app.catalogue.current.version == version
    await bench.pushed()
    assert notices(owner) == []


async def test_the_first_list_and_the_first_after_none_are_no_news(bench: Bench) -> None:
    services, bench.panel.services[:] = catalogue(), []
    await bench.start_without_panel()
    chat = bench.private()
    await chat.say("/start")
    await chat.wait_for("Hello")
    await bench.panel.wait_for("services")
    bench.panel.services[:] = services
    await resync(bench)
    await bench.pushed()
    assert [message.text.partition(",")[0] for message in chat.bot_messages()] == ["👋 Hello"]


def shrink(bench: Bench) -> None:
    del bench.panel.services[1:]


def empty(bench: Bench) -> None:
    bench.panel.services.clear()


def no_list(bench: Bench) -> None:
    bench.panel.faults.add("services", Fault.NO_ID)


@pytest.mark.parametrize(
    ("accident", "found"), first_quick(1, [(shrink, 1), (empty, 0), (no_list, 0)])
)
async def test_an_accident_is_reported_once_and_its_end_as_well(
    bench: Bench, owner: ChatClient, accident: Callable[[Bench], None], found: int
) -> None:
    accident(bench)
    for _ in range(3):
        await resync(bench)
    await owner.wait_for(f"list has {found} services instead of 6")
    assert bench.app is not None
    assert sum(platform.size for platform in bench.app.catalogue.current.platforms) == 6
    await bench.restart()
    await resync(bench)
    await bench.pushed()
    assert len(notices(owner, "looks like an accident")) == 1
    bench.panel.faults.clear()
    bench.panel.services[:] = catalogue()
    await resync(bench)
    await owner.wait_for("list is back to normal")
    await resync(bench)
    await bench.pushed()
    assert len(notices(owner, "back to normal")) == 1
    assert notices(owner) == []


async def test_an_owner_may_say_that_a_short_list_is_right(
    bench: Bench, owner: ChatClient
) -> None:
    del bench.panel.services[1:]
    await resync(bench)
    alert = await owner.wait_for("list has 1 services instead of 6")
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/start")
    refused = await other.press(await other.wait_for("Hello"), "sh:y")
    assert refused is not None
    assert refused.text == "You can't do that here."
    assert bench.app is not None
    await bench.app.workers.sync_now()
    assert len(notices(owner)) == 0
    await owner.tap("The list is right", message=alert)
    await owner.wait_for("accepted as it is")
    await owner.wait_for("🚫 Removed: 5")
    late = await owner.press(alert, "sh:y")
    assert late is not None
    assert late.text == "This is already over."
    since = owner.mark()
    await owner.say("/order")
    shown = await owner.wait_for("Choose a category", since=since)
    assert labels(shown)[0] == "Instagram Followers · 1"


async def test_a_list_whose_prices_have_fallen_a_hundredfold_is_asked_about(
    bench: Bench, owner: ChatClient
) -> None:
    for each in bench.panel.services[:4]:
        each["rate"] = str(Decimal(each["rate"]) / 100)
    await resync(bench)
    alert = await owner.wait_for("list, 4 of 6 services cost a tenth of before, or less")
    assert "✅ The list is right" in labels(alert)
    await resync(bench)
    await bench.pushed()
    assert len(notices(owner, "a tenth of before")) == 1
    assert notices(owner) == []
    summary = await fill_default(owner)
    assert "Total: $0.90" in summary.text
    await owner.tap("The list is right", message=alert)
    await owner.wait_for("accepted as it is")
    await owner.wait_for("📉 Price decreased: 4")


async def test_owners_hear_once_of_a_list_that_cannot_be_read_for_a_day(
    bench: Bench, owner: ChatClient
) -> None:
    bench.panel.faults.add("services", Fault.HTML_200)
    bench.skip(hours=23)
    await until(lambda: len(asked_for_list(bench)) > 1)
    await bench.pushed()
    assert notices(owner, "could not be read") == []
    bench.skip(hours=2)
    alert = await owner.wait_for("list could not be read for a day")
    assert "Prices may have changed there" in alert.text
    await bench.pushed()
    bench.skip(hours=25)
    bench.panel.faults.clear()
    await owner.wait_for("list is back to normal")
    await bench.pushed()
    assert len(notices(owner, "could not be read")) == 1


def asked_for_list(bench: Bench) -> list[object]:
    return [it for it in bench.panel.requests if it.action == "services"]


SKIPPED = "cannot be read, and are not on sale"


@proof
async def test_owners_hear_of_services_that_cannot_be_read(
    bench: Bench, owner: ChatClient
) -> None:
    odd = [service(50 + at, f"Odd <{at}>", rate="1,234") for at in range(6)]
    bench.panel.services.extend(odd[:5])
    await resync(bench)
    await bench.pushed()
    assert notices(owner, SKIPPED) == []
    bench.panel.services.append(odd[5])
    await resync(bench)
    alert = await owner.wait_for(SKIPPED)
    assert alert.text.splitlines() == [
        "⚠️ 6 services of the panel's list cannot be read, and are not on sale. For example:",
        *(f"· {50 + at} · Odd <{at}>: rate “1,234”" for at in range(5)),
    ]
    await owner.say("/admin")
    await owner.tap("🗂 Catalogue", message=await owner.wait_for("🛠 Dashboard"))
    await owner.wait_for("⚠️ Unreadable services: 6")
    bench.panel.services[0]["rate"] = "1.10"
    await resync(bench)
    bench.panel.faults.add("services", Fault.HTML_200, times=3)
    with pytest.raises(UnclearError):
        await resync(bench)
    await resync(bench)
    await bench.pushed()
    assert len(notices(owner, SKIPPED)) == 1
    bench.panel.services.extend(service(60 + at, "Odd", max="few") for at in range(6))
    await resync(bench)
    await owner.wait_for("⚠️ 12 services of the panel's list cannot be read")


@proof
async def test_services_without_a_maximum_are_sold_whole(bench: Bench, owner: ChatClient) -> None:
    bench.panel.services[0] |= {"min": "10", "max": "9000000"}
    bench.panel.balance = Decimal(9_000)

    def without(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "max": None} for row in rows]

    bench.panel.faults.add("services", Fault.SAYS_AFTER, body=without)
    await resync(bench)
    card = await open_service(owner, "Instagram", "Followers", "[Real]")
    assert "📏 From 10 to ∞" in card.text
    since = owner.mark()
    await owner.tap("🛒 Order")
    await owner.wait_for("link", since=since)
    await owner.say(LINK)
    asked = await owner.wait_for("from 10 to ∞", since=since)
    assert [label for label in labels(asked) if "M" in label] == ["Min: 10"]
    await owner.say("5000000")
    await owner.tap("Confirm", message=await owner.wait_for("Total", since=since))
    await owner.wait_for("Number at the panel", since=since)
    [order] = bench.panel.orders.values()
    assert order.quantity == 5_000_000
