"""Paying in by Crypto Pay, as people do it."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import aiohttp
import pytest
from aiohttp import web

from bot.payments.rules.crypto_pay import crypto_offer, priced_in
from bot.sandbox.crypto_pay.server import TOKEN
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, until
from tests.payments.stars import offered, tapped
from tests.processes import free_port
from tests.proof import first_quick
from tests.selling import money_of, start_selling

LONG = 30  # seconds; what must come, on a busy machine


async def start(bench: Bench, **environment: str) -> None:
    """Start a bot that sells, and takes coins."""
    crypto_pay = {"CRYPTO_PAY_TOKEN": TOKEN, "CRYPTO_PAY_NETWORK": bench.crypto_pay.url}
    await start_selling(bench, **{**crypto_pay, **environment})
    owner = bench.private()
    await owner.say("/admin")
    await owner.wait_for("Dashboard")
    await tapped(owner, "Payments", "How customers pay in")
    await tapped(owner, "Crypto: switch on", "Crypto: on")


async def invoiced(chat: ChatClient) -> Message:
    """Go on until there is an invoice."""
    await offered(chat, method="Crypto")
    since = chat.mark()
    await chat.tap("Pay $5.00")
    return await chat.wait_for("Pay the invoice", since=since)


async def test_who_pays_in_coins_is_credited_what_was_offered(bench: Bench) -> None:
    await start(bench)
    max_ = bench.playground.world.add_person("Max")
    chat = bench.private(max_)
    await invoiced(chat)
    (invoice,) = bench.crypto_pay.invoices
    assert (invoice.amount, invoice.currency) == (Decimal(5), "USD")
    since = chat.mark()
    bench.crypto_pay.pay(invoice)
    notices = await chat.wait_for("was added to your wallet", since=since)
    assert "$5.00" in notices.text
    await chat.wait_for("✅ Paid.", since=since)
    assert await money_of(bench, max_.id) == (Decimal("5.00"), Decimal(0))
    await asks_for_help(bench, chat)


async def asks_for_help(bench: Bench, chat: ChatClient) -> None:
    """Find one's own payment, whose payer Crypto Pay does not name, and ask about it."""
    owner = bench.private(bench.owner)
    others = bench.private(bench.playground.world.add_person("Other"))
    await chat.say("/paysupport")
    shown = await chat.wait_for("Help with payments")
    since, data = owner.mark(), shown.buttons[0][0].data or ""
    await others.say("/paysupport")
    theirs = await others.wait_for("Help with payments")
    assert "$5.00" not in theirs.text
    await others.press(theirs, data)
    answer = await chat.tap("✋ $5.00", message=shown)
    assert answer is not None
    assert answer.text == "✅ The owner was asked."
    card = await owner.wait_for("Help needed with a payment", since=since)
    assert "Asked by Max" in card.text


async def notices(chat: ChatClient, since: int) -> Message:
    """Wait until a payment was credited."""
    return await chat.wait_for("was added to your wallet", since=since, timeout=LONG)


@pytest.fixture
async def max_(bench: Bench) -> ChatClient:
    await start(bench)
    return bench.private(bench.playground.world.add_person("Max"))


async def test_an_invoice_whose_making_was_not_answered_is_made_again_and_both_can_be_paid(
    bench: Bench, max_: ChatClient
) -> None:
    crypto_pay = bench.crypto_pay
    crypto_pay.faults.add("createInvoice", Fault.LOST_ANSWER, times=1)
    await offered(max_, method="Crypto")
    since = max_.mark()
    await max_.tap("Pay $5.00")
    await crypto_pay.wait_for("createInvoice")
    bench.skip(seconds=40)
    await max_.wait_for("Pay the invoice", since=since, timeout=LONG)
    stray, shown = crypto_pay.invoices
    assert stray.requested["payload"] == shown.requested["payload"]
    crypto_pay.pay(shown)
    await notices(max_, since)
    crypto_pay.pay(stray)
    since = max_.mark()
    bench.skip(minutes=6)
    await notices(max_, since)
    await bench.private().wait_for("The same offer had been paid before", timeout=LONG)
    assert await money_of(bench, max_.person.id) == (Decimal(10), Decimal(0))


async def test_what_is_paid_in_the_last_second_is_credited_though_the_offer_has_ended(
    bench: Bench, max_: ChatClient
) -> None:
    await invoiced(max_)
    since = max_.mark()
    bench.skip(minutes=61)
    await max_.wait_for("This offer has ended", since=since, timeout=LONG)
    (invoice,) = bench.crypto_pay.invoices
    bench.crypto_pay.pay(invoice, late=True)
    bench.skip(minutes=5)
    await notices(max_, since)
    await bench.private().wait_for("The offer had ended", timeout=LONG)
    assert await money_of(bench, max_.person.id) == (Decimal(5), Decimal(0))


@pytest.mark.parametrize(
    "fault", first_quick(1, [Fault.ERROR_500, Fault.HTML_200, Fault.EMPTY, Fault.TRUNCATED])
)
async def test_a_gateway_that_does_not_answer_is_asked_again(
    bench: Bench, max_: ChatClient, fault: Fault
) -> None:
    await invoiced(max_)
    since = max_.mark()
    bench.crypto_pay.faults.add("getInvoices", fault, times=2)
    bench.crypto_pay.pay(bench.crypto_pay.invoices[0])
    for _ in range(3):
        count = sum(call.method == "getInvoices" for call in bench.crypto_pay.calls)
        bench.skip(seconds=300)
        await bench.crypto_pay.wait_for("getInvoices", count + 1)
    await notices(max_, since)


