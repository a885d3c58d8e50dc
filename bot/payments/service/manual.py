"""Payments whose arrival owners see to: each is credited once, by its top-up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.chats.rules.forgetting import NOBODY
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.payments.outbox import PaymentMessage
from bot.payments.rules.states import PaymentState, Problem, TopUpState
from bot.payments.service import receipts
from bot.payments.service.top_ups import redraw
from bot.payments.store import payments as store
from bot.payments.tables import Payment, TopUp
from bot.wallet.rules.ledger import AccountKind, TransferKind
from bot.wallet.service import ledger, operator_accounts


@dataclass(frozen=True, slots=True)
class Approved:
    """What owners say has arrived for a top-up.

    Attributes:
        from_paid: units of it that the customer gets, `bonus` what is added, `fee` what stays.
    """

    payer_id: int
    arrived: Decimal
    from_paid: int
    bonus: int
    fee: int


def wait_for_owners(session: Session, row: TopUp, now: datetime) -> None:
    """Have a top-up wait until owners have decided; it must be locked."""
    _change(session, row, TopUpState.REVIEW, now)


def refuse(session: Session, row: TopUp, now: datetime) -> None:
    """End a top-up of which owners do not see the money; it must be locked."""
    _change(session, row, TopUpState.REFUSED, now)


def _change(session: Session, row: TopUp, state: TopUpState, now: datetime) -> None:
    row.state, row.lease_until = state, None
    session.add(row)
    redraw(session, row, now)


async def credit(
    session: Session, row: TopUp, it: Approved, *, owners: Collection[int], now: datetime
) -> Payment:
    """Credit what has arrived for a top-up, which must be locked, and tell its chat.

    Of who was forgotten nothing is credited: owners decide about the payment.
    """
    wallet = await ledger.get(session, row.wallet_id)
    is_somebodys = wallet.chat_id is not None and wallet.chat_id > NOBODY
    units = it.from_paid + it.bonus if is_somebodys else 0
    payment = Payment(
        method=row.method,
        external_id=str(row.id),
        key=row.key,
        top_up_id=row.id,
        payer_id=it.payer_id,
        amount=it.arrived,
        amount_currency=row.due_currency,
        wallet_id=wallet.id if units else None,
        units=units,
        state=PaymentState.CREDITED if units else PaymentState.SUSPENSE,
        problem=None if is_somebodys else Problem.NOBODY,
        paid_at=now,
        booked_at=now,
        due_at=now,
    )
    if not await store.add(session, payment):
        raise RuntimeError(f"top-up {row.id} was credited, and is not paid")
    if units:
        await _book(session, row, it, now)
        await receipts.notify(session, payment, PaymentMessage.RECEIVED, now)
    else:
        outbox_store.add_alert(session, owners, Alert.PAYMENT, now, payment_id=payment.id)
    _change(session, row, TopUpState.PAID, now)
    return payment


async def _book(session: Session, row: TopUp, it: Approved, now: datetime) -> None:
    """Credit the wallet, and book what the operator adds or keeps."""
    key = f"transfer:{row.id}"
    await ledger.pay_in(
        session, row.wallet_id, it.from_paid, source=AccountKind.CASH, key=key, now=now
    )
    if it.bonus:
        await ledger.pay_in(
            session,
            row.wallet_id,
            it.bonus,
            source=AccountKind.PROMO,
            key=f"{key}:bonus",
            kind=TransferKind.BONUS,
            now=now,
        )
    if it.fee:
        await operator_accounts.book_fee(
            session,
            it.fee,
            debit=AccountKind.CASH,
            credit=AccountKind.FEES,
            currency=row.currency,
            key=f"{key}:fee",
            now=now,
        )
