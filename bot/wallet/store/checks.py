"""The books, compared with themselves: what is stored with what its entries come to."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Select,
    Subquery,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlmodel import col

from bot.wallet.rules.ledger import AccountKind, Check, Difference, HoldState, TransferKind
from bot.wallet.tables import Account, Hold, Transfer

_Columns = Select[*tuple[Any, ...]]

_IS_WALLET = col(Account.kind) == AccountKind.WALLET


async def differences(session: AsyncSession) -> Sequence[Difference]:
    """Return all that is not equal."""
    queries = {
        Check.POSTED: _posted(),
        Check.HELD: _held(),
        Check.CURRENCY: _currencies(),
        Check.ORDER: _orders(),
    }
    found = []
    for compared, query in queries.items():
        await asyncio.sleep(0)  # SQLite is asked on the loop, and others have their turn
        found += [
            Difference(compared, number, int(stored), int(journal), wallet_id, chat_id)
            for number, stored, journal, wallet_id, chat_id in (await session.execute(query)).all()
        ]
    return found


def _posted() -> _Columns:
    debits: _Columns = select(
        col(Transfer.debit_id).label("of"), (-col(Transfer.amount)).label("units")
    )
    credits_: _Columns = select(
        col(Transfer.credit_id).label("of"), col(Transfer.amount).label("units")
    )
    entries = union_all(debits, credits_).subquery()
    sums = select(entries.c.of, func.sum(entries.c.units).label("units")).group_by(entries.c.of)
    return _compared(col(Account.posted), sums.subquery())


def _held() -> _Columns:
    sums: _Columns = (
        select(col(Hold.account_id).label("of"), func.sum(col(Hold.amount)).label("units"))
        .where(col(Hold.state) == HoldState.OPEN)
        .group_by(col(Hold.account_id))
    )
    return _compared(col(Account.held), sums.subquery())


def _compared(stored: SQLColumnExpression[int], of_wallet: Subquery) -> _Columns:
    journal = func.coalesce(of_wallet.c.units, 0)
    return (
        select(col(Account.id), stored, journal, col(Account.id), col(Account.chat_id))
        .outerjoin(of_wallet, of_wallet.c.of == col(Account.id))
        .where(_IS_WALLET, stored != journal)
        .order_by(col(Account.id))
    )


def _currencies() -> _Columns:
    debit, credit_ = aliased(Account), aliased(Account)
    mixed = or_(
        col(debit.currency) != col(Transfer.currency),
        col(credit_.currency) != col(Transfer.currency),
    )
    return (
        select(col(Transfer.id), col(Transfer.amount), literal(0), null(), null())
        .join(debit, col(debit.id) == col(Transfer.debit_id))
        .join(credit_, col(credit_.id) == col(Transfer.credit_id))
        .where(mixed)
        .order_by(col(Transfer.id))
    )


def _orders() -> _Columns:
    """Return orders for which more was given back than they were charged."""
    charged, refunded = (
        func.coalesce(func.sum(case((col(Transfer.kind) == kind, col(Transfer.amount)))), 0)
        for kind in (TransferKind.CHARGE, TransferKind.REFUND)
    )
    is_refund = col(Transfer.kind) == TransferKind.REFUND
    wallet_id = func.max(case((is_refund, col(Transfer.credit_id))))
    found = (
        select(
            col(Transfer.order_id).label("number"),
            refunded.label("stored"),
            charged.label("journal"),
            wallet_id.label("wallet_id"),
        )
        .where(col(Transfer.order_id).is_not(None))
        .group_by(col(Transfer.order_id))
        .having(refunded > charged)
        .subquery()
    )
    return (
        select(found, col(Account.chat_id))
        .join(Account, col(Account.id) == found.c.wallet_id)
        .order_by(found.c.number)
    )
