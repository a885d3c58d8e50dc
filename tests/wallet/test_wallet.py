"""/wallet as people see it, and what owners do with it, in dialogues."""

import asyncio
import csv
import io
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.core.telegram import uploads
from bot.features import migrate_chat
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from bot.wallet.service import ledger, reservations
from bot.wallet.tables import Account
from tests.conftest import OWNER_ID, Bench, until
from tests.ordering import labels
from tests.proof import first_quick, proof
from tests.wallet.books import NOW, Books, prove, read

SELLING = {"SELLING": "wallet", "WALLET_CURRENCY": "USD"}


class Shop:
    """A bot that sells, with its owner and a customer."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.owner = bench.private()
        self.max = bench.playground.world.add_person("Max", username="max1")
        self.customer = bench.private(self.max)

    async def begin(self) -> None:
        await self.bench.start(**SELLING)
        for chat in (self.owner, self.customer):
            await chat.say("/start")
            await chat.wait_for("Hello")

    async def books(self) -> Books:
        assert self.bench.app is not None
        return await prove(self.bench.app.database)

    async def open_wallet(self, name: str = "Max") -> Message:
        """Open the customer's wallet as the owner."""
        await ask(self.owner, f"/find {name}", "🔎 Orders by Max")
        return await tapped(self.owner, "👛 Wallet", "Wallet of Max")

    async def propose(self, typed: str, which: str = "+ Credit") -> Message:
        await self.open_wallet()
        await tapped(self.owner, which, "and the reason, for example")
        return await ask(self.owner, typed, "Reason:")

    async def credit(self, typed: str = "5 cash") -> Message:
        await self.propose(typed)
        return await tapped(self.owner, "+ Add", "was added.")


async def ask(chat: ChatClient, typed: str, shows: str) -> Message:
    since = chat.mark()
    await chat.say(typed)
    return await chat.wait_for(shows, since=since)


async def tapped(chat: ChatClient, label: str, shows: str) -> Message:
    since = chat.mark()
    await chat.tap(label)
    return await chat.wait_for(shows, since=since)


def _is_photo(message: Message) -> bool:
    return message.file is not None and message.file["kind"] == "photo"


@pytest.fixture
async def shop(bench: Bench) -> Shop:
    shop = Shop(bench)
    await shop.begin()
    return shop


async def test_a_credit_is_asked_for_shown_confirmed_and_reported(shop: Shop) -> None:
    empty = await ask(shop.customer, "/wallet", "👛 Wallet")
    assert "Balance: $0.00" in empty.text
    assert "No transactions yet." in empty.text
    assert labels(empty) == ["+ Top up", "🔔 Low balance"]
    asked = await shop.propose("5 bank transfer, 12 Nov")
    assert "Add $5.00 to the wallet of Max?" in asked.text
    assert "Reason: bank transfer, 12 Nov" in asked.text
    assert "Balance now: $0.00\nAfterwards: $5.00" in asked.text
    assert (await shop.books()).transfers == []
    since = shop.customer.mark()
    done = await tapped(shop.owner, "+ Add $5.00", "✅ $5.00 was added.")
    assert "Balance: $5.00" in done.text
    notice = await shop.customer.wait_for("💰 $5.00 was added to your wallet.", since=since)
    assert "bank transfer, 12 Nov\nBalance: $5.00" in notice.text
    shown = await tapped(shop.customer, "👛 Wallet", "+$5.00 · Top-up")
    assert "bank transfer, 12 Nov" in shown.text
    (transfer,) = (await shop.books()).transfers
    assert (transfer.amount, transfer.by) == (50_000, OWNER_ID)
    assert transfer.note == "bank transfer, 12 Nov"


async def test_a_confirmation_moves_once_however_often_it_is_tapped(shop: Shop) -> None:
    asked = await shop.propose("5 cash")
    (yes, _) = [it.data for row in asked.buttons for it in row]
    assert yes is not None
    answers = await asyncio.gather(*(shop.owner.press(asked, yes) for _ in range(5)))
    assert {answer and answer.text for answer in answers} == {"Saved."}
    await shop.customer.wait_for("$5.00 was added to your wallet.")
    await shop.bench.pushed()
    assert len((await shop.books()).transfers) == 1
    assert shop.customer.transcript().count("was added to your wallet") == 1


