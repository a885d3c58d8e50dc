"""A customer with an empty wallet pays in, in every way, orders, and gets a payment back.

In one process, and with web and worker processes on PostgreSQL: what is seen are messages alone.
"""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.html import Formatted
from tests import seller
from tests.conftest import Bench
from tests.manual_payments.test_manual import PNG
from tests.manual_payments.test_manual import Shop as ManualShop
from tests.payments.stars import is_invoice
from tests.postgres import Postgres
from tests.pricing.test_owner_prices import add_for_all
from tests.seller import WAYS
from tests.vouchers.test_vouchers import Shop as Vouchers
from tests.vouchers.test_vouchers import said, tapped

pytestmark = pytest.mark.proof

LINE = "/order 1 https://www.instagram.com/nasa/ 1000"


@pytest.fixture(params=WAYS)
async def running(
    request: pytest.FixtureRequest, bench: Bench, postgres: Postgres
) -> AsyncIterator[Bench]:
    """Return a bench whose bot sells, in one process or in three."""
    async with seller.running(bench, postgres, request.param) as found:
        yield found


@pytest.mark.timeout(240)
async def test_every_way_to_pay_ends_in_an_order_and_explained_books(running: Bench) -> None:
    owner = running.private()
    chat = running.private(running.playground.world.add_person("Max", username="max1"))
    for each in (owner, chat):
        await said(each, "/start", "Hello")
    await add_for_all(owner)
    await said(chat, LINE, "$1.17 is missing in the wallet")
    await pay_manually(running, owner, chat)
    await by_voucher(running, owner, chat)
    await by_stars(owner, chat)
    await by_coins(running, owner, chat)
    await said(chat, "/wallet", "Balance: $20.00")
    running.panel.speed = 0.001
    await said(chat, LINE, "Left after this: $18.83")
    await tapped(chat, "Confirm", "Number at the panel")
    running.panel.finish(max(running.panel.orders, key=int), "Canceled")
    notice = await chat.wait_for("Order #1 was canceled", timeout=30)
    assert "$1.17 is back in the wallet · balance $20.00" in notice.text
    await give_back(owner, chat)
    await see_everything(owner, chat)


async def pay_manually(bench: Bench, owner: ChatClient, chat: ChatClient) -> None:
    shop = ManualShop(bench)
    shop.owner, shop.customer = owner, chat
    await shop.make_method()
    await shop.promise()
    await tapped(chat, "I have paid", "📎")
    since = owner.mark()
    await chat.post(Formatted("REF 77"), photo=PNG)
    review = await owner.wait_for("Has this payment arrived?", since=since, timeout=30)
    since = chat.mark()
    await owner.tap("Approve $5.00", message=review)
    notice = await chat.wait_for("$5.00 was added to your wallet", since=since, timeout=30)
    assert any("Continue the order" in it.label for row in notice.buttons for it in row)


async def by_voucher(bench: Bench, owner: ChatClient, chat: ChatClient) -> None:
    (code,) = await Vouchers(bench, owner, chat).make(Codes="1")
    await said(chat, f"/redeem {code}", "Balance: $10.00")


async def by_stars(owner: ChatClient, chat: ChatClient) -> None:
    await switch_on(owner, "Telegram Stars")
    await offered(chat, "Telegram Stars")
    since = chat.mark()
    await chat.tap("Pay ⭐")
    await chat.pay(await chat.wait_for(is_invoice, since=since, timeout=30))
    await chat.wait_for("Balance: $15.00", since=since, timeout=30)


async def by_coins(bench: Bench, owner: ChatClient, chat: ChatClient) -> None:
    await switch_on(owner, "Crypto")
    await offered(chat, "Crypto")
    await tapped(chat, "Pay $5.00", "Pay the invoice")
    since = chat.mark()
    bench.crypto_pay.pay(bench.crypto_pay.invoices[-1])
    await chat.wait_for("Balance: $20.00", since=since, timeout=60)


async def switch_on(owner: ChatClient, method: str) -> None:
    await said(owner, "/admin", "Dashboard")
    await tapped(owner, "💳 Payments", "How customers pay in")
    await tapped(owner, f"{method}: switch on", f"{method}: on")


async def offered(chat: ChatClient, method: str) -> None:
    await said(chat, "/wallet", "Balance")
    await tapped(chat, "Top up", "How do you want to pay?")
    await tapped(chat, method, "How much do you want to add?")
    await tapped(chat, "5.00", "You pay")


async def give_back(owner: ChatClient, chat: ChatClient) -> None:
    """Give the Stars back."""
    await said(owner, "/admin", "Dashboard")
    await tapped(owner, "💳 Payments", "How customers pay in")
    await tapped(owner, "All payments", "3 payments")
    await tapped(owner, "⭐ 385", "Status: credited")
    await tapped(owner, "Give back …", "The whole payment goes back")
    since = chat.mark()
    await owner.tap("↩️ Give back")
    await chat.wait_for("Balance: $15.00", since=since, timeout=30)


async def see_everything(owner: ChatClient, chat: ChatClient) -> None:
    """Check what the owner sees: every entry, and that nothing is unexplained."""
    await said(owner, "/find Max", "🔎 Orders by Max")
    shown = await tapped(owner, "👛 Wallet", "Wallet of Max")
    for line in ("Top-up given back", "Back from order #1", "Order #1", "Code redeemed"):
        assert line in shown.text
    assert "Balance: $15.00" in shown.text
    await said(owner, "/admin", "Dashboard")
    page = await tapped(owner, "💳 Payments", "How customers pay in")
    assert "⚠️" not in page.text
    await said(chat, "/paysupport", "given back")
