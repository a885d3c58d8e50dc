"""Payments that go back to who has paid them: held first, asked of the gateway then, booked last.

A payment that is in a wallet goes back only while its money is there: it is reserved until the
gateway has answered. Nothing is asked of a gateway that is not written down before.
"""

from collections.abc import Collection
from datetime import datetime

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.payments.outbox import PaymentMessage
from bot.payments.rules.methods import ACCOUNTS
from bot.payments.rules.states import PaymentState
from bot.payments.service import receipts
from bot.payments.store import payments as store
from bot.payments.tables import Payment
from bot.wallet.rules.ledger import TransferKind
from bot.wallet.service import reservations


async def ask(session: Session, payment_id: int, now: datetime) -> bool:
    """Have a payment given back, wholly; `False`: it is not there to be given back any more.

    Raises:
        NotEnoughError: its money has been spent, or is reserved for orders.
        FrozenError: the wallet is frozen.
    """
    payment = await store.lock(session, payment_id)
    if payment is None or payment.state not in {PaymentState.CREDITED, PaymentState.SUSPENSE}:
        return False
    if payment.state is PaymentState.CREDITED and payment.wallet_id is not None:
        key = _key(payment)
        wallet_id, units = payment.wallet_id, payment.units
        await reservations.hold(session, wallet_id, units, key=key, order_id=None, now=now)
    payment.state, payment.due_at, payment.attempts = PaymentState.REFUNDING, now, 0
    session.add(payment)
    notify_on_commit(session, Topic.PAYMENTS)
    return True


def _key(payment: Payment) -> str:
    """Return the key of what is reserved: another one each time that it is asked for."""
    return f"payback:{payment.id}:{payment.refusals}"


async def record_done(session: Session, payment_id: int, now: datetime) -> None:
    """Book a payment that the gateway has given back, and tell the chat of its wallet."""
    payment = await store.lock(session, payment_id)
    if payment is None or payment.state is not PaymentState.REFUNDING:
        return
    if payment.wallet_id is not None and payment.units:
        await reservations.capture(
            session,
            _key(payment),
            payment.units,
            kind=TransferKind.PAYBACK,
            into=ACCOUNTS[payment.method],
            now=now,
        )
        await receipts.notify(session, payment, PaymentMessage.GIVEN_BACK, now)
    _end(session, payment, PaymentState.REFUNDED)


async def record_refused(
    session: Session, payment_id: int, owners: Collection[int], now: datetime
) -> None:
    """Put a payment that the gateway does not give back where it was, and tell owners."""
    payment = await store.lock(session, payment_id)
    if payment is None or payment.state is not PaymentState.REFUNDING:
        return
    in_wallet = payment.wallet_id is not None and payment.units > 0
    if in_wallet:
        await reservations.void(session, _key(payment), now=now)
    payment.refusals += 1
    _end(session, payment, PaymentState.CREDITED if in_wallet else PaymentState.SUSPENSE)
    outbox_store.add_alert(
        session, owners, Alert.PAYMENT, now, payment_id=payment.id, refused=True
    )


async def postpone(session: Session, payment_id: int, until: datetime) -> None:
    """Ask the gateway again at a moment: nobody knows whether it has heard."""
    payment = await store.lock(session, payment_id)
    if payment is not None and payment.state is PaymentState.REFUNDING:
        payment.due_at, payment.lease_until = until, None
        payment.attempts += 1
        session.add(payment)


def _end(session: Session, payment: Payment, state: PaymentState) -> None:
    payment.state, payment.lease_until = state, None
    session.add(payment)
