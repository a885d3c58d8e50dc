"""Payments that went back without our asking: by Telegram, by Apple or Google, by the gateway."""

from collections.abc import Collection
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.payments.outbox import PaymentMessage
from bot.payments.rules.gateways import GivenBack
from bot.payments.rules.methods import ACCOUNTS
from bot.payments.rules.states import PaymentState
from bot.payments.service import receipts, refunds
from bot.payments.store import payments as store
from bot.payments.tables import Payment
from bot.wallet.service import ledger

_OURS = frozenset({PaymentState.REFUNDED, PaymentState.TAKEN_BACK})


async def take_back(
    session: Session, given_back: GivenBack, *, owners: Collection[int], now: datetime
) -> bool:
    """Debit the wallet that a payment is in, once; `False`: there is no such payment.

    One that we had given back is what we asked for. What the wallet has no more is lost: then
    nothing is ordered from it until an owner unfreezes it.
    """
    found = await store.find(session, given_back.method, given_back.external_id)
    payment = None if found is None else await store.lock(session, found.id)
    if payment is None or payment.state in _OURS:
        return payment is not None
    if payment.state is PaymentState.REFUNDING:
        await refunds.record_done(session, payment.id, now)
        return True
    if payment.state is PaymentState.CREDITED:
        await _debit(session, payment, now)
        await receipts.notify(session, payment, PaymentMessage.TAKEN_BACK, now)
    payment.state = PaymentState.TAKEN_BACK
    session.add(payment)
    outbox_store.add_alert(session, owners, Alert.PAYMENT, now, payment_id=payment.id)
    return True


async def _debit(session: Session, payment: Payment, now: datetime) -> None:
    if payment.wallet_id is None:
        return
    missing = await ledger.take_back(
        session,
        payment.wallet_id,
        payment.units,
        source=ACCOUNTS[payment.method],
        key=f"taken_back:{payment.method}:{payment.external_id}",
        now=now,
    )
    if missing:
        await ledger.freeze(session, payment.wallet_id, frozen=True)
