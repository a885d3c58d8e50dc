"""Whatever is asked of the ledger, in any order and again: a model says what comes of it."""

import asyncio
import atexit
import itertools
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.core.database.engine import Database
from bot.wallet.rules.ledger import FrozenError, LedgerError, NotEnoughError
from bot.wallet.service import ledger, reservations
from tests.isolation import ROOM
from tests.memory import in_memory
from tests.migrated import migrated_file
from tests.wallet.books import NOW, OWNER, USD, balance, prove

CHATS = (1, 2)
wallets = st.sampled_from(CHATS)
units = st.integers(1, 60)
keys = st.sampled_from("abcdef")

Action = Callable[..., Awaitable[object]]


@dataclass
class Wallet:
    """A wallet as it should be."""

    posted: int = 0
    frozen: bool = False
    open: dict[str, int] = field(default_factory=dict)

    @property
    def available(self) -> int:
        return self.posted - sum(self.open.values())


@cache
def file() -> Path:
    """Return a migrated database, one for all examples: each has wallets and keys of its own."""
    folder = tempfile.mkdtemp(prefix="t", dir=in_memory(ROOM))
    atexit.register(shutil.rmtree, folder)
    made = Path(folder) / "x.sqlite3"
    made.write_bytes(migrated_file())
    return made


class LedgerMachine(RuleBasedStateMachine):
    """The ledger on SQLite, beside a model of it."""

    numbers = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.number = next(self.numbers)
        self.runner = asyncio.Runner()
        self.database = Database(f"sqlite:///{file()}")
        self.model = {chat: Wallet() for chat in CHATS}
        self.ids = {chat: self.runner.run(self.opened(chat)) for chat in CHATS}
        self.requests: dict[str, tuple[object, ...]] = {}
        self.ended: dict[str, tuple[Action, int]] = {}

    async def opened(self, chat: int) -> int:
        async with self.database.begin() as session:
            return (await ledger.open_wallet(session, self.number * 10 + chat, USD, NOW)).id

    def attempt(self, what: Action, *args: object, **named: object) -> str:
        """Do something in a transaction; return the name of the error, if it was refused."""

        async def done() -> None:
            async with self.database.begin() as session:
                await what(session, *args, **named, now=NOW)

        try:
            self.runner.run(done())
        except (LedgerError, ValueError) as error:
            return type(error).__name__
        return ""

    def moved(self, chat: int, sign: int, key: str, request: tuple[object, ...]) -> None:
        self.model[chat].posted += sign
        self.requests[key] = request

    @rule(chat=wallets, amount=units, key=keys)
    def credits(self, chat: int, amount: int, key: str) -> None:
        self.transfer(
            ledger.credit, chat, amount, f"t{self.number}{key}", sign=1, by=OWNER, note=""
        )

    @rule(chat=wallets, amount=units, key=keys)
    def debits(self, chat: int, amount: int, key: str) -> None:
        self.transfer(
            ledger.debit, chat, amount, f"t{self.number}{key}", sign=-1, by=OWNER, note=""
        )

    @rule(chat=wallets, amount=units, key=keys)
    def refunds(self, chat: int, amount: int, key: str) -> None:
        self.transfer(ledger.refund, chat, amount, f"t{self.number}{key}", sign=1, order_id=None)

    def transfer(
        self, what: Action, chat: int, amount: int, key: str, *, sign: int, **named: object
    ) -> None:
        said = self.attempt(what, self.ids[chat], amount, key=key, **named)
        request, wallet = (what, chat, amount), self.model[chat]
        is_short = sign < 0 and wallet.available < amount
        if key in self.requests:
            assert said == ("" if self.requests[key] == request else "KeyReusedError")
        elif is_short:
            assert said == "NotEnoughError"
        else:
            assert said == ""
            self.moved(chat, sign * amount, key, request)

    @rule(chat=wallets, amount=units, key=keys)
    def holds(self, chat: int, amount: int, key: str) -> None:
        key, wallet = f"h{self.number}{key}", self.model[chat]
        said = self.attempt(reservations.hold, self.ids[chat], amount, key=key, order_id=None)
        request = ("hold", chat, amount)
        if key in self.requests:
            assert said == ("" if self.requests[key] == request else "KeyReusedError")
        elif wallet.frozen:
            assert said == FrozenError.__name__
        elif wallet.available < amount:
            assert said == NotEnoughError.__name__
        else:
            assert said == ""
            wallet.open[key] = amount
            self.requests[key] = request

    @rule(amount=st.integers(0, 60), key=keys)
    def captures(self, amount: int, key: str) -> None:
        self.end(f"h{self.number}{key}", reservations.capture, amount)

    @rule(key=keys)
    def voids(self, key: str) -> None:
        self.end(f"h{self.number}{key}", reservations.void, 0)

    def end(self, key: str, how: Action, amount: int) -> None:
        said = self.attempt(how, key, *((amount,) if how is reservations.capture else ()))
        chat = next((chat for chat, it in self.model.items() if key in it.open), None)
        if chat is not None and amount <= self.model[chat].open[key]:
            assert said == ""
            del self.model[chat].open[key]
            self.model[chat].posted -= amount
            self.ended[key] = (how, amount)
        elif chat is not None:
            assert said == "ValueError"
        elif key in self.ended:
            assert said == ("" if self.ended[key] == (how, amount) else "HoldEndedError")
        else:
            assert said == "NoHoldError"

    @rule(chat=wallets, frozen=st.booleans())
    def freezes(self, chat: int, frozen: bool) -> None:
        async def done() -> None:
            async with self.database.begin() as session:
                await ledger.freeze(session, self.ids[chat], frozen=frozen)

        self.runner.run(done())
        self.model[chat].frozen = frozen

    @invariant()
    def wallets_are_as_the_model_says(self) -> None:
        for chat, wallet in self.model.items():
            posted, held = self.runner.run(balance(self.database, self.ids[chat]))
            assert (posted, posted - held) == (wallet.posted, wallet.available)

    def teardown(self) -> None:
        self.runner.run(prove(self.database))
        self.runner.run(self.database.close())
        self.runner.close()


LedgerMachine.TestCase.settings = settings(stateful_step_count=25)
TestLedger = LedgerMachine.TestCase
