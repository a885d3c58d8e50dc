"""One evening of a bot that sells: what people see agrees with the panel's own book.

In one process, and with web and worker processes on PostgreSQL: what is seen are messages alone.
"""

import csv
import io
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Button, Message
from tests import seller
from tests.conftest import Bench
from tests.postgres import Postgres
from tests.pricing.test_owner_prices import add_for_all, answer_margin
from tests.seller import WAYS
from tests.vouchers.test_vouchers import said, tapped

pytestmark = pytest.mark.proof

LINE = "/order 1 https://www.instagram.com/{}/ 1000"
SPENT = Decimal("1.17") + Decimal("0.9864")  # one completed, one with 157 of 1,000 missing
PAGES = 100
"""So often, at most, the dashboard is opened until the books have the end of the last order."""


@pytest.fixture(params=WAYS)
async def running(
    request: pytest.FixtureRequest, bench: Bench, postgres: Postgres
) -> AsyncIterator[Bench]:
    """Return a bench whose bot sells, in one process or in three."""
    async with seller.running(bench, postgres, request.param) as found:
        found.panel.speed = 0.001  # orders end when the test says so
        yield found


@pytest.mark.timeout(240)
async def test_every_message_agrees_with_the_panels_own_book(running: Bench) -> None:
    world, owner = running.playground.world, running.private()
    carmen = world.add_person("Carmen", username="carmen")
    chat = running.private(carmen)
    await said(owner, "/start", "Hello")
    await add_for_all(owner)
    await answer_margin(owner, "10", "Floor: cost + 10%")
    await tapped(owner, "✅ Save", "Nothing is sold for less than its cost + 10%")
    await said(chat, "/start", "Hello")
    await said(chat, LINE.format("first"), "$1.17 is missing in the wallet")
    since = chat.mark()
    await credit(owner, "Carmen", "5 cash")
    await chat.wait_for("$5.00 was added to your wallet", since=since, timeout=30)
    assert not running.panel.orders
    await tapped(chat, "🛒 Continue the order", "Left after this: $3.83")
    await four_orders(running, chat)
    shown = await said(chat, "/wallet", "Balance: $2.8436")
    assert "+$0.1836 · Back from order #2" in shown.text
    assert Decimal(5) - Decimal("2.8436") == SPENT
    await agree(running, owner, "Days", SPENT)

    group = world.groups.add("Night shift", members=[carmen, running.owner])
    there = running.in_group(carmen, group)
    await said(there, "/orders", "Orders")
    await credit(owner, "Night shift", "5 cash")
    await there.wait_for("$5.00 was added", timeout=30)
    await said(there, LINE.format("fifth"), "Left after this: $3.83")
    await four_orders(running, there, first=5)
    await said(there, "/wallet", "Balance: $2.8436")
    await said(chat, "/wallet", "Balance: $2.8436")
    await agree(running, owner, "Chats", 2 * SPENT)
    assert all(query.answered.is_set() for query in world.queries.values())


async def credit(owner: ChatClient, name: str, text: str) -> None:
    """Credit a chat's wallet by the owner's buttons."""
    await said(owner, "/admin", "🛠 Dashboard")
    await tapped(owner, "👥 Chats", "Chats")
    await tapped(owner, name, name)
    await tapped(owner, "👛 Wallet", f"Wallet of {name}")
    await tapped(owner, "Credit", "and the reason, for example")
    await said(owner, text, "Reason:")
    await tapped(owner, "Add $", "was added.")


async def four_orders(bench: Bench, chat: ChatClient, first: int = 1) -> None:
    """Confirm the order that is shown, which completes; others end partial, canceled, refused."""
    await confirm(chat, "Number at the panel")
    await ended(bench, chat, "Completed", f"Order #{first} is completed")
    await said(chat, LINE.format(f"partial{first}"), "Left after this: $2.66")
    await confirm(chat, "Number at the panel")
    notice = await ended(bench, chat, "Partial", f"Order #{first + 1} was partially", remains=157)
    assert "$0.1836 is back in the wallet · balance $2.8436" in notice.text
    await said(chat, LINE.format(f"canceled{first}"), "Left after this: $1.6736")
    await confirm(chat, "Number at the panel")
    notice = await ended(bench, chat, "Canceled", f"Order #{first + 2} was canceled", remains=1000)
    assert "$1.17 is back in the wallet · balance $2.8436" in notice.text
    bench.panel.faults.add("add", Fault.REFUSAL, text="Incorrect link", times=1)
    await said(chat, LINE.format(f"refused{first}"), "Left after this: $1.6736")
    card = await confirm(chat, "Refused by the panel")
    assert "$1.17 is back in the wallet" in card.text


async def confirm(chat: ChatClient, shows: str) -> Message:
    """Tap Confirm, and again too late: nothing is ordered twice, and both are answered."""
    summary = await chat.wait_for(lambda it: any("Confirm" in b.label for b in buttons(it)))
    data = next(it.data for it in buttons(summary) if "Confirm" in it.label)
    since = chat.mark()
    await chat.tap("Confirm", message=summary)
    card = await chat.wait_for(shows, since=since, timeout=30)
    assert data is not None
    late = await chat.press(summary, data)
    assert late is not None
    return card


def buttons(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


async def ended(
    bench: Bench, chat: ChatClient, status: str, shows: str, remains: int = 0
) -> Message:
    """Have the panel end its newest order, and wait for what the chat is told."""
    since = chat.mark()
    bench.panel.finish(max(bench.panel.orders, key=int), status, remains=remains)
    return await chat.wait_for(shows, since=since, timeout=30)


async def agree(bench: Bench, owner: ChatClient, grouping: str, sales: Decimal) -> None:
    """Compare the margin's file with what was spent, and its costs with the panel's own book."""
    await said(owner, "/admin", "🛠 Dashboard")
    await tapped(owner, "📈 Margin", "Sales")
    await owner.tap(grouping)
    since = owner.mark()
    await owner.tap("📎 CSV")
    file = await owner.wait_for(
        lambda it: it.file is not None and it.file["kind"] == "document", since=since, timeout=30
    )
    rows = list(csv.DictReader(io.StringIO(owner.read_file(file)[1].decode("utf-8-sig"))))
    of_panel = sum((it.charged for it in bench.panel.orders.values()), Decimal(0))
    assert of_panel == Decimal(1000) - bench.panel.balance
    assert sum(Decimal(row["Sales"]) for row in rows) == sales
    assert sum(Decimal(row["Cost"]) for row in rows) == of_panel
    rounded_up = sales - of_panel * Decimal("1.3")  # once for each order, to a ten-thousandth
    assert 0 <= rounded_up < Decimal("0.0001") * len(bench.panel.orders)
    await said(owner, "/balance", str(round(bench.panel.balance, 2)))  # compared anew
    page = await said(owner, "/admin", "🛠 Dashboard")
    for _ in range(PAGES):
        if "Unexplained" not in page.text:
            break
        page = await said(owner, "/admin", "🛠 Dashboard")
    assert "Unexplained" not in page.text
