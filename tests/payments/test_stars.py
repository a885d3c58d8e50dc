"""Paying in with Telegram Stars, as people do it."""

from decimal import Decimal

import pytest

from bot.sandbox.telegram.client import ChatClient, NotPaidError
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench
from tests.payments.stars import invoiced, is_invoice, offered, switch_on, tapped
from tests.selling import money_of, start_selling, take


async def test_who_pays_with_stars_is_notified_before_and_credited_after(bench: Bench) -> None:
    await start_selling(bench)
    await switch_on(bench)
    max_ = bench.playground.world.add_person("Max")
    chat = bench.private(max_)
    offer = await offered(chat)
    assert "You pay: ⭐ 385" in offer.text
    assert "You get: $5.00" in offer.text
    since = chat.mark()
    await chat.tap("Pay ⭐ 385")
    invoice = await chat.wait_for(is_invoice, since=since)
    await chat.pay(invoice)
    notice = await chat.wait_for("was added to your wallet", since=since)
    assert "$5.00" in notice.text
    assert await money_of(bench, max_.id) == (Decimal(5), Decimal(0))
    await chat.wait_for("✅ Paid.", since=since)


async def test_an_invoice_that_was_paid_is_refused_before_it_is_paid_again(bench: Bench) -> None:
    await start_selling(bench)
    await switch_on(bench)
    max_ = bench.playground.world.add_person("Max")
    chat = bench.private(max_)
    invoice = await invoiced(chat)
    await chat.pay(invoice)
    await chat.wait_for("was added to your wallet")
    with pytest.raises(NotPaidError, match="paid already"):
        await chat.pay(invoice, again=True)
    assert await money_of(bench, max_.id) == (Decimal(5), Decimal(0))


async def paid(bench: Bench) -> tuple[ChatClient, ChatClient]:
    """Return a customer who has paid 385 Stars, and the owner."""
    await start_selling(bench)
    await switch_on(bench)
    chat = bench.private(bench.playground.world.add_person("Max"))
    await chat.pay(await invoiced(chat))
    await chat.wait_for("was added to your wallet")
    return chat, bench.private()


async def opened(owner: ChatClient) -> Message:
    """Open the card of the only payment."""
    since = owner.mark()
    await owner.say("/admin")
    await owner.wait_for("Dashboard", since=since)
    page = await tapped(owner, "💳 Payments", "How customers pay in")
    assert "⏳ ⭐ 385 cannot be withdrawn yet" in page.text
    await tapped(owner, "All payments", "1 payment")
    return await tapped(owner, "⭐ 385", "Status: credited")


async def test_an_owner_gives_a_payment_back(bench: Bench) -> None:
    chat, owner = await paid(bench)
    stars = chat.person.stars
    card = await opened(owner)
    assert "From: Max" in card.text
    await tapped(owner, "Give back …", "The whole payment goes back")
    since = chat.mark()
    await owner.tap("↩️ Give back")
    notice = await chat.wait_for("was given back", since=since)
    assert "$5.00 was taken off the wallet" in notice.text
    assert await money_of(bench, chat.person.id) == (Decimal(0), Decimal(0))
    assert chat.person.stars == stars + 385
    await bench.pushed()
    await tapped(owner, "All payments", "given back")


async def test_what_was_spent_is_not_given_back(bench: Bench) -> None:
    chat, owner = await paid(bench)
    await take(bench, chat.person.id, "1")
    stars = chat.person.stars
    await opened(owner)
    await tapped(owner, "Give back …", "The whole payment goes back")
    answer = await owner.tap("↩️ Give back")
    assert answer is not None
    assert "Not enough of it is left" in (answer.text or "")
    assert await money_of(bench, chat.person.id) == (Decimal(4), Decimal(0))
    assert chat.person.stars == stars


async def test_people_find_their_payments_and_ask_for_help_once(bench: Bench) -> None:
    chat, owner = await paid(bench)
    since = owner.mark()
    await chat.say("/paysupport")
    shown = await chat.wait_for("Help with payments")
    assert "⭐ 385" in shown.text
    first, second = await chat.tap("✋ ⭐ 385"), await chat.tap("✋ ⭐ 385")
    assert first is not None
    assert second is not None
    assert (first.text, second.text) == (
        "✅ The owner was asked.",
        "The owner was asked already today.",
    )
    await owner.wait_for("Help needed with a payment", since=since)


async def test_terms_are_the_owners_words(bench: Bench) -> None:
    chat, owner = await paid(bench)
    await chat.say("/terms")
    assert "pays for orders here" in (await chat.wait_for("Terms")).text
    await owner.say("/admin")
    await tapped(owner, "Texts", "At /terms people see")
    since = owner.mark()
    await owner.tap("✏️ Terms")
    await owner.wait_for("People read it at /terms", since=since)
    await owner.say("No refunds after 14 days.")
    await owner.wait_for("No refunds after 14 days.", since=since)
    since = chat.mark()
    await chat.say("/terms")
    await chat.wait_for("No refunds after 14 days.", since=since)
