"""The entries of a wallet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.database.paging import page_of
from bot.core.paging import Page
from bot.wallet.rules.entries import Entry
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.tables import Account, Transfer


async def page(session: AsyncSession, wallet_id: int, number: int, size: int) -> Page[Entry]:
    """Return a page of a wallet's entries, the latest first."""
    query = _of(wallet_id).order_by(col(Transfer.id).desc())
    found = await page_of(session, query, number, size)
    return found.of([_entry(row, wallet_id) for row in found.items])


async def latest(
    session: AsyncSession, wallet_id: int, most: int, since: datetime | None = None
) -> Sequence[Entry]:
    """Return the latest entries, the oldest first."""
    query = _of(wallet_id).order_by(col(Transfer.id).desc()).limit(most)
    if since is not None:
        query = query.where(col(Transfer.at) >= since)
    rows = (await session.execute(query)).scalars().all()
    return [_entry(row, wallet_id) for row in reversed(rows)]


async def totals(session: AsyncSession, currency: str) -> tuple[int, int, int]:
    """Return how many wallets have money, and what is posted and held in all of them."""
    query: Any = select(
        func.count(), func.coalesce(func.sum(Account.posted), 0), func.sum(Account.held)
    ).where(
        col(Account.kind) == AccountKind.WALLET,
        col(Account.currency) == currency,
        col(Account.posted) > 0,
    )
    count, posted, held = (await session.execute(query)).one()
    return count, int(posted), int(held or 0)


async def spent(
    session: AsyncSession,
    kind: AccountKind,
    currency: str,
    since: datetime | None,
    until: datetime,
) -> int:
    """Return by how much an account that is no wallet has become less in some time, in units."""
    account: Any = select(Account.id).where(
        col(Account.kind) == kind, col(Account.currency) == currency
    )
    moments = [col(Transfer.at) < until]
    if since is not None:
        moments.append(col(Transfer.at) >= since)
    total = select(func.coalesce(func.sum(Transfer.amount), 0)).where(*moments)
    out, back = [
        (await session.execute(total.where(side.in_(account)))).scalar_one()
        for side in (col(Transfer.debit_id), col(Transfer.credit_id))
    ]
    return int(out) - int(back)


def _of(wallet_id: int) -> SelectOfScalar[Transfer]:
    return select(Transfer).where(
        or_(col(Transfer.debit_id) == wallet_id, col(Transfer.credit_id) == wallet_id)
    )


def _entry(row: Transfer, wallet_id: int) -> Entry:
    sign = 1 if row.credit_id == wallet_id else -1
    return Entry(row.at, row.kind, sign * row.amount, row.order_id, row.note)
