"""Money that has arrived is booked here, whoever has sent it and whoever tells of it, once."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chats.rules.forgetting import NOBODY
from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.payments.outbox import PaymentMessage
from bot.payments.rules.amounts import readable
from bot.payments.rules.gateways import Received
from bot.payments.rules.methods import ACCOUNTS, credit_of
from bot.payments.rules.states import IN_SUSPENSE, PaymentState, Problem, TopUpState
from bot.payments.service import fees, methods, top_ups
from bot.payments.store import payments as store
from bot.payments.store import top_ups as top_up_store
from bot.payments.tables import Payment, TopUp
from bot.wallet.service import ledger
from bot.wallet.tables import Account

RATE_HOLDS = timedelta(days=1)
"""So long a top-up's own rate counts, however often it is paid; later today's does."""
LONGEST_KEY = 128  # bytes, of what a gateway brings back


async def book(
    session: Session, received: Received, *, owners: Collection[int], now: datetime
) -> Payment:
    """Credit what has arrived, or put it before owners; what is booked already stays as it is."""
    received = _clean(received)
    known = await store.find(session, received.method, received.external_id)
    if known is not None:
        await fees.record(session, known.id, received.fee, now)
        return known
    top_up = await _top_up(session, received.key)
    wallet = None if top_up is None else await ledger.get(session, top_up.wallet_id)
    problem = await _problem(session, received, top_up, wallet)
    units = 0
    if top_up is not None and problem not in IN_SUSPENSE:
        units = await _credit(session, received, top_up)
    payment = _written(received, top_up, problem, units, now)
    if not await store.add(session, payment):
        return await store.find(session, received.method, received.external_id) or payment
    if top_up is not None and wallet is not None and units:
        await _pay_in(session, payment, top_up, now)
    if payment.problem is not None:
        outbox_store.add_alert(session, owners, Alert.PAYMENT, now, payment_id=payment.id)
    return payment


def _clean(received: Received) -> Received:
    """Return it without what a database cannot keep."""
    number, key, currency = (
        text.replace("\x00", "")
        for text in (received.external_id, received.key, received.currency)
    )
    amount = readable(received.amount)
    return replace(received, external_id=number, key=key, amount=amount, currency=currency)


async def _top_up(session: Session, key: str) -> TopUp | None:
    row = await top_up_store.with_key(session, key) if 0 < len(key) <= LONGEST_KEY else None
    return None if row is None else await top_up_store.lock(session, row.id)


async def _problem(
    session: Session, received: Received, top_up: TopUp | None, wallet: Account | None
) -> Problem | None:
    """Return what owners have to know of a payment, what has the most weight first."""
    if not received.amount:
        return Problem.UNREADABLE
    if top_up is None or wallet is None or top_up.method != received.method:
        return Problem.UNKNOWN
    chat_id = NOBODY if wallet.chat_id is None else wallet.chat_id
    checks = {
        Problem.CURRENCY: received.currency != top_up.due_currency,
        Problem.NOBODY: chat_id <= NOBODY,
        Problem.AGAIN: await store.is_credited(session, top_up.id),
        Problem.AMOUNT: received.amount != top_up.due,
        Problem.OTHER_PAYER: chat_id > 0 and received.payer_id not in {None, chat_id},
        Problem.LATE: top_up.state.is_over or received.paid_at > top_up.expires_at,
    }
    return next((problem for problem, is_so in checks.items() if is_so), None)


async def _credit(session: Session, received: Received, top_up: TopUp) -> int:
    """Return what is credited: as was offered, else what has arrived is worth."""
    is_fresh = received.paid_at - top_up.created_at < RATE_HOLDS
    if is_fresh and received.amount == top_up.due:
        return top_up.units
    rate = None
    if not is_fresh:
        rate = await methods.rate_of(session, received.currency, top_up.currency)
    return credit_of(received.amount, rate or top_up.rate)


def _written(
    received: Received, top_up: TopUp | None, problem: Problem | None, units: int, now: datetime
) -> Payment:
    payment = Payment(
        method=received.method,
        external_id=received.external_id,
        key=received.key[:LONGEST_KEY],
        top_up_id=None if top_up is None else top_up.id,
        payer_id=received.payer_id,
        amount=received.amount,
        amount_currency=received.currency,
        wallet_id=None if top_up is None or not units else top_up.wallet_id,
        units=units,
        state=PaymentState.CREDITED if units else PaymentState.SUSPENSE,
        problem=problem if units or problem in IN_SUSPENSE else Problem.AMOUNT,
        paid_at=received.paid_at,
        booked_at=now,
        due_at=now,
    )
    fees.put(payment, received.fee)
    return payment


async def _pay_in(session: Session, payment: Payment, top_up: TopUp, now: datetime) -> None:
    await _transfer(session, payment, now)
    if top_up.state is not TopUpState.PAID:
        top_up.state, top_up.lease_until = TopUpState.PAID, None
        session.add(top_up)
        top_ups.redraw(session, top_up, now)
    await notify(session, payment, PaymentMessage.RECEIVED, now)


async def credit(session: Session, payment_id: int, currency: str, now: datetime) -> bool:
    """Credit what waits for an owner's word to who has paid it, by what it is worth today.

    `False`: it waits no more, or nobody knows who has paid it, or what it is worth.
    """
    payment = await store.lock(session, payment_id)
    if payment is None or payment.state is not PaymentState.SUSPENSE or payment.payer_id is None:
        return False
    worth = await methods.worth_of(session, payment.amount, payment.amount_currency, currency)
    if not worth or payment.payer_id <= NOBODY:
        return False
    wallet = await ledger.open_wallet(session, payment.payer_id, currency, now)
    payment.wallet_id, payment.units, payment.state = wallet.id, worth, PaymentState.CREDITED
    session.add(payment)
    await _transfer(session, payment, now)
    await notify(session, payment, PaymentMessage.RECEIVED, now)
    return True


async def _transfer(session: Session, payment: Payment, now: datetime) -> None:
    if payment.wallet_id is not None:
        await ledger.pay_in(
            session,
            payment.wallet_id,
            payment.units,
            source=ACCOUNTS[payment.method],
            key=f"{payment.method}:{payment.external_id}",
            now=now,
        )
        await fees.book(session, payment, now)


async def notify(session: Session, payment: Payment, kind: PaymentMessage, now: datetime) -> None:
    """Notify the chat of the wallet that a payment is in, or was in."""
    if payment.wallet_id is None:
        return
    wallet = await ledger.get(session, payment.wallet_id)
    chat = None if wallet.chat_id is None else await chats.get(session, wallet.chat_id)
    if chat is not None and chat.reachable:
        outbox_store.add(session, chat.id, kind, {"payment_id": payment.id}, now)
