"""Wallets to move money between, and the books read without the ledger's own queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, select

from bot.core.database.engine import Database, Session
from bot.wallet.rules.ledger import AccountKind, Difference, HoldState
from bot.wallet.service import ledger
from bot.wallet.tables import Account, Hold, Transfer

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
OWNER = 1001
USD, EUR = "USD", "EUR"


@dataclass(frozen=True, slots=True)
class Books:
    """All that the tables say, at one moment."""

    accounts: dict[int, Account]
    transfers: list[Transfer]
    holds: list[Hold]

    def balances(self) -> Counter[int]:
        """Return what the journal says that each account has."""
        sums: Counter[int] = Counter()
        for it in self.transfers:
            sums[it.debit_id] -= it.amount
            sums[it.credit_id] += it.amount
        return sums

    def held(self) -> Counter[int]:
        """Return what the holds say that is reserved."""
        sums: Counter[int] = Counter()
        for it in self.holds:
            if it.state is HoldState.OPEN:
                sums[it.account_id] += it.amount
        return sums

    def wallets(self) -> list[Account]:
        return [it for it in self.accounts.values() if it.kind is AccountKind.WALLET]

    def of_kind(self, kind: AccountKind, currency: str = USD) -> int:
        """Return the balance of an account that is no wallet."""
        found = [
            it.id for it in self.accounts.values() if (it.kind, it.currency) == (kind, currency)
        ]
        return self.balances()[found[0]] if found else 0


async def read(database: Database) -> Books:
    async with database.read() as session:
        accounts = (await session.execute(select(Account))).scalars().all()
        transfers = await session.execute(select(Transfer).order_by(col(Transfer.id)))
        holds = await session.execute(select(Hold).order_by(col(Hold.id)))
        return Books(
            {it.id: it for it in accounts},
            list(transfers.scalars()),
            list(holds.scalars()),
        )


async def differences(database: Database) -> list[Difference]:
    async with database.read() as session:
        return list(await ledger.check(session))


async def prove(database: Database) -> Books:
    """Make sure that the books are true, by what is read here and by the ledger's own check."""
    books = await read(database)
    balances, held = books.balances(), books.held()
    assert sum(balances.values()) == 0
    for wallet in books.wallets():
        assert (wallet.posted, wallet.held) == (balances[wallet.id], held[wallet.id])
        assert 0 <= wallet.held <= wallet.posted
    assert await differences(database) == []
    return books


async def a_wallet(
    database: Database, chat_id: int = 1, units: int = 0, currency: str = USD
) -> int:
    """Open a wallet with some money in it."""
    async with database.begin() as session:
        wallet = await ledger.open_wallet(session, chat_id, currency, NOW)
        if units:
            await credit(session, wallet.id, units, f"opening {chat_id} {currency}")
        return wallet.id


async def credit(session: Session, wallet_id: int, units: int, key: str) -> Transfer:
    return await ledger.credit(session, wallet_id, units, key=key, by=OWNER, note="cash", now=NOW)


async def balance(database: Database, wallet_id: int) -> tuple[int, int]:
    """Return what is posted and held."""
    async with database.read() as session:
        found = await ledger.get(session, wallet_id)
        return found.posted, found.held