async def test_a_question_that_was_carried_out_takes_no_other_answer(shop: Shop) -> None:
    await shop.open_wallet()
    asked = await tapped(shop.owner, "+ Credit", "and the reason, for example")
    sure = await ask(shop.owner, "5 cash", "Reason:")
    yes = sure.buttons[0][0].data or ""
    await tapped(shop.owner, "+ Add $5.00", "✅ $5.00 was added.")
    since = shop.owner.mark()
    await shop.owner.say("10 more", reply_to=asked)
    await shop.owner.wait_for("This was done already.", since=since)
    answer = await shop.owner.press(sure, yes)
    assert answer is not None
    assert answer.text == "Saved."
    assert "$10.00" not in shop.owner.transcript()
    (transfer,) = (await shop.books()).transfers
    assert transfer.amount == 50_000


async def test_a_confirmation_is_of_the_balance_that_it_showed(shop: Shop) -> None:
    asked = await shop.propose("5 cash")
    assert shop.bench.app is not None
    async with shop.bench.app.database.begin() as session:
        wallet = await ledger.open_wallet(session, shop.max.id, "USD", NOW)
        await ledger.credit(session, wallet.id, 10_000, key="x", by=1, note="", now=NOW)
    (yes, _) = [it.data for row in asked.buttons for it in row]
    assert yes is not None
    answer = await shop.owner.press(asked, yes)
    assert answer is not None
    assert answer.text == "Something changed. Please look again."
    assert len((await shop.books()).transfers) == 1
    await shop.owner.wait_for("Balance now: $1.00")
    await tapped(shop.owner, "+ Add $5.00", "✅ $5.00 was added.")
    assert sum(it.posted for it in (await shop.books()).wallets()) == 60_000


async def test_a_confirmation_is_of_the_wallet_that_was_asked_about(shop: Shop) -> None:
    asked = await shop.propose("5 cash")
    (yes, _) = [it.data for row in asked.buttons for it in row]
    assert yes is not None
    other = yes.replace(str(shop.max.id), str(OWNER_ID))
    assert other != yes
    answer = await shop.owner.press(asked, other)
    assert answer is not None
    assert answer.text == "This button is out of date."
    assert (await shop.books()).transfers == []


@pytest.mark.parametrize(
    ("typed", "said"),
    first_quick(
        1,
        [
            ("five", "Send an amount"),
            ("5", "Add the reason after the amount"),
            ("5 USD", "Add the reason after the amount"),
            ("5.00001 cash", "Send an amount with at most 4 decimal places."),
            ("-5 cash", "Send an amount"),
            ("0 cash", "Send an amount"),
            ("5 EUR cash", "Amounts are in USD here"),
            ("5 " + "x" * 201, "That is too long."),
        ],
    ),
)
async def test_what_cannot_be_taken_is_said_and_may_be_sent_again(
    shop: Shop, typed: str, said: str
) -> None:
    await shop.open_wallet()
    await tapped(shop.owner, "+ Credit", "and the reason, for example")
    await ask(shop.owner, typed, said)
    assert (await shop.books()).transfers == []
    asked = await ask(shop.owner, "$0,0001 for a test", "Reason: for a test")
    assert "Add $0.0001 to" in asked.text


async def test_a_debit_takes_no_more_than_there_is(shop: Shop) -> None:
    await shop.credit("5 cash")
    await tapped(shop.owner, "− Debit", "and the reason, for example")
    await ask(shop.owner, "5.0001 paid out", "Only $5.00 can be taken off.")
    asked = await ask(shop.owner, "2 paid out", "Take $2.00 off the wallet of Max?")
    assert "Afterwards: $3.00" in asked.text
    since = shop.customer.mark()
    await tapped(shop.owner, "− Take off $2.00", "✅ $2.00 was taken off.")
    notice = await shop.customer.wait_for("💸 $2.00 was taken off your wallet.", since=since)
    assert "paid out\nBalance: $3.00" in notice.text
    assert [it.amount for it in (await shop.books()).transfers] == [50_000, 20_000]


async def test_a_wallet_is_frozen_and_thawed(shop: Shop) -> None:
    await shop.credit()
    frozen = await tapped(shop.owner, "🧊 Freeze", "🧊 Frozen")
    assert "🔥 Unfreeze" in labels(frozen)
    assert [it.frozen for it in (await shop.books()).wallets()] == [True]
    await ask(shop.customer, "/wallet", "🧊 This wallet is frozen")
    card = await ask(shop.owner, "/find Max", "🔎 Orders by Max")
    assert "👛 Balance: $5.00 · 🧊 frozen" in card.text
    await tapped(shop.owner, "👛 Wallet", "🧊 Frozen")
    await tapped(shop.owner, "🔥 Unfreeze", "👛 Wallet of Max")
    assert [it.frozen for it in (await shop.books()).wallets()] == [False]


