"""What gateways keep of payments: written down once, and booked when the payment is credited."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.payments.rules.gateways import Fee
from bot.payments.rules.methods import ACCOUNTS
from bot.payments.store import payments as store
from bot.payments.tables import Payment
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.service import ledger, operator_accounts


async def record(session: Session, payment_id: int, fee: Fee | None, now: datetime) -> None:
    """Write down what the gateway has kept of a payment that is known without it."""
    payment = None if fee is None else await store.lock(session, payment_id)
    if payment is None or fee is None or payment.fee_currency:
        return
    put(payment, fee)
    session.add(payment)
    await book(session, payment, now)


def put(payment: Payment, fee: Fee | None) -> None:
    """Note on a payment what the gateway says that it keeps."""
    if fee is not None:
        payment.fee, payment.fee_currency = fee.amount, fee.currency
        payment.fee_worth = fee.worth or payment.fee_worth


async def book(session: Session, payment: Payment, now: datetime) -> None:
    """Book the fee of a payment that is in a wallet, by what was credited for the whole of it."""
    if payment.wallet_id is None or not payment.amount:
        return
    units = int(payment.units * payment.fee_worth / payment.amount)
    if units:
        await operator_accounts.book_fee(
            session,
            units,
            debit=AccountKind.GATEWAY_FEES,
            credit=ACCOUNTS[payment.method],
            currency=(await ledger.get(session, payment.wallet_id)).currency,
            key=f"fee:{payment.method}:{payment.external_id}",
            now=now,
        )
