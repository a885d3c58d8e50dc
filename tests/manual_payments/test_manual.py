"""Paying in by hand, as people and owners do it: a way to pay, a proof, a decision."""

from collections import Counter
from decimal import Decimal

import pytest
from sqlmodel import select

from bot.manual_payments.rules.proofs import REFUSED_MOST
from bot.manual_payments.tables import Proof
from bot.payments.rules.methods import manual_method
from bot.payments.rules.states import TopUpState
from bot.payments.tables import TopUp
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.model import Message, Person
from bot.wallet.rules.ledger import AccountKind
from tests.conftest import Bench
from tests.manual_payments.test_manual_rows import refuse, sent
from tests.ordering import labels
from tests.selling import money_of, start_selling
from tests.wallet.books import prove

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x40\x08\x02\x00\x00\x00"
    b"\x25\x0b\xe6\x89"
)
ACCOUNT = "IBAN DE00 1234"


class Shop:
    """A bot that sells, with an owner, and customers who pay by hand."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.owner = bench.private()
        self.max = bench.playground.world.add_person("Max", username="max1")
        self.customer = bench.private(self.max)

    async def begin(self, **environment: str) -> None:
        await start_selling(self.bench, **environment)
        for chat in (self.owner, self.customer):
            await chat.say("/start")
            await chat.wait_for("Hello", timeout=30)

    async def open_owned(self) -> Message:
        await said(self.owner, "/admin", "Dashboard")
        await tapped(self.owner, "Payments", "How customers pay in")
        return await tapped(self.owner, "By hand", "Payments by hand")

    async def make_method(self, name: str = "Bank transfer") -> Message:
        await self.open_owned()
        await tapped(self.owner, "Add a way to pay", "What is it called?")
        await said(self.owner, name, "There is no account yet.")
        await tapped(self.owner, "✏️ Account", "Send the account")
        await said(self.owner, ACCOUNT, ACCOUNT)
        return await tapped(self.owner, "Switch on", f"{name}: on")

    async def edit(self, label: str, typed: str, shows: str) -> Message:
        """Change something of the method that the owner's last message shows."""
        since = self.owner.mark()
        await self.owner.tap(label)
        await self.owner.wait_for(
            lambda it: it.force_reply_for is not None, since=since, timeout=30
        )
        return await said(self.owner, typed, shows)

    async def choose(
        self, label: str = "5.00", chat: ChatClient | None = None, name: str = "Bank transfer"
    ) -> Message:
        chat = chat or self.customer
        await said(chat, "/wallet", "Balance")
        await tapped(chat, "Top up", "How do you want to pay?")
        await tapped(chat, name, "How much do you want to add?")
        return await tapped(chat, label, "You pay")

    async def promise(self, label: str = "5.00", chat: ChatClient | None = None) -> Message:
        chat = chat or self.customer
        await self.choose(label, chat)
        return await tapped(chat, "Pay $", ACCOUNT)

    async def prove(
        self, chat: ChatClient | None = None, photo: bytes = PNG, caption: str = ""
    ) -> Message:
        """Send a photo as a proof; return the owner's card."""
        chat = chat or self.customer
        await tapped(chat, "I have paid", "📎")
        since, owner = chat.mark(), self.owner.mark()
        await chat.post(Formatted(caption), photo=photo)
        await chat.wait_for("is checking your payment", since=since, timeout=30)
        return await self.owner.wait_for("Has this payment arrived?", since=owner, timeout=30)

    async def top_ups(self) -> list[TopUp]:
        assert self.bench.app is not None
        async with self.bench.app.database.read() as session:
            return list((await session.execute(select(TopUp))).scalars())

    async def proofs(self) -> list[Proof]:
        assert self.bench.app is not None
        async with self.bench.app.database.read() as session:
            return list((await session.execute(select(Proof))).scalars())

    async def money(self, person: Person | None = None) -> Decimal:
        return (await money_of(self.bench, (person or self.max).id))[0]


async def said(chat: ChatClient, typed: str, shows: str) -> Message:
    since = chat.mark()
    await chat.say(typed)
    return await chat.wait_for(shows, since=since, timeout=30)


async def tapped(
    chat: ChatClient, label: str, shows: str, message: Message | None = None
) -> Message:
    since = chat.mark()
    await chat.tap(label, message=message)
    return await chat.wait_for(shows, since=since, timeout=30)