async def test_owners_are_asked_to_top_up_once(shop: Shop) -> None:
    await ask(shop.customer, "/wallet", "👛 Wallet")
    await tapped(shop.customer, "+ Top up", "Ask the owner of this bot how to pay.")
    since = shop.owner.mark()
    await tapped(shop.customer, "✋ Ask the owner", "✅ The owner was asked.")
    card = await shop.owner.wait_for("Somebody wants to top up", since=since)
    assert "Asked by Max" in card.text
    assert "👛 Balance: $0.00" in card.text
    await tapped(shop.customer, "⬅️ Back", "👛 Wallet")
    await tapped(shop.customer, "+ Top up", "how to pay")
    answer = await shop.customer.tap("✋ Ask the owner")
    assert answer is not None
    assert answer.text == "The owner was asked already. Please wait for the answer."
    since = shop.owner.mark()
    await shop.owner.tap("+ Credit", message=card)
    await shop.owner.wait_for("to the wallet of Max", since=since)
    await ask(shop.owner, "5 cash", "Add $5.00 to the wallet of Max?")
    shop.bench.skip(hours=1)
    answer = await shop.customer.tap("✋ Ask the owner")
    assert answer is not None
    assert not answer.text


async def test_a_top_up_from_a_form_leaves_the_form(shop: Shop) -> None:
    form = await ask(shop.customer, "/wallet", "👛 Wallet")  # stands for it
    since = shop.customer.mark()
    await shop.customer.press(form, "wa:t")
    asked = await shop.customer.wait_for("Ask the owner of this bot how to pay.", since=since)
    assert asked is not form
    assert "👛 Wallet" in form.text


async def test_a_group_has_a_wallet_of_its_own(shop: Shop) -> None:
    world = shop.bench.playground.world
    group = world.groups.add("Team", members=[shop.max], admins=[shop.bench.owner])
    member = shop.bench.in_group(shop.max, group)
    shown = await ask(member, "/wallet", "👛 Wallet of this group")
    assert "Balance: $0.00" in shown.text
    await ask(shop.owner, "/admin", "🛠 Dashboard")
    await tapped(shop.owner, "👥 Chats", "👥 Chats · ")
    await tapped(shop.owner, "Team", "👛 Balance: $0.00")
    await tapped(shop.owner, "👛 Wallet", "Wallet of Team")
    await tapped(shop.owner, "+ Credit", "wallet of Team")
    await ask(shop.owner, "7 USD: for November", "Reason: for November")
    since = member.mark()
    await tapped(shop.owner, "+ Add", "was added.")
    await member.wait_for("💰 $7.00 was added to this group's wallet.", since=since)
    await ask(shop.customer, "/wallet", "Balance: $0.00")
    (wallet,) = [it for it in (await shop.books()).wallets() if it.posted]
    assert wallet.chat_id == group.id


@proof
async def test_a_credit_reaches_the_supergroup_that_the_group_has_become(shop: Shop) -> None:
    world = shop.bench.playground.world
    group = world.groups.add("Team", members=[shop.max], admins=[shop.bench.owner])
    member = shop.bench.in_group(shop.max, group)
    await ask(member, "/wallet", "👛 Wallet of this group")
    await ask(shop.owner, "/admin", "🛠 Dashboard")
    await tapped(shop.owner, "👥 Chats", "👥 Chats · ")
    await tapped(shop.owner, "Team", "👛 Balance: $0.00")
    await tapped(shop.owner, "👛 Wallet", "Wallet of Team")
    await tapped(shop.owner, "+ Credit", "wallet of Team")
    await ask(shop.owner, "7 cash", "Reason: cash")
    assert shop.bench.app is not None
    async with shop.bench.app.database.begin() as session:
        await migrate_chat(session, group.id, -1_005, NOW)
    # Of what was shown its ID has changed.
    await tapped(shop.owner, "+ Add $7.00", "👛 Add $7.00 to the wallet of Team?")
    await tapped(shop.owner, "+ Add $7.00", "✅ $7.00 was added.")
    (wallet,) = [it for it in (await shop.books()).wallets() if it.posted]
    assert wallet.chat_id == -1_005


