"""Stars, when something is not as it should be: late, twice, by others, in a group, unheard."""

from decimal import Decimal

import pytest

from bot.sandbox.telegram.client import ChatClient, NotPaidError
from tests.conftest import Bench, until
from tests.ordering import LINK, labels
from tests.payments.stars import invoiced, is_invoice, offered, switch_on, tapped
from tests.selling import freeze, give, money_of, start_selling

PAID = (Decimal(5), Decimal(0))


@pytest.fixture
async def chat(bench: Bench) -> ChatClient:
    await start_selling(bench)
    await switch_on(bench)
    return bench.private(bench.playground.world.add_person("Max"))


async def test_a_payment_that_telegram_reports_again_is_credited_once(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.pay(await invoiced(chat))
    await chat.wait_for("was added to your wallet")
    bench.playground.updates.repeat("message")
    bench.playground.updates.repeat("message", renumbered=True)
    since = chat.mark()
    await chat.say("/wallet")
    await chat.wait_for("Balance: $5.00", since=since)
    assert await money_of(bench, chat.person.id) == PAID


async def test_nobody_else_pays_for_a_persons_wallet(bench: Bench, chat: ChatClient) -> None:
    invoice = await invoiced(chat)
    anna = bench.private(bench.playground.world.add_person("Anna"))
    with pytest.raises(NotPaidError, match="Only the person who asked"):
        await anna.pay(invoice)
    assert await money_of(bench, chat.person.id) == (Decimal(0), Decimal(0))


async def test_an_offer_that_has_ended_is_refused_at_the_checkout(
    bench: Bench, chat: ChatClient
) -> None:
    invoice = await invoiced(chat)
    since = chat.mark()
    bench.skip(hours=2)
    with pytest.raises(NotPaidError, match="offer has ended"):
        await chat.pay(invoice)
    await chat.wait_for("⌛ This offer has ended", since=since, timeout=30)


async def test_what_was_cancelled_is_refused_at_the_checkout(chat: ChatClient) -> None:
    invoice = await invoiced(chat)
    await tapped(chat, "✕ Cancel", "Canceled. Nothing was paid.")
    with pytest.raises(NotPaidError, match="offer has ended"):
        await chat.pay(invoice)


async def test_nothing_new_is_paid_in_to_a_frozen_wallet(bench: Bench, chat: ChatClient) -> None:
    await give(bench, chat.person.id, "1")
    invoice = await invoiced(chat)
    await freeze(bench, chat.person.id)
    with pytest.raises(NotPaidError, match="Nothing can be paid in now"):
        await chat.pay(invoice)


async def test_who_pays_waits_for_nothing_that_is_ahead_in_their_chat(
    bench: Bench, chat: ChatClient
) -> None:
    invoice = await invoiced(chat)
    bench.playground.faults.add("sendMessage", times=1, delay=4.0, chat_id=chat.chat.id)
    bench.playground.checkouts.answer_seconds = 3.0
    await chat.say("/help")
    await chat.pay(invoice)


async def test_an_invoice_whose_sending_was_not_answered_is_paid_once(
    bench: Bench, chat: ChatClient
) -> None:
    await offered(chat)
    bench.playground.faults.add("sendInvoice", times=1, after=True, reset=True)
    await chat.tap("Pay ⭐")
    await until(lambda: len([it for it in chat.bot_messages() if is_invoice(it)]) == 2)
    first, second = (it for it in chat.bot_messages() if is_invoice(it))
    await chat.pay(first)
    await chat.wait_for("was added to your wallet")
    with pytest.raises(NotPaidError, match="paid already"):
        await chat.pay(second)
    assert await money_of(bench, chat.person.id) == PAID


async def test_two_taps_on_pay_are_one_invoice(bench: Bench, chat: ChatClient) -> None:
    offer = await offered(chat)
    data = offer.buttons[0][0].data or ""
    since = chat.mark()
    for _ in range(3):
        await chat.press(offer, data)
    await chat.wait_for(is_invoice, since=since)
    await bench.pushed()
    assert len([it for it in chat.bot_messages() if is_invoice(it)]) == 1


async def test_a_rate_that_changes_before_pay_is_shown_first(
    bench: Bench, chat: ChatClient
) -> None:
    await offered(chat)
    owner = bench.private()
    await tapped(owner, "What a Star is worth", "Send what a Star is worth")
    since = owner.mark()
    await owner.say("0.02")
    await owner.wait_for("credited as $0.02", since=since)
    since = chat.mark()
    answer = await chat.tap("Pay ⭐ 385")
    assert answer is not None
    assert answer.text == "Something changed. Please look again."
    assert "You pay: ⭐ 250" in (await chat.wait_for("You pay", since=since)).text


async def test_what_a_star_is_worth_is_not_taken_for_a_thousand_times_as_much(
    bench: Bench, chat: ChatClient
) -> None:
    owner = bench.private()
    await owner.say("/admin")
    await tapped(owner, "Payments", "A Star is credited as $0.013")
    await tapped(owner, "What a Star is worth", "Send what a Star is worth")
    since = owner.mark()
    await owner.say("1.285")
    await owner.wait_for("This may be 1.2850 or 1285.", since=since)
    assert "You pay: ⭐ 385" in (await offered(chat)).text
    since = owner.mark()
    await owner.say("1.2850")
    asked = await owner.wait_for("far from the rate until now, $0.013.", since=since)
    assert "send: 1 XTR = 1.2850" in asked.text
    assert "You pay: ⭐ 385" in (await offered(chat)).text
    await owner.say("1 XTR = 1.2850")
    await owner.wait_for("credited as $1.285", since=since)


@pytest.mark.parametrize("anonymous", [False, True])
async def test_a_groups_wallet_is_topped_up_by_anybody_in_private(
    bench: Bench, anonymous: bool
) -> None:
    await start_selling(bench)
    await switch_on(bench)
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Team", members=[anna, boris], admins=[anna])
    world.groups.set_anonymous(group, anna, anonymous)
    annas, boriss = bench.in_group(anna, group), bench.private(boris)
    await annas.say(f"/order 1 {LINK} 1000")
    await annas.wait_for("is missing")
    await offered(annas)
    card = await tapped(annas, "Pay ⭐", "Pay in our private chat")
    since = boriss.mark()
    await boriss.follow("Pay in private", card)
    await boriss.pay(await boriss.wait_for(is_invoice, since=since))
    told = await annas.wait_for("was added to this group's wallet")
    assert f"🛒 Continue {'Team' if anonymous else 'Anna'}'s order" in labels(told)
    assert await money_of(bench, group.id) == PAID
    assert not any(map(is_invoice, annas.bot_messages()))


async def test_less_than_the_least_and_what_is_no_amount_is_said(chat: ChatClient) -> None:
    await offered(chat)
    await tapped(chat, "⬅️ Back", "How much do you want to add?")
    since = chat.mark()
    await chat.tap("✏️ Another amount")
    await chat.wait_for("How much do you want to add, in USD?", since=since)
    for typed, said in (
        ("0.5", "At least $1.00, please."),
        ("1000000", "too much for one payment"),
        ("1.00001", "at most 4 decimal places"),
        ("20 USD", "You get: $20.00"),
    ):
        since = chat.mark()
        await chat.say(typed)
        await chat.wait_for(said, since=since)