@pytest.fixture
async def shop(bench: Bench) -> Shop:
    shop = Shop(bench)
    await shop.begin()
    return shop


async def test_a_way_to_pay_that_no_amount_fits_is_off_until_one_does(shop: Shop) -> None:
    await shop.make_method()
    await shop.edit("⬆️ At most", "5", "At most: $5.00")
    page = await shop.edit("⬇️ At least", "10", "At least: $10.00")
    assert "Bank transfer: off" in page.text
    assert "At least $10.00 is more than at most $5.00." in page.text
    assert not any("Switch on" in it for it in labels(page))
    page = await shop.edit("⬆️ At most", "10", "At most: $10.00")
    assert "is more than" not in page.text
    await tapped(shop.owner, "Switch on", "Bank transfer: on")
    await shop.edit("⬇️ At least", "0", "At least: —")
    page = await shop.edit("⬆️ At most", "0.50", "Bank transfer: off")  # 1.00 is of all ways
    assert "At least $1.00 is more than at most $0.50." in page.text


async def test_a_transfer_is_promised_proved_approved_and_credited(shop: Shop) -> None:
    await shop.make_method()
    offer = await shop.choose()
    assert "You pay: $5.00\nYou get: $5.00" in offer.text
    card = await tapped(shop.customer, "Pay $5.00", ACCOUNT)
    assert labels(card) == ["⧉ Copy", "✅ I have paid", "✕ Cancel", "👛 Wallet"]
    review = await shop.prove()
    assert review.file is not None
    for part in ("Bank transfer", "Amount: $5.00", "Max", "orders: 0", "Paid before: 0"):
        assert part in review.text
    assert "Approve only when you see the money" in review.text
    assert await shop.money() == 0
    since = shop.customer.mark()
    answer = await shop.owner.tap("Approve $5.00", message=review)
    assert answer is not None
    assert answer.text == "👍 Approved by Olivia."
    notice = await shop.customer.wait_for(
        "$5.00 was added to your wallet", since=since, timeout=30
    )
    assert "Balance: $5.00" in notice.text
    await shop.customer.wait_for("✅ Paid.", since=since, timeout=30)
    assert "Approved by Olivia" in review.text
    assert labels(review) == []
    assert await shop.money() == 5
    assert shop.bench.app is not None
    books = await prove(shop.bench.app.database)
    assert books.of_kind(AccountKind.CASH) == -50_000
    (top_up,) = await shop.top_ups()
    assert [it.key for it in books.transfers] == [f"transfer:{top_up.id}"]
    assert top_up.state is TopUpState.PAID


