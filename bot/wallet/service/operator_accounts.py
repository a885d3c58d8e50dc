"""What the operator loses and keeps: movements between accounts that are no wallets."""

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


async def take_fee(
    session: Session,
    amount: int,
    *,
    source: AccountKind,
    currency: str,
    key: str,
    now: datetime,
) -> None:
    """Book what stays with the operator of a payment that a customer has made."""
    await _book(
        session,
        amount,
        debit=source,
        credit=AccountKind.FEES,
        currency=currency,
        key=key,
        kind=TransferKind.FEE,
        now=now,
    )


async def leave_fee(
    session: Session,
    amount: int,
    *,
    source: AccountKind,
    currency: str,
    key: str,
    now: datetime,
) -> None:
    """Book what a gateway keeps of a payment, all of which is credited: the operator pays it.

    Args:
        source: the gateway's account.
    """
    await _book(
        session,
        amount,
        debit=AccountKind.GATEWAY_FEES,
        credit=source,
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
