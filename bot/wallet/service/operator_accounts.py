"""What the operator loses and keeps: transfers between accounts that are no wallets."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.wallet.rules.ledger import AccountKind, TransferKind
from bot.wallet.service.transfers import own_account, post


async def write_off(
    session: Session,
    amount: int,
    *,
    currency: str,
    key: str,
    order_id: int | None,
    now: datetime,
    is_reversal: bool = False,
) -> None:
    """Book a charge that nobody pays.

    Args:
        is_reversal: it was booked before, and is no charge any more.
    """
    debit, credit = AccountKind.LOSS, AccountKind.REVENUE
    if is_reversal:
        debit, credit = credit, debit
    await _book(
        session,
        amount,
        debit=debit,
        credit=credit,
        currency=currency,
        key=key,
        kind=TransferKind.LOSS,
        order_id=order_id,
        now=now,
    )


async def book_fee(
    session: Session,
    amount: int,
    *,
    debit: AccountKind,
    credit: AccountKind,
    currency: str,
    key: str,
    now: datetime,
) -> None:
    """Book a fee of a payment: one that the operator keeps, or one that a gateway does.

    Args:
        debit: who pays it: the account that the payment came from, or the operator's own.
        credit: who keeps it.
    """
    await _book(
        session,
        amount,
        debit=debit,
        credit=credit,
        currency=currency,
        key=key,
        kind=TransferKind.FEE,
        now=now,
    )


async def _book(
    session: Session,
    amount: int,
    *,
    debit: AccountKind,
    credit: AccountKind,
    currency: str,
    key: str,
    kind: TransferKind,
    order_id: int | None = None,
    now: datetime,
) -> None:
    """Book between two accounts that are no wallets."""
    await post(
        session,
        debit_id=await own_account(session, debit, currency, now),
        credit_id=await own_account(session, credit, currency, now),
        amount=amount,
        key=key,
        kind=kind,
        order_id=order_id,
        now=now,
    )