async def test_another_amount_is_shown_before_it_is_approved(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    await shop.prove()
    await tapped(shop.owner, "Another amount", "How much has arrived?")
    sure = await said(shop.owner, "4.50", "Approve another amount?")
    assert "Asked: $5.00\nArrived: $4.50\nAdded to the wallet: $4.50" in sure.text
    assert await shop.money() == 0
    since = shop.customer.mark()
    await tapped(shop.owner, "Approve $4.50", "Approved by Olivia")
    notice = await shop.customer.wait_for(
        "$4.50 was added to your wallet", since=since, timeout=30
    )
    assert "Paid: $4.50" in notice.text
    assert await shop.money() == Decimal("4.5")
    (review,) = [it for it in shop.owner.bot_messages() if it.file is not None]
    await shop.bench.pushed()
    assert labels(review) == []


async def test_a_refusal_has_a_reason_and_adds_nothing(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    review = await shop.prove()
    await tapped(shop.owner, "🚫 Refuse", "Why is it refused?")
    since = shop.customer.mark()
    await said(shop.owner, "nothing arrived", "Refused by Olivia")
    notice = await shop.customer.wait_for(
        "does not see your payment of $5.00", since=since, timeout=30
    )
    assert "Reason: nothing arrived" in notice.text
    await shop.customer.wait_for("does not see this payment", since=since, timeout=30)
    answer = await shop.owner.press(review, "mr:y:1:00000000")
    assert answer is not None
    assert answer.text == "🚫 Refused by Olivia."
    assert await shop.money() == 0
    assert [it.state for it in await shop.top_ups()] == [TopUpState.REFUSED]
    assert [it.claimed for it in await shop.proofs()] == [None]


async def test_an_owner_asks_back_and_gets_the_answer(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    review = await shop.prove()
    old = next(it.data for row in review.buttons for it in row if "Approve" in it.label)
    await tapped(shop.owner, "❔ Ask back", "What do you want to know?")
    since = shop.customer.mark()
    await said(shop.owner, "From which bank?", "no answer yet")
    await shop.customer.wait_for("From which bank?", since=since, timeout=30)
    await tapped(shop.customer, "Answer", "Send your answer")
    owner = shop.owner.mark()
    await said(shop.customer, "From <Mine>", "The owner has your answer")
    card = await shop.owner.wait_for("From <Mine>", since=owner, timeout=30)
    assert old is not None
    answer = await shop.owner.press(review, old)  # is of the card before the answer
    assert answer is not None
    assert answer.text == "Something changed. Please look again."
    await tapped(shop.owner, "Approve $5.00", "Approved by Olivia", card)
    assert await shop.money() == 5


async def test_a_reply_to_an_owner_s_question_is_its_answer(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    await shop.prove()
    await tapped(shop.owner, "❔ Ask back", "What do you want to know?")
    since, owner = shop.customer.mark(), shop.owner.mark()
    await said(shop.owner, "From which bank?", "no answer yet")
    asked = await shop.customer.wait_for("From which bank?", since=since, timeout=30)
    await said(shop.customer, "/wallet", "Balance")
    await shop.customer.say("From mine", reply_to=asked)
    await shop.customer.wait_for("The owner has your answer", since=since, timeout=30)
    await shop.owner.wait_for("💬 From mine", since=owner, timeout=30)


async def test_an_amount_is_typed_where_amounts_are_offered(shop: Shop) -> None:
    await shop.make_method()
    await said(shop.customer, "/wallet", "Balance")
    await tapped(shop.customer, "Top up", "How do you want to pay?")
    await tapped(shop.customer, "Bank transfer", "How much do you want to add?")
    await said(shop.customer, "500 likes", "🔎")
    await said(shop.customer, "0", "Send an amount above zero")
    await said(shop.customer, "$7.5", "You pay: $7.50")


async def test_picture_and_reference_come_one_after_the_other(shop: Shop) -> None:
    await shop.make_method()
    await shop.owner.tap("⬜ Reference")
    await shop.promise()
    await tapped(shop.customer, "I have paid", "with the reference number as its caption")
    await said(shop.customer, "ab-12", "Send a photo of the receipt, or a PDF.")
    assert [it.sent_at for it in await shop.proofs()] == [None]
    since, owner = shop.customer.mark(), shop.owner.mark()
    await shop.customer.post(Formatted(""), photo=PNG)
    await shop.customer.wait_for("is checking your payment", since=since, timeout=30)
    card = await shop.owner.wait_for("Has this payment arrived?", since=owner, timeout=30)
    assert "Reference: AB12" in card.text
    (proof,) = await shop.proofs()
    assert len(proof.digest) == 64


async def test_what_comes_while_the_owner_checks_is_not_too_late(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    asked = await tapped(shop.customer, "I have paid", "📎")
    for _ in range(2):
        await shop.customer.post(Formatted(""), photo=PNG, reply_to=asked)
    await said(shop.customer, "/wallet", "Balance")
    assert len(await shop.proofs()) == 1
    assert "has ended" not in shop.customer.transcript()


async def test_an_amount_for_a_way_to_pay_that_is_off_since_is_told_so(shop: Shop) -> None:
    await shop.make_method()
    await said(shop.customer, "/wallet", "Balance")
    await tapped(shop.customer, "Top up", "How do you want to pay?")
    await tapped(shop.customer, "Bank transfer", "How much do you want to add?")
    await tapped(shop.customer, "Another amount", "How much do you want to add, in USD?")
    await tapped(shop.owner, "Switch off", "Bank transfer: off")
    await said(shop.customer, "20", "This way to pay is not available now.")
    assert "too much" not in shop.customer.transcript()


@pytest.mark.parametrize("anonymous", [False, True])
async def test_a_groups_top_up_is_proved_in_private_and_is_the_groups(
    shop: Shop, anonymous: bool
) -> None:
    await shop.make_method()
    groups = shop.bench.playground.world.groups
    group = groups.add("Team", members=[shop.max], admins=[shop.max])
    groups.set_anonymous(group, shop.max, anonymous)
    member = shop.bench.in_group(shop.max, group)
    await shop.choose(chat=member)
    chosen = await tapped(member, "Pay $5.00", "Pay in our private chat")
    assert ACCOUNT not in chosen.text
    since = shop.customer.mark()
    await shop.customer.follow("Pay in private", chosen)
    await shop.customer.wait_for(ACCOUNT, since=since)
    await member.wait_for("Somebody pays in our private chat.", timeout=30)
    await shop.prove()
    since = member.mark()
    await tapped(shop.owner, "Approve $5.00", "Approved by Olivia")
    await member.wait_for("was added to this group's wallet", since=since, timeout=30)
    assert await money_of(shop.bench, group.id) == (Decimal(5), Decimal(0))
    assert await shop.money() == 0


async def test_whose_payments_were_not_found_cannot_go_on_with_a_groups(shop: Shop) -> None:
    await shop.make_method()
    anna = shop.bench.playground.world.add_person("Anna")
    hers = shop.bench.private(anna)
    await said(hers, "/start", "Hello")
    group = shop.bench.playground.world.groups.add("Team", members=[shop.max, anna])
    member = shop.bench.in_group(anna, group)
    assert shop.bench.app is not None
    database = shop.bench.app.database
    for _ in range(REFUSED_MOST):
        await refuse(
            database, await sent(database, manual_method(1), shop.max.id), shop.bench.now()
        )
    await shop.choose(chat=member)
    chosen = await tapped(member, "Pay $5.00", "Pay in our private chat")
    since = shop.customer.mark()
    await shop.customer.follow("Pay in private", chosen)
    await shop.customer.wait_for("3 of your payments were not found", since=since, timeout=30)
    assert (await shop.top_ups())[-1].state is TopUpState.CHOSEN
    since = hers.mark()
    await hers.follow("Pay in private", chosen)
    await hers.wait_for(ACCOUNT, since=since, timeout=30)
    await tapped(hers, "Cancel", "Canceled. Nothing was paid.")
    await member.wait_for("Canceled. Nothing was paid.", timeout=30)
    assert (await shop.top_ups())[-1].state is TopUpState.WITHDRAWN


async def test_a_method_is_changed_switched_off_and_removed(shop: Shop) -> None:
    await shop.make_method()
    await shop.edit("Fee or bonus", "5", "Fee: 5%")
    await shop.edit("At least", "7", "At least: $7.00")
    await shop.edit("✏️ Name", "Bank", "Bank: on")
    await shop.edit("Currency", "RUB", "no exchange rate of RUB to USD")
    assert "Bank: off" in (await shop.edit("Currency", "USD", "Bank: off")).text
    await tapped(shop.owner, "Switch on", "Bank: on")
    offer = await shop.choose("10.00", name="Bank")
    assert "You pay: $10.50\nYou get: $10.00" in offer.text
    amounts = [it for it in labels(offer) if "Pay" in it]
    await tapped(shop.owner, "Remove", "Remove Bank?")
    await tapped(shop.owner, "🗑 Remove", "Payments by hand")
    answer = await shop.customer.tap(amounts[0])
    assert answer is not None
    assert answer.text == "This way to pay is not available now."
    assert await shop.top_ups() == []


async def test_one_is_open_at_a_time_and_can_be_cancelled(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    await shop.choose()
    answer = await shop.customer.tap("Pay $5.00")
    assert answer is not None
    assert answer.text == "You have begun one already. Finish it first, or cancel it."
    await tapped(shop.customer, "✕ Cancel", "Canceled. Nothing was paid.")
    await shop.choose()
    await tapped(shop.customer, "Pay $5.00", ACCOUNT)
    assert Counter(it.state for it in await shop.top_ups()) == {
        TopUpState.WITHDRAWN: 1,
        TopUpState.OPEN: 1,
    }


async def test_an_offer_ends_after_a_day_unless_the_proof_was_sent(shop: Shop) -> None:
    await shop.make_method()
    await shop.promise()
    since = shop.customer.mark()
    shop.bench.skip(hours=24)
    await shop.customer.wait_for("This offer has ended", since=since, timeout=30)
    card = await shop.promise()
    cancel = next(it.data for row in card.buttons for it in row if "Cancel" in it.label)
    await shop.prove()
    assert cancel is not None
    await shop.customer.press(card, cancel)  # too late: only owners end it now
    assert [it.state for it in await shop.top_ups()] == [TopUpState.EXPIRED, TopUpState.REVIEW]
    shop.bench.skip(hours=48)
    await tapped(shop.owner, "Approve $5.00", "Approved by Olivia")
    assert await shop.money() == 5