async def test_others_can_do_nothing_with_it(shop: Shop) -> None:
    asked = await shop.propose("5 cash")
    (yes, _) = [it.data for row in asked.buttons for it in row]
    assert yes is not None
    shown = await ask(shop.customer, "/wallet", "👛 Wallet")
    for data in (yes, f"wo:i:{shop.max.id}:wallet_credit", f"wo:z:{shop.max.id}:1", "wo:m:0"):
        answer = await shop.customer.press(shown, data)
        assert answer is not None
        assert answer.text == "You can't do that here."
    group = shop.bench.playground.world.groups.add("Team", members=[shop.bench.owner])
    here = shop.bench.in_group(shop.bench.owner, group)
    shown = await ask(here, "/wallet", "👛 Wallet of this group")
    answer = await here.press(shown, f"wo:z:{group.id}:1")
    assert answer is not None
    assert answer.text == "Others can read this here. Use it in our private chat."
    books = await shop.books()
    assert books.transfers == []
    assert not any(it.frozen for it in books.wallets())


async def test_a_statement_is_paged_and_sent_as_a_file_and_a_picture(shop: Shop) -> None:
    assert shop.bench.app is not None
    async with shop.bench.app.database.begin() as session:
        wallet = await ledger.open_wallet(session, shop.max.id, "USD", NOW)
        for number in range(9):
            await ledger.credit(
                session, wallet.id, 10_000, key=f"c{number}", by=1, note="=1+1", now=NOW
            )
        await reservations.hold(session, wallet.id, 12_345, key="h", order_id=7, now=NOW)
        await reservations.capture(session, "h", 12_345, now=NOW)
        await reservations.hold(session, wallet.id, 10_000, key="open", order_id=8, now=NOW)
    shown = await ask(shop.customer, "/wallet", "−$1.2345 · Order #7")
    assert "Balance: $7.7655\nReserved for orders: $1.00\nAvailable: $6.7655" in shown.text
    await tapped(shop.customer, "▶", "+$1.00")
    await tapped(shop.customer, "◀", "−$1.2345 · Order #7")
    since = shop.customer.mark()
    await shop.customer.press(shown, "wa:s:9")  # there were more pages once
    await shop.customer.wait_for(lambda message: "2/2" in labels(message), since=since)
    assert shown.text.count("+$1.00") == 2
    offer = await tapped(shop.customer, "📄 Statement", "10 transactions")
    assert labels(offer) == ["CSV", "XLSX", "🖼 Picture", "⬅️ Back"]
    since = shop.customer.mark()
    await shop.customer.tap("CSV", message=offer)
    sent = await shop.customer.wait_for(lambda message: message.file is not None, since=since)
    name, content = shop.customer.read_file(sent)
    assert name.startswith("wallet_")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["Date (UTC)", "What for", "Amount", "Balance", "Currency", "Reason"]
    assert [row[2:4] for row in rows[-2:]] == [["1.0000", "9.0000"], ["-1.2345", "7.7655"]]
    assert rows[1][5] == "'=1+1"
    since = shop.customer.mark()
    await shop.customer.tap("🖼 Picture", message=offer)
    await shop.customer.wait_for(_is_photo, timeout=40, since=since)


async def test_where_no_pictures_are_welcome_a_statement_is_its_text(shop: Shop) -> None:
    world = shop.bench.playground.world
    group = world.groups.add("Team", members=[shop.max], admins=[shop.max])
    member = shop.bench.in_group(shop.max, group)
    assert shop.bench.app is not None
    async with shop.bench.app.database.begin() as session:
        wallet = await ledger.open_wallet(session, group.id, "USD", NOW)
        await ledger.credit(session, wallet.id, 10_000, key="c", by=1, note="", now=NOW)
    await ask(member, "/wallet", "Balance: $1.00")
    await tapped(member, "📄 Statement", "1 transaction")
    group.unwelcome.add("photo")
    sent = await tapped(member, "🖼 Picture", "I'm not allowed to send pictures here")
    assert "Balance: $1.00" in sent.text


async def test_the_balances_of_a_statement_are_those_of_its_entries(shop: Shop) -> None:
    await shop.credit()
    await ask(shop.customer, "/wallet", "👛 Wallet")
    offer = await tapped(shop.customer, "📄 Statement", "1 transaction")
    since = shop.customer.mark()
    shop.bench.playground.faults.add("answerCallbackQuery", times=1, delay=1.0)
    await shop.customer.press(offer, "wa:f:csv", wait=False)
    assert shop.bench.app is not None
    await until(lambda: not shop.bench.playground.faults.waits_for("answerCallbackQuery"))
    async with shop.bench.app.database.begin() as session:
        wallet = await ledger.open_wallet(session, shop.max.id, "USD", NOW)
        await ledger.credit(session, wallet.id, 20_000, key="c", by=1, note="", now=NOW)
    sent = await shop.customer.wait_for(lambda message: message.file is not None, since=since)
    _, content = shop.customer.read_file(sent)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[2:4] for row in rows[1:]] == [["5.0000", "5.0000"], ["2.0000", "7.0000"]]


