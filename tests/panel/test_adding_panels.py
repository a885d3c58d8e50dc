"""Owners add a panel in their private chat: typed, taken away, tried, confirmed; nowhere kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.core.inbox.tables import InboxUpdate
from bot.core.logs import configure_logging
from bot.core.outbox.tables import OutboxMessage
from bot.panel.service import checks
from bot.panel.tables import Panel, PanelCheck, PanelStatus
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests import accounts
from tests.conftest import SPEED, Bench, service, until
from tests.ordering import fill, labels
from tests.owners.test_admin import answer, home
from tests.panels import SECRET
from tests.processes import free_port
from tests.proof import proof

KEY = "a-key-that-nobody-may-read-41c7d2"


@pytest.fixture
async def second(bench: Bench) -> AsyncIterator[SandboxPanel]:
    """Serve a second panel that the bot does not know yet."""
    sold = [service(1, "Instagram Views [Fast]", category="Instagram Views", rate="0.10")]
    panel = SandboxPanel(key=KEY, services=sold, speed=SPEED, balance=Decimal(50))
    await panel.start()
    yield panel
    await bench.stop()
    await panel.stop()


@pytest.fixture
async def chat(bench: Bench, second: SandboxPanel) -> ChatClient:
    del second
    await bench.start(SECRET_KEY=SECRET)
    return bench.private()


async def listing(chat: ChatClient) -> Message:
    since = chat.mark()
    await chat.tap("🔌 Panels", message=await home(chat))
    return await chat.wait_for("🔌 Panels · ", since=since)


async def asked(chat: ChatClient) -> Message:
    """Tap the button that adds a panel."""
    since = chat.mark()
    await chat.tap("+ Add a panel", message=await listing(chat))
    return await chat.wait_for("Send the address of the panel's API", since=since)


async def send(chat: ChatClient, typed: str, shows: str) -> Message:
    """Send something, which must be taken out of the chat, and return what is answered."""
    since = chat.mark()
    sent = await chat.say(typed)
    shown = await chat.wait_for(shows, since=since)
    assert sent.deleted
    return shown


async def answered(chat: ChatClient, second: SandboxPanel) -> Message:
    """Type address and key in one message, and return the card that is to be confirmed."""
    await asked(chat)
    return await send(chat, f"{second.url} {KEY}", "127.0.0.1 answers.")


async def panels(bench: Bench) -> Sequence[Panel]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.execute(select(Panel).order_by(col(Panel.id)))).scalars().all()


async def kept(bench: Bench) -> Sequence[PanelCheck]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return (await session.execute(select(PanelCheck))).scalars().all()


def stored(folder: Path) -> bytes:
    """Return all that the database has on the disk."""
    files = [*folder.glob("bot.sqlite3*")]
    assert len(files) > 1  # the file itself and its log
    return b"".join(it.read_bytes() for it in files)


def on_sale(bench: Bench) -> bool:
    assert bench.app is not None
    found = bench.app.catalogue.current.categories
    return any(it.name == "Instagram Views [Fast]" for each in found for it in each.services)


async def test_a_panel_is_added_by_two_answers_and_ordered_from(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await asked(chat)
    await send(chat, second.url, "Send the API key.")
    card = await send(chat, KEY, "127.0.0.1 answers.")
    for line in ("💼 Balance at the panel: $50.00", "💱 Currency: USD", "🗂 Services: 1"):
        assert line in card.text
    assert labels(card) == ["+ Add", "✕ Cancel"]
    assert len(await panels(bench)) == 1
    await chat.tap("+ Add", message=card)
    shown = await chat.wait_for("🔌 127.0.0.1 2")
    assert "💼 Balance at the panel: $50.00" in shown.text
    assert not await kept(bench)
    await until(lambda: on_sale(bench))
    await fill(chat, "Views", "Views [Fast]", "https://www.instagram.com/other/")
    await chat.tap("Confirm")
    await chat.wait_for("is completed")
    assert len(second.orders) == 1


async def test_the_key_is_nowhere_while_it_is_typed_tried_and_used(
    bench: Bench,
    second: SandboxPanel,
    chat: ChatClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("DEBUG", "text", bench.settings().secrets())
    card = await answered(chat, second)
    secrets = [KEY.encode(), second.url.removeprefix("http://").encode()]
    assert not [it for it in secrets if it in stored(bench.folder)]
    await chat.tap("+ Add", message=card)
    await chat.wait_for("🔌 127.0.0.1 2")
    await until(lambda: on_sale(bench))
    await chat.say("/privacy")
    await chat.wait_for("What")
    assert not [it for it in secrets if it in stored(bench.folder)]
    logged = capsys.readouterr().err
    assert "Calling Bot API endpoint" in logged  # all that there is to read is there
    assert KEY not in logged
    assert KEY not in chat.transcript()
    assert bench.app is not None
    async with bench.app.database.read() as session:
        payloads = (await session.execute(select(InboxUpdate.payload))).scalars().all()
        left = (await session.execute(select(OutboxMessage.payload))).scalars().all()
    assert KEY not in f"{payloads}{left}"


async def test_an_update_with_a_key_is_written_down_sealed(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await asked(chat)
    bench.playground.faults.add("deleteMessage", times=1000, code=500, description="down")
    await chat.say(f"{second.url} {KEY}")

    assert bench.app is not None
    query = select(InboxUpdate.payload).where(col(InboxUpdate.handled_at).is_(None))
    found: list[dict[str, Any]] = []
    while not (found and "message" in found[-1]):
        async with bench.app.database.read() as session:
            found = list((await session.execute(query)).scalars())
        await asyncio.sleep(0.01)
    assert found[-1]["message"].keys() == {"message_id", "date", "chat", "from", "sealed"}
    assert KEY.encode() not in stored(bench.folder)
    await bench.stop()
    bench.playground.faults.clear()
    await bench.start()
    await chat.wait_for("127.0.0.1 answers.")


async def test_what_telegram_does_not_delete_the_owner_is_asked_to(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await asked(chat)
    words = "Bad Request: message can't be deleted"
    bench.playground.faults.add("deleteMessage", times=1, code=400, description=words)
    await chat.say(f"{second.url} {KEY}")
    await chat.wait_for("I could not delete your message. Delete it yourself")
    await chat.wait_for("127.0.0.1 answers.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("two words more", "Send the address alone, or the address and the key"),
        (f"{KEY}", "That looks like a key: were address and key swapped?"),
        (f"{accounts.TOKEN}", "That is the bot's token."),
        ("https://", "That is no address of a panel's API."),
        ("https://panel.example https://panel.example", "That is an address: were address and"),
    ],
)
async def test_mistakes_are_seen_before_anything_is_asked(
    bench: Bench, chat: ChatClient, typed: str, said: str
) -> None:
    await asked(chat)
    await send(chat, typed, said)
    assert not await kept(bench)


async def test_swapped_and_shortened_it_is_found_all_the_same(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await asked(chat)
    site = second.url.removesuffix("/api/v2")
    card = await send(chat, f"'{KEY}'\nPROVIDER_API_URL={site}", "127.0.0.1 answers.")
    await chat.tap("+ Add", message=card)
    await chat.wait_for("🔌 127.0.0.1 2")
    await until(lambda: on_sale(bench))


async def test_a_panel_in_maintenance_is_no_wrong_address(
    second: SandboxPanel, chat: ChatClient
) -> None:
    await asked(chat)
    second.faults.add("*", Fault.MAINTENANCE)
    await send(chat, f"{second.url} {KEY}", "127.0.0.1 takes no calls at the moment: The system")
    second.faults.clear()


async def test_a_wrong_key_and_a_silent_address_are_said_and_typed_again(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await asked(chat)
    silent = f"http://127.0.0.1:{free_port()}/api/v2"
    refused = await send(chat, f"{silent} {KEY}", "127.0.0.1 cannot be reached")
    since = chat.mark()
    await chat.tap("✏️ Another address", message=refused)
    await chat.wait_for("Send the address of the panel's API", since=since)
    refused = await send(chat, f"{second.url} wrong-{KEY}", "❌ 127.0.0.1 refuses the key")
    assert "wrong" not in refused.text
    since = chat.mark()
    await chat.tap("🔑 Another key", message=refused)
    await chat.wait_for("Send the API key.", since=since)
    card = await send(chat, KEY, "127.0.0.1 answers.")
    await chat.tap("+ Add", message=card)
    await chat.wait_for("🔌 127.0.0.1 2")
    assert [it.status for it in await panels(bench)] == [PanelStatus.ACTIVE] * 2


async def test_what_is_cancelled_is_erased_and_late_taps_do_nothing(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    card = await answered(chat, second)
    add = next(it.data for row in card.buttons for it in row if "Add" in it.label)
    assert add is not None
    await chat.tap("✕ Cancel", message=card)
    await chat.wait_for("Nothing was changed. Address and key are erased.")
    assert not await kept(bench)
    for data in (add, add.replace("pp:a", "pp:x")):
        said = await chat.press(card, data)
        assert said is not None
        assert said.text == "This button is out of date."
    assert len(await panels(bench)) == 1


async def test_two_taps_add_one_panel(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    card = await answered(chat, second)
    add = next(it.data for row in card.buttons for it in row if "Add" in it.label)
    assert add is not None
    await chat.press(card, add, wait=False)
    said = await chat.press(card, add)
    assert said is not None
    assert said.text == "This button is out of date."
    assert len(await panels(bench)) == 2
    card = await answered(chat, second)
    said = await chat.tap("+ Add", message=card)
    assert said is not None
    assert said.text == "You have added this account already."
    assert len(await panels(bench)) == 2


async def order_at(bench: Bench, second: SandboxPanel, chat: ChatClient) -> None:
    """Add the second panel, and order something there that does not end."""
    await chat.tap("+ Add", message=await answered(chat, second))
    await chat.wait_for("🔌 127.0.0.1 2")
    await until(lambda: on_sale(bench))
    second.speed = 0
    await fill(chat, "Views", "Views [Fast]", "https://www.instagram.com/other/")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")


async def test_a_removed_panel_comes_back_while_its_orders_are_open(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await order_at(bench, second, chat)
    await chat.tap("127.0.0.1 2", message=await listing(chat))
    await answer(chat, "✏️ Rename", "Spare", "🔌 Spare")
    await chat.tap("🗑 Remove")
    await chat.tap("🗑 Yes, remove it", message=await chat.wait_for("🗑 Remove Spare?"))
    await chat.wait_for("🗑 Removed: its open orders are followed to their end.")
    await until(lambda: not on_sale(bench))
    found, since = await answered(chat, second), chat.mark()
    await chat.tap("+ Add", message=found)
    shown = await chat.wait_for("🔌 Spare", since=since)
    assert "🔌 The panel takes orders." in shown.text
    assert "🚀 Open orders: 1" in shown.text
    await until(lambda: on_sale(bench))
    second.finish(max(second.orders), "Completed")
    bench.skip(hours=1)
    await chat.wait_for("Order #1 is completed")
    bench.wake_loops()
    assert [it.status for it in await panels(bench)] == [PanelStatus.ACTIVE] * 2


async def test_it_is_erased_after_an_hour(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    card = await answered(chat, second)
    bench.skip(minutes=59)
    assert len(await kept(bench)) == 1
    bench.skip(minutes=2)
    over = await chat.wait_for("⌛ Nobody has confirmed this within an hour")
    assert over.message_id == card.message_id
    assert not await kept(bench)


async def test_a_restart_between_trial_and_add_changes_nothing(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    card = await answered(chat, second)
    await bench.restart()
    await chat.tap("+ Add", message=card)
    await chat.wait_for("🔌 127.0.0.1 2")
    await until(lambda: on_sale(bench))


async def test_under_another_secret_nothing_is_added(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    card = await answered(chat, second)
    await bench.stop()
    await bench.start(SECRET_KEY=SECRET[::-1])
    said = await chat.tap("+ Add", message=card)
    assert said is not None
    assert said.text == "SECRET_KEY has changed since. Send address and key again."
    assert len(await panels(bench)) == 1


async def test_a_key_that_cannot_be_read_is_reported_once_and_sent_again(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await chat.tap("+ Add", message=await answered(chat, second))
    await chat.wait_for("🔌 127.0.0.1 2")
    await bench.stop()
    since = chat.mark()
    await bench.start(SECRET_KEY=SECRET[::-1])
    alert = await chat.wait_for("cannot be read with this SECRET_KEY", since=since)
    assert "The key of 127.0.0.1 2" in alert.text
    assert "🔑 Its key cannot be read" in (await listing(chat)).text
    since = chat.mark()
    await bench.restart()
    await chat.tap("🔑 Key or address", message=alert)
    await chat.wait_for("Send the new key of 127.0.0.1 2", since=since)
    await send(chat, KEY, "The known address cannot be read: send the address as well.")
    card = await send(chat, f"{second.url} {KEY}", "127.0.0.1 answers.")
    await chat.tap("✅ Save", message=card)
    await chat.wait_for("🔌 127.0.0.1 2", since=since)
    await until(lambda: on_sale(bench))
    told_again = [it for it in chat.bot_messages() if "with this SECRET_KEY" in it.text]
    assert len(told_again) == 1
    assert "Its key cannot be read" not in (await listing(chat)).text


async def test_another_key_is_taken_and_another_address_waits_for_open_orders(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    await order_at(bench, second, chat)
    second.key = "another-key-of-the-same-account"
    shown = await listing(chat)
    await chat.tap("127.0.0.1 2", message=shown)
    await chat.tap("🔑 Key or address", message=shown)
    card = await send(chat, second.key, "127.0.0.1 answers.")
    await chat.tap("✅ Save", message=card)
    await chat.wait_for(lambda it: it is card and it.text.startswith("🔌 127.0.0.1 2"))
    moved = SandboxPanel(key=KEY, services=[], balance=Decimal(1))
    await moved.start()
    await chat.tap("🔑 Key or address", message=card)
    other = await send(chat, f"{moved.url} {KEY}", "127.0.0.1 answers.")
    said = await chat.tap("✅ Save", message=other)
    await moved.stop()
    assert said is not None
    assert said.text is not None
    assert said.text.startswith("Orders are open at the former address")


async def test_another_currency_is_said_with_what_it_takes(bench: Bench, chat: ChatClient) -> None:
    sold = [service(1, "Instagram Views [Fast]", category="Instagram Views", rate="0.10")]
    european = SandboxPanel(key=KEY, services=sold, currency="EUR")
    await european.start()
    bench.stack.push_async_callback(european.stop)
    card = await answered(chat, european)
    assert "There is no exchange rate from EUR to USD." in card.text
    await chat.tap("+ Add", message=card)
    shown = await chat.wait_for("🔌 127.0.0.1 2")
    assert "💱 Exchange rate" in labels(shown)
    await chat.tap("💱 Exchange rate", message=shown)
    await chat.wait_for("Send what 1 EUR costs in USD")
    await chat.say("1.10")
    await chat.wait_for("💱 1 EUR = $1.10")
    await until(lambda: on_sale(bench))


async def test_without_a_secret_it_is_said_what_to_set(bench: Bench) -> None:
    await bench.start()
    chat = bench.private()
    await chat.tap("+ Add a panel", message=await listing(chat))
    shown = await chat.wait_for("put a SECRET_KEY into .env")
    assert 'echo "SECRET_KEY=$(openssl rand -hex 32)" >> .env' in shown.text


@proof
async def test_nobody_but_the_owner_who_typed_confirms(
    bench: Bench, second: SandboxPanel, chat: ChatClient
) -> None:
    card = await answered(chat, second)
    add = next(it.data for row in card.buttons for it in row if "Add" in it.label)
    assert add is not None
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/start")
    said = await other.press(await other.wait_for("Hello"), add)
    assert said is not None
    assert said.text == "You can't do that here."
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        with pytest.raises(checks.GoneError):
            await checks.find_own(session, int(add.rpartition(":")[2]), other.chat.id)
    assert len(await panels(bench)) == 1
