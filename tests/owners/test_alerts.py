"""What owners are told by itself: a low balance, once, and how each day was, once."""

import asyncio
from decimal import Decimal

from sqlmodel import select

from bot.core.loops.options import WorkerOptions
from bot.owners.jobs import Reporter
from bot.owners.tables import Digest
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import OWNER_ID, Bench, until
from tests.ordering import order_default
from tests.owners.test_admin import answer, page
from tests.proof import proof

LOW = "💸 The balance at the panel is"


async def know(bench: Bench, chat: ChatClient, balance: int) -> None:
    """Have the panel tell another balance."""
    bench.panel.balance = Decimal(balance)
    since = chat.mark()
    await chat.say("/balance")
    await chat.wait_for(f"${balance}.00", since=since)
    bench.wake_loops()


def alerts(chat: ChatClient) -> list[str]:
    return [it.text for it in chat.bot_messages() if it.text.startswith(LOW)]


async def settled(bench: Bench) -> None:
    """Let the loop that watches check once more."""
    assert bench.app is not None
    options = WorkerOptions(owners=(OWNER_ID,), clock=bench.now)
    await Reporter(bench.app.database, options).step()
    await bench.pushed()


async def test_a_low_balance_is_reported_once_until_it_was_not(
    bench: Bench, chat: ChatClient
) -> None:
    await page(chat, "🔔 Alerts", "💸 Low balance: no alert.")
    await answer(chat, "💸 Threshold", "much", "Send an amount above zero")
    await answer(chat, "💸 Threshold", "$500", "💸 Low balance: below $500.00")
    await settled(bench)
    assert alerts(chat) == []
    await know(bench, chat, 400)
    await chat.wait_for(LOW)
    await know(bench, chat, 300)
    await settled(bench)
    assert alerts(chat) == ["💸 The balance at the panel is $400.00, below $500.00."]
    await know(bench, chat, 600)
    await settled(bench)
    await know(bench, chat, 200)
    await settled(bench)
    assert len(alerts(chat)) == 2
    await page(chat, "🔔 Alerts", "below $500.00")
    await chat.tap("✕ No alert")
    await chat.wait_for("💸 Low balance: no alert.")
    await know(bench, chat, 100)
    await settled(bench)
    assert len(alerts(chat)) == 2


@proof
async def test_the_alert_says_how_long_the_balance_lasts(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat, quantity="10000")  # for $9.00
    await chat.wait_for("is completed")
    await page(chat, "🔔 Alerts", "💸 Low balance: no alert.")
    await answer(chat, "💸 Threshold", "500", "below $500.00")
    await know(bench, chat, 90)
    notice = await chat.wait_for(LOW)
    assert "⏳ At the rate of the last 7 days it lasts 10 days." in notice.text


async def test_a_digest_comes_once_a_day_at_the_hour_in_the_zone(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    await chat.wait_for("is completed")
    await page(chat, "🔔 Alerts", "📰 Daily digest: off.")
    await chat.tap("📰 Send a digest every day")
    await chat.wait_for("📰 Daily digest: at 09:00 (UTC)")
    await answer(chat, "🌍 Time zone", "Atlantis", "I don't know this time zone")
    await answer(chat, "🌍 Time zone", "asia/kolkata", "at 09:00 (Asia/Kolkata)")
    await chat.tap("18")
    await chat.wait_for("at 18:00 (Asia/Kolkata)")
    await know(bench, chat, 900)
    assert bench.app is not None
    async with bench.app.database.read() as session:
        stored = await session.get_one(Digest, OWNER_ID)
    assert (stored.next_at.hour, stored.next_at.minute) == (12, 30)
    assert not [it for it in chat.bot_messages() if "The last 24 hours" in it.text]
    bench.skip(seconds=(stored.next_at - bench.now()).total_seconds())
    digest = (await chat.wait_for("The last 24 hours")).text
    assert "🧾 1 order" in digest
    assert "💰 Spent: $0.90" in digest
    assert "💼 Balance at the panel: $900.00" in digest
    assert "⏳ At the rate of the last 7 days it lasts" in digest
    await bench.restart()
    await settled(bench)
    assert len([it for it in chat.bot_messages() if "The last 24 hours" in it.text]) == 1
    bench.skip(days=3)  # nobody wants three at once
    await until(
        lambda: len([it for it in chat.bot_messages() if "The last 24 hours" in it.text]) == 2
    )
    await chat.tap("🛠 Dashboard")
    await chat.wait_for("🏷 Version")
    await page(chat, "🔔 Alerts", "at 18:00")
    await chat.tap("✕ No digest")
    await chat.wait_for("📰 Daily digest: off.")
    bench.skip(days=1)
    await settled(bench)
    assert len([it for it in chat.bot_messages() if "The last 24 hours" in it.text]) == 2


async def test_many_workers_send_one_digest(bench: Bench, chat: ChatClient) -> None:
    await page(chat, "🔔 Alerts", "📰 Daily digest: off.")
    await chat.tap("📰 Send a digest every day")
    await chat.wait_for("at 09:00 (UTC)")
    assert bench.app is not None
    options = WorkerOptions(owners=(OWNER_ID, 5), clock=bench.now)
    workers = [Reporter(bench.app.database, options) for _ in range(4)]
    bench.skip(days=1)
    await asyncio.gather(*(worker.step() for worker in workers))
    await bench.pushed()
    assert len([it for it in chat.bot_messages() if "The last 24 hours" in it.text]) == 1
    async with bench.app.database.read() as session:
        assert len((await session.execute(select(Digest))).all()) == 1
