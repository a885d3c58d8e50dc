"""What people see of a wallet; a chat without one has an empty one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.paging import Page
from bot.wallet.rules.entries import Entry
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.store import accounts
from bot.wallet.store import statements as store

PAGE_SIZE = 8
MOST_ROWS = 20_000
"""So many entries, the latest, are in a file."""
_NOTHING: Page[Entry] = Page((), 0, 1, 0)


@dataclass(frozen=True, slots=True)
class Statement:
    """A wallet with some of its entries.

    Attributes:
        wallet_id: `None`: there is no entry.
        posted: units; of it `held` are reserved for orders.
        low: below so many available units the chat is told; 0: never.
        page: the latest entries first.
    """

    chat_id: int
    currency: str
    wallet_id: int | None = None
    posted: int = 0
    held: int = 0
    is_frozen: bool = False
    low: int = 0
    page: Page[Entry] = _NOTHING

    @property
    def available(self) -> int:
        """Return what may be spent, in units."""
        return self.posted - self.held


@dataclass(frozen=True, slots=True)
class Totals:
    """All wallets together, in units; `count`: those with money in them."""

    count: int
    posted: int
    held: int


async def load(session: Session, chat_id: int, currency: str, number: int = 0) -> Statement:
    """Return a chat's wallet with a page of its entries."""
    wallet = await accounts.wallet_of(session, chat_id)
    if wallet is None:
        return Statement(chat_id, currency)
    return Statement(
        chat_id,
        wallet.currency,
        wallet_id=wallet.id,
        posted=wallet.posted,
        held=wallet.held,
        is_frozen=wallet.frozen,
        low=wallet.low,
        page=await store.page(session, wallet.id, number, PAGE_SIZE),
    )


async def entries(
    session: Session, statement: Statement, since: datetime | None = None
) -> Sequence[Entry]:
    """Return the latest entries of a wallet, the oldest first."""
    if statement.wallet_id is None:
        return ()
    return await store.latest(session, statement.wallet_id, MOST_ROWS, since)


async def totals(session: Session, currency: str) -> Totals:
    """Return what all wallets come to."""
    return Totals(*await store.totals(session, currency))


async def spent(
    session: Session, kind: AccountKind, currency: str, since: datetime | None, until: datetime
) -> int:
    """Return by how much an account that is no wallet has become less in some time, in units."""
    return await store.spent(session, kind, currency, since, until)
