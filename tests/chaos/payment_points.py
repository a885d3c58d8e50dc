"""Every gap of money's ways in and back: the bot dies in each of them once, and goes on."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlmodel import select

from bot.core.database.engine import Database
from bot.payments.rules.methods import CRYPTO_PAY
from bot.payments.service import methods
from bot.payments.tables import Payment
from bot.sandbox.crypto_pay.server import TOKEN
from bot.sandbox.telegram.client import ChatClient, NotPaidError
from bot.sandbox.telegram.model import Message
from bot.vouchers.service import batches
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.rules.units import UNITS
from bot.wallet.service import ledger
from tests.chaos import payers
from tests.chaos.crash_points import CrashingBot
from tests.chaos.wallets import CURRENCY, SELLING, now
from tests.chaos.ways import PATIENCE, REPEATED_PUSH, Result, Ways, stocked, until
from tests.conftest import OWNER_ID, Bench, servers
from tests.payments.stars import is_invoice
from tests.wallet import books

RECORDED = 2
CHECKOUT_SECONDS = 2.0
"""So long a checkout waits for an answer: when the bot has died it is mostly too late."""
WORTH = 5 * UNITS
"""Units of each payment and of each code."""
USES = 10_000


class Scenario(ABC):
    """What somebody does with money.

    Attributes:
        name: what it is called.
        confirmation: what the person reads at its end.
        worth: units in the wallet at its end.
    """

    name: str
    confirmation = "was added to your wallet"
    worth = WORTH

    def __init__(self, bench: Bench, database: Database) -> None:
        self.bench = bench
        self.database = database

    async def set_up(self) -> None:
        """Have the shop offer it; the bot does not run yet."""
        await payers.switch_on(self.database)

    @abstractmethod
    async def prepare(self, chat: ChatClient) -> None:
        """Come to where it begins; nothing disturbs that."""

    @abstractmethod
    async def go(self, chat: ChatClient) -> None:
        """Do what a person does for it, once more where nobody has answered."""

    async def differences(self) -> list[str]:
        """Return what the gateway and the bot do not agree on, of all payments until now."""
        return await payers.differences(self.bench, self.database)


class StarsTopUp(Scenario):
    """An invoice is asked for, sent, paid, and credited."""

    name = "stars"

    async def prepare(self, chat: ChatClient) -> None:
        """Come to an offer."""
        chat.person.stars = payers.FIRST_STARS
        await _offered(chat, "Telegram Stars")

    async def go(self, chat: ChatClient) -> None:
        """Ask for the invoice, and pay it."""
        since = chat.mark()
        await chat.tap("Pay ⭐", wait=False)
        invoice = await _wait(chat, is_invoice, since)
        is_paid = False
        async with asyncio.timeout(PATIENCE):
            while not is_paid:
                with suppress(NotPaidError):
                    is_paid = bool(await chat.pay(invoice))


class PaidBack(StarsTopUp):
    """An owner gives a payment back."""

    name = "refund"
    confirmation = "was given back"
    worth = 0

    async def prepare(self, chat: ChatClient) -> None:
        """Have it paid, and the owner asked whether they are sure."""
        await super().prepare(chat)
        since = chat.mark()
        await super().go(chat)
        await _wait(chat, Scenario.confirmation, since)
        owner = self.bench.private()
        since = owner.mark()
        await owner.say("/admin")
        await _wait(owner, "Dashboard", since)
        await _tapped(owner, "💳 Payments", "How customers pay in")
        await _tapped(owner, "All payments", "🧾 Payments")
        await _tapped(owner, "⭐ ", "Status: credited")  # the latest is the first
        await _tapped(owner, "Give back …", "The whole payment goes back")

    async def go(self, chat: ChatClient) -> None:
        """Have the owner be sure."""
        del chat
        await self.bench.private().tap("↩️ Give back", wait=False)


class CodeRedeemed(Scenario):
    """A code is sent, and its money is in the wallet."""

    name = "code"
    confirmation = "was added"  # or: has redeemed it already, and so much was added

    async def set_up(self) -> None:
        """Make a code for everybody."""
        async with self.database.begin() as session:
            batch = await batches.new(session, CURRENCY, OWNER_ID)
            batch.amount, batch.uses = WORTH, USES
            (self.code,) = await batches.make(session, batch, OWNER_ID, now())

    async def prepare(self, chat: ChatClient) -> None:
        """Say hello."""
        since = chat.mark()
        await chat.say("/start")
        await _wait(chat, "Hello", since)

    async def go(self, chat: ChatClient) -> None:
        """Send the code."""
        await chat.say(f"/redeem {self.code}")


class CoinsTopUp(Scenario):
    """An invoice of Crypto Pay is asked for, made, paid, asked about, and credited."""

    name = "coins"

    async def set_up(self) -> None:
        """Put Crypto Pay on offer."""
        async with self.database.begin() as session:
            await methods.switch(session, CRYPTO_PAY, on=True)

    async def prepare(self, chat: ChatClient) -> None:
        """Come to an offer."""
        await _offered(chat, "Crypto")

    async def go(self, chat: ChatClient) -> None:
        """Ask for the invoice, and pay the one that is shown."""
        since = chat.mark()
        await chat.tap("Pay €5.00", wait=False)
        card = await _wait(chat, lambda it: bool(_link(it)), since)
        crypto_pay, shown = self.bench.crypto_pay, _link(card)
        crypto_pay.pay(next(it for it in crypto_pay.invoices if shown.endswith(it.hash)))

    async def differences(self) -> list[str]:
        """Return what Crypto Pay and the bot do not agree on."""
        async with self.database.read() as session:
            rows = list((await session.execute(select(Payment))).scalars())
        paid = sorted(str(it.id) for it in self.bench.crypto_pay.invoices if it.paid)
        booked = sorted(it.external_id for it in rows)
        found = await books.read(self.database)
        kinds = (AccountKind.CRYPTO_PAY, AccountKind.GATEWAY_FEES)
        got = -sum(found.of_kind(it, CURRENCY) for it in kinds)
        faults = [] if booked == paid else [f"paid {paid}, booked {booked}"]
        return faults + ([] if got == len(paid) * WORTH else [f"{got} units for {len(paid)}"])


SCENARIOS: Sequence[type[Scenario]] = (StarsTopUp, PaidBack, CodeRedeemed, CoinsTopUp)


class MoneyWays(Ways):
    """One bot, and people who all make the same scenario."""

    def __init__(
        self,
        bench: Bench,
        database: Database,
        crashing: CrashingBot,
        *,
        power_fails: bool,
        scenario: Scenario,
    ) -> None:
        super().__init__(bench, database, crashing, power_fails=power_fails)
        self._scenario = scenario
        self._number = 0

    async def travel(self, point: str, *, is_certain: bool = True) -> Result:
        """Make the scenario while the bot dies at `point` of it."""
        self._number += 1
        result = Result(point, is_certain)
        person = self._bench.playground.world.add_person(f"{self._scenario.name}{self._number}x")
        chat = self._bench.private(person)
        await self._scenario.prepare(chat)
        await until(self._is_at_rest)  # the last steps of that are none of the scenario's
        since = chat.mark()
        self._crashing.crash_at(point)
        reviving = asyncio.create_task(self._revive(result, _no_check))
        await self._scenario.go(chat)
        try:
            await self._settle(chat, since)
            if self._crashing.spare():
                reviving.cancel()
            await asyncio.gather(reviving, return_exceptions=True)
            await self._settle(chat, since)
        except TimeoutError:
            result.faults.append(f"not notified, or not at rest: {chat.transcript()}")
        await self._validate(result, chat, since)
        return result

    async def _settle(self, chat: ChatClient, since: int) -> None:
        async def is_settled() -> bool:
            return bool(self._notices(chat, since)) and await self._is_at_rest()

        await until(is_settled)

    def _notices(self, chat: ChatClient, since: int) -> int:
        messages = [it for it in chat.bot_messages() if it.changed_at > since]
        return sum(self._scenario.confirmation in it.text for it in messages)

    async def _validate(self, result: Result, chat: ChatClient, since: int) -> None:
        result.pushes = self._notices(chat, since)
        async with self._database.read() as session:
            wallet = await ledger.wallet_of(session, chat.person.id)
        has = (0, 0) if wallet is None else (wallet.posted, wallet.held)
        lost_answer = self._power_fails or result.point.startswith(REPEATED_PUSH)
        checks = {
            f"in the wallet, and nothing held: {has}": has == (self._scenario.worth, 0),
            "notified of the end": result.pushes >= 1,
            "notified twice only where Telegram's answer was lost": result.pushes <= 1
            or lost_answer,
            "taps answered": self._are_taps_answered(chat.person.id),
            "owner's taps answered": self._are_taps_answered(OWNER_ID),
        }
        result.faults += [name for name, holds in checks.items() if not holds]
        result.faults += [repr(it) for it in await books.differences(self._database)]
        result.faults += await self._scenario.differences()


async def actor(
    folder: Path,
    url: str,
    scenario: type[Scenario],
    *,
    power_fails: bool = False,
    part: int = 0,
    parts: int = 1,
) -> Sequence[Result]:
    """Die at every point of a scenario, or at those of one part of several.

    Args:
        url: DATABASE_URL of a fresh PostgreSQL database; SQLite in a file if empty.
        power_fails: the file loses what was not surely on the disk.
    """
    async with servers(folder) as bench:
        bench.environment |= {"POLL_SECONDS": "0.2"} | ({"DATABASE_URL": url} if url else {})
        bench.environment |= SELLING
        bench.environment |= {
            "CRYPTO_PAY_TOKEN": TOKEN,
            "CRYPTO_PAY_NETWORK": bench.crypto_pay.url,
        }
        bench.playground.checkouts.answer_seconds = CHECKOUT_SECONDS
        settings = bench.settings()
        crashing = CrashingBot(settings, folder / "steps.txt")
        database = Database(settings.database_url)
        made = scenario(bench, database)
        await made.set_up()
        crashing.start()
        try:
            await stocked(bench, database)
            ways = MoneyWays(bench, database, crashing, power_fails=power_fails, scenario=made)
            found = list((await ways.points(RECORDED)).items())
            return [
                await ways.travel(point, is_certain=certain)
                for point, certain in found[part::parts]
            ]
        finally:
            await crashing.kill()
            await database.close()


async def _no_check() -> None:
    """What a dead bot has left says nothing about a payment: all of them have a number."""


def _link(message: Message) -> str:
    """Return where a card has its invoice paid; empty: it has none."""
    links = [it.url for row in message.buttons for it in row if it.url and "/pay/" in it.url]
    return links[0] if links else ""


async def _offered(chat: ChatClient, method: str) -> None:
    since = chat.mark()
    await chat.say("/wallet")
    await _wait(chat, "Balance", since)
    await _tapped(chat, "Top up", "How do you want to pay?")
    await _tapped(chat, method, "How much do you want to add?")
    await _tapped(chat, "€5.00", "You pay")


async def _tapped(chat: ChatClient, button: str, shows: str) -> Message:
    since = chat.mark()
    await chat.tap(button, wait=False)
    return await _wait(chat, shows, since)


async def _wait(chat: ChatClient, shows: object, since: int) -> Message:
    return await chat.wait_for(shows, since=since, timeout=PATIENCE)  # type: ignore[arg-type]
