"""Owners make codes, and people redeem them, in dialogues."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlmodel import select

from bot.core.inbox.tables import InboxUpdate
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from bot.wallet.rules.ledger import AccountKind
from tests.conftest import Bench
from tests.selling import SELLING, freeze, money_of
from tests.wallet.books import prove


@dataclass
class Shop:
    """A bot that sells, with its owner and a customer."""

    bench: Bench
    owner: ChatClient
    customer: ChatClient

    async def make(self, **fields: str) -> list[str]:
        """Make codes as the owner, and return them as the file has them."""
        await said(self.owner, "/admin", "Dashboard")
        await tapped(self.owner, "💳 Payments", "How customers pay in")
        await tapped(self.owner, "Vouchers", "with /redeem")
        await tapped(self.owner, "New codes", "Worth: $0.00 each")
        for label, typed in {"Amount": "5", **fields}.items():
            since = self.owner.mark()
            await self.owner.tap(label)
            await self.owner.wait_for(
                lambda it: it.force_reply_for is not None, since=since, timeout=30
            )
            await said(self.owner, typed, "In all at most")
        since = self.owner.mark()
        await self.owner.tap("Make the codes")
        await self.owner.wait_for("Here are the codes", since=since, timeout=30)
        file = await self.owner.wait_for(lambda it: it.file is not None, since=since, timeout=30)
        _, content = self.owner.read_file(file)
        await self.owner.wait_for("Redeemed: 0", since=since, timeout=30)
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        assert all(row["link"].endswith(row["code"].replace("-", "")) for row in rows)
        return [row["code"] for row in rows]

    async def money(self) -> Decimal:
        return (await money_of(self.bench, self.customer.person.id))[0]


async def said(chat: ChatClient, typed: str, shows: str) -> Message:
    since = chat.mark()
    await chat.say(typed)
    return await chat.wait_for(shows, since=since, timeout=30)


async def tapped(chat: ChatClient, label: str, shows: str) -> Message:
    since = chat.mark()
    await chat.tap(label)
    return await chat.wait_for(shows, since=since, timeout=30)


@pytest.fixture
async def shop(bench: Bench) -> Shop:
    await bench.start(**SELLING)
    max_ = bench.playground.world.add_person("Max")
    shop = Shop(bench, bench.private(), bench.private(max_))
    for chat in (shop.owner, shop.customer):
        await said(chat, "/start", "Hello")
    return shop


async def test_codes_are_made_once_redeemed_and_seen_by_their_owner(shop: Shop) -> None:
    first, second, _ = await shop.make(Codes="3", Note="reseller")
    notice = await said(shop.customer, f"/redeem {first}", "was added to your wallet")
    assert "🎟 $5.00" in notice.text
    assert "Balance: $5.00" in notice.text
    again = await said(shop.customer, f"/redeem {first}", "You have redeemed this code already.")
    assert "$5.00 was added." in again.text
    since = shop.customer.mark()
    await shop.customer.say(f"/start redeem_{second.replace('-', '').lower()}")
    await shop.customer.wait_for("Balance: $10.00", since=since, timeout=30)
    await shop.customer.say("/wallet")
    await tapped(shop.customer, "Top up", "Top up")
    await tapped(shop.customer, "Redeem a code", "Send the code")
    await said(shop.customer, "no code", "There is no such code")
    assert await shop.money() == 10
    await shop.owner.tap("⬅️ Back")
    page = await tapped(shop.owner, "reseller", "Redeemed: 2 ($10.00)")
    assert "Sold: paid for outside the bot." in page.text
    assert shop.bench.app is not None
    assert (await prove(shop.bench.app.database)).of_kind(AccountKind.CASH) == -100_000
    await shop.bench.pushed()
    async with shop.bench.app.database.read() as session:
        kept = str([it.payload for it in (await session.execute(select(InboxUpdate))).scalars()])
    assert first not in kept


async def test_codes_that_were_made_are_not_made_or_changed_again(shop: Shop) -> None:
    await shop.make()
    (made,) = [it for it in shop.owner.bot_messages() if "Redeemed: 0" in it.text]
    answer = await shop.owner.press(made, "vo:m:1:00000000")
    assert answer is not None
    assert answer.text is not None
    assert "made already" in answer.text
    await shop.owner.press(made, "vo:d:1")
    await shop.owner.press(made, "vo:k:1:0")
    page = await tapped(shop.owner, "5.00", "Codes #1")
    assert "Sold: paid for outside the bot." in page.text


async def test_a_stopped_code_is_not_valid_and_one_given_away_is_the_operators(
    shop: Shop,
) -> None:
    (code,) = await shop.make(Days="30", Uses="2")
    await tapped(shop.owner, "⏸ Stop", "nobody can redeem them")
    await said(shop.customer, f"/redeem {code}", "This code is not valid any more.")
    await tapped(shop.owner, "Let them be redeemed", "Codes #1")
    await freeze(shop.bench, shop.customer.person.id)  # money comes in all the same
    await said(shop.customer, f"/redeem {code}", "$5.00 was added")
    assert await shop.money() == 5


async def test_in_a_group_a_code_is_for_the_groups_wallet(shop: Shop) -> None:
    (code,) = await shop.make()
    world = shop.bench.playground.world
    group = world.groups.add("Team", members=[shop.customer.person])
    member = shop.bench.in_group(shop.customer.person, group)
    notice = await said(member, f"/redeem {code}", "was added to this group's wallet")
    assert "$5.00" in notice.text
    assert await money_of(shop.bench, group.id) == (Decimal(5), Decimal(0))
    assert await shop.money() == 0


async def test_who_guesses_codes_has_to_wait(shop: Shop) -> None:
    for _ in range(4):
        await said(shop.customer, "/redeem 0000000000000000", "There is no such code")
    notice = await said(shop.customer, "/redeem 0000000000000000", "You can try again in")
    assert "There is no such code" in notice.text
    await said(shop.customer, "/redeem 0000000000000000", "Too many wrong codes")
    shop.bench.skip(minutes=2)
    await said(shop.customer, "/redeem 0000000000000000", "There is no such code")