async def test_books_that_differ_freeze_the_wallet_and_alert_owners(shop: Shop) -> None:
    await shop.credit()
    await ask(shop.owner, "/admin", "🛠 Dashboard")
    page = await tapped(shop.owner, "💰 Money", "In all wallets: $5.00")
    assert "✅ Unexplained in wallets: $0.00" in page.text
    assert shop.bench.app is not None
    async with shop.bench.app.database.begin() as session:
        await session.execute(
            update(Account).where(col(Account.chat_id) == shop.max.id).values(posted=49_999)
        )
    since = shop.owner.mark()
    shop.bench.skip(days=1)
    alert = await shop.owner.wait_for("The books of the wallets do not add up.", since=since)
    assert "is $4.9999, but its entries come to $5.00." in alert.text
    await tapped(shop.owner, "💰 Money", "🚨 Unexplained in wallets: $0.0001")
    await ask(shop.customer, "/wallet", "🧊 This wallet is frozen")
    since = shop.owner.mark()
    answer = await shop.owner.tap("🔄 Check now")
    assert answer is not None
    assert answer.text == "Checked."
    await shop.bench.pushed()
    assert "do not add up" not in "".join(it.text for it in shop.owner.bot_messages()[since:])


async def test_forgetting_says_what_is_lost_and_the_owner_can_be_asked_for_it(
    shop: Shop,
) -> None:
    await shop.credit()
    asked = await ask(shop.customer, "/forget", "You have $5.00 in your wallet")
    assert labels(asked) == ["✋ Ask the owner", "🗑 Forget me and $5.00", "⬅️ Back"]
    since = shop.owner.mark()
    answer = await shop.customer.tap("✋ Ask the owner")
    assert answer is not None
    assert answer.text == "✅ The owner was asked to pay it out."
    card = await shop.owner.wait_for("Somebody asks for their balance back", since=since)
    since = shop.owner.mark()
    await shop.owner.tap("− Debit", message=card)
    await shop.owner.wait_for("take off the wallet of Max", since=since)
    await ask(shop.owner, "2 paid out", "Take $2.00 off")
    await tapped(shop.owner, "− Take off", "was taken off.")
    answer = await shop.customer.tap("🗑 Forget me and $5.00", message=asked)
    await shop.customer.wait_for("You have $3.00 in your wallet")
    await shop.customer.tap("🗑 Forget me and $3.00")
    await shop.customer.wait_for("Your data was erased.")
    books = await shop.books()
    (wallet,) = books.wallets()
    assert (wallet.posted, wallet.chat_id != shop.max.id) == (0, True)
    assert [it.amount for it in books.transfers] == [50_000, 20_000, 30_000]
    assert str(shop.max.id) not in str(books.transfers)


async def test_what_comes_in_while_the_file_is_sent_is_not_lost(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.credit()
    await ask(shop.customer, "/forget", "You have $5.00 in your wallet")
    send_file = uploads.send_file

    async def credited_meanwhile(*sent: Any) -> None:
        await send_file(*sent)
        monkeypatch.undo()
        await shop.credit("20 cash")

    monkeypatch.setattr(uploads, "send_file", credited_meanwhile)
    since = shop.customer.mark()
    await shop.customer.tap("🗑 Forget me and $5.00")
    await shop.customer.wait_for("You have $25.00 in your wallet", since=since)
    (wallet,) = (await shop.books()).wallets()
    assert (wallet.posted, wallet.chat_id) == (250_000, shop.max.id)
    await shop.customer.tap("🗑 Forget me and $25.00")
    await shop.customer.wait_for("Your data was erased.", since=since)


async def test_without_selling_there_is_no_wallet(bench: Bench) -> None:
    await bench.start()
    chat = bench.private()
    await ask(chat, "/wallet", "I don't know this command.")
    shown = await ask(chat, "/admin", "🛠 Dashboard")
    assert "💰 Money" not in labels(shown)
    answer = await chat.press(shown, "wa:s:0")
    assert answer is not None
    assert answer.text == "This button is out of date."
    answer = await chat.press(shown, "wo:s:1:0")
    assert answer is not None
    assert answer.text == "Customers do not pay here: SELLING is off."
    menu = await ask(chat, "/help", "/orders")
    assert "/wallet" not in menu.text
    assert (await read(bench.app.database)).accounts == {} if bench.app else False