async def test_a_token_that_is_not_known_makes_no_invoice(bench: Bench) -> None:
    await start(bench, CRYPTO_PAY_TOKEN="4711:another")
    chat = bench.private(bench.playground.world.add_person("Max"))
    await offered(chat, method="Crypto")
    await tapped(chat, "Pay $5.00", "No invoice could be made")
    assert bench.crypto_pay.invoices == []


async def test_a_gateway_that_changes_its_word_credits_what_it_says_and_owners_hear(
    bench: Bench, max_: ChatClient
) -> None:
    await invoiced(max_)
    (invoice,) = bench.crypto_pay.invoices
    invoice.overrides["amount"] = "4"
    since = max_.mark()
    bench.crypto_pay.pay(invoice)
    bench.wake_loops()
    assert "$4.00" in (await notices(max_, since)).text
    await bench.private().wait_for("It is another amount than was asked", timeout=LONG)


@pytest.mark.parametrize(
    ("currency", "asked"), [("USD", "USD"), ("USDT", "USDT"), ("RUB", "RUB"), ("PKR", "USD")]
)
def test_invoices_are_in_the_wallets_currency_where_there_is_one(
    currency: str, asked: str
) -> None:
    assert priced_in(currency)[0] == asked


@pytest.mark.parametrize(
    ("units", "due_currency", "rate", "due"),
    [
        (50_000, "USD", "1", "5.00"),
        (50_001, "USD", "1", "5.01"),
        (50_001, "USDT", "1", "5.0001"),
        (10_000_000, "USD", "281.5", "3.56"),
    ],
)
def test_what_is_asked_is_rounded_up_to_what_can_be_paid(
    units: int, due_currency: str, rate: str, due: str
) -> None:
    offer = crypto_offer(units, due_currency, Decimal(rate))
    assert (offer.due, offer.units) == (Decimal(due), units)


async def test_a_groups_invoice_is_paid_by_whoever_opens_it_there(bench: Bench) -> None:
    await start(bench)
    world = bench.playground.world
    anna = world.add_person("Anna")
    group = world.groups.add("Team", members=[anna], admins=[anna])
    chat = bench.in_group(anna, group)
    await offered(chat, method="Crypto")
    card = await tapped(chat, "Pay $5.00", "Pay the invoice")
    (invoice,) = bench.crypto_pay.invoices
    assert card.buttons[0][0].url == f"{bench.crypto_pay.url}/pay/{invoice.hash}"
    bench.crypto_pay.pay(invoice)
    await chat.wait_for("was added to this group's wallet", timeout=LONG)
    assert await money_of(bench, group.id) == (Decimal(5), Decimal(0))


@asynccontextmanager
async def listening(bench: Bench) -> AsyncIterator[str]:
    """Serve what `web` serves; yield where Crypto Pay tells of payments."""
    assert bench.app is not None
    runner = web.AppRunner(bench.app.webhook().application())
    await runner.setup()
    port = free_port()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}{bench.settings().crypto_pay_path}"
    finally:
        await runner.cleanup()


async def test_a_webhook_has_an_invoice_asked_about_and_credits_nothing_by_itself(
    bench: Bench,
) -> None:
    await start(bench, POLL_SECONDS="3600")
    chat = bench.private(bench.playground.world.add_person("Max"))
    await invoiced(chat)
    crypto_pay, since = bench.crypto_pay, chat.mark()
    (invoice,) = crypto_pay.invoices
    await crypto_pay.wait_for("getInvoices")
    async with listening(bench) as url:
        lie = crypto_pay.webhook_body(invoice).replace(b'"active"', b'"paid"')
        asked = len(crypto_pay.calls)
        assert await crypto_pay.webhooks.post(lie, signature="0" * 64, url=url) == 403
        huge = io.BytesIO(b"x" * 2_000_000)
        async with aiohttp.ClientSession() as session, session.post(url, data=huge) as answer:
            assert answer.status == 413
        for body in (
            b"",
            b"[]",
            b'{"payload": 7}',
            b"\xff" * 100,
            b'{"payload":{"invoice_id":[]}}',
        ):
            assert await crypto_pay.webhooks.post(body, url=url) == 200
        assert len(crypto_pay.calls) == asked
        assert await crypto_pay.webhooks.post(lie, url=url) == 200
        await until(lambda: len(crypto_pay.calls) > asked)
        assert await money_of(bench, chat.person.id) == (Decimal(0), Decimal(0))
        crypto_pay.webhooks.switch_on(url)
        crypto_pay.pay(invoice)
        await notices(chat, since)
        asked = len(crypto_pay.calls)
        assert await crypto_pay.webhooks.post(crypto_pay.webhook_body(invoice), url=url) == 200
        await bench.pushed()
        assert len(crypto_pay.calls) == asked
    assert await money_of(bench, chat.person.id) == (Decimal(5), Decimal(0))
