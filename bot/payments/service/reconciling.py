"""What gateways have on record is compared with our rows: missed payments are booked.

A gateway's list is read on from where it was read last, and once a day from its beginning.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.payments.rules.amounts import MOST
from bot.payments.rules.gateways import Balance, GivenBack, Reading, Received, Transaction
from bot.payments.service import chargebacks, fees, receipts
from bot.payments.store import checks as store
from bot.payments.store import payments as payment_store
from bot.payments.store import top_ups as top_up_store
from bot.payments.tables import GatewayCheck, GatewayTransaction

EVERY = timedelta(minutes=5)
WHOLE_EVERY = timedelta(days=1)
ALERT_AFTER = timedelta(hours=1)
"""So long something may be unexplained, or a gateway away, before owners hear of it."""
HISTORY = timedelta(hours=1)
"""What nobody knows and was paid so long before the first reading was not paid to this bot."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A gateway's list was read to its end.

    Attributes:
        cursor: where to read on.
        is_whole: it was read from its beginning.
        balance: as the gateway said before, if it says so.
        listed: by currency, what the list has come to, less what the gateway keeps.
    """

    cursor: str
    is_whole: bool
    balance: Balance | None
    listed: Mapping[str, Decimal]


def is_whole_due(row: GatewayCheck, now: datetime) -> bool:
    """Return whether a list is to be read from its beginning."""
    return not row.cursor or row.whole_at is None or now - row.whole_at >= WHOLE_EVERY


async def begin(session: Session, methods: Collection[str], now: datetime) -> None:
    """Have all gateways read at once."""
    await store.begin(session, methods, now)


@dataclass(frozen=True, slots=True)
class Missed:
    """What is not booked yet of a part of a list.

    Attributes:
        fees: payments that are booked, but not what was kept of them.
    """

    received: Sequence[Received]
    fees: Sequence[Received]
    given_back: Sequence[GivenBack]
    other: Sequence[Transaction]


async def missed(session: Session, method: str, reading: Reading) -> Missed:
    """Return of a part of a list what is not booked yet."""
    came, went = (
        [it.external_id for it in part] for part in (reading.received, reading.given_back)
    )
    states = await store.states_of(session, method, [*came, *went])
    before = await store.known_transactions(session, method, came, is_out=False)
    gone = await store.known_transactions(session, method, went, is_out=True)
    gone |= {number for number, state in states.items() if state in store.GONE}
    with_fee = [it for it in reading.received if it.fee is not None]
    kept = await store.with_fees(session, method, [it.external_id for it in with_fee])
    booked = {*states, *before}
    return Missed(
        [it for it in reading.received if it.external_id not in booked],
        [it for it in with_fee if it.external_id in booked - kept],
        [it for it in reading.given_back if it.external_id not in gone],
        reading.other,
    )


async def book(
    session: Session,
    check: GatewayCheck,
    received: Received,
    owners: Collection[int],
    now: datetime,
) -> None:
    """Book a payment that nobody has told of; what was paid before this bot sold is no matter."""
    is_early = received.paid_at < check.begun_at - HISTORY
    if is_early and await top_up_store.with_key(session, received.key) is None:
        it = Transaction(
            received.external_id, received.amount, received.currency, received.paid_at
        )
        await record_transaction(session, received.method, it)
        await book_fee(session, received, now)
        return
    await receipts.book(session, received, owners=owners, now=now)


async def book_fee(session: Session, received: Received, now: datetime) -> None:
    """Book what was kept of a payment that is booked, or written down as none of ours."""
    found = await payment_store.find(session, received.method, received.external_id)
    if found is not None:
        await fees.record(session, found.id, received.fee, now)
    elif received.fee is not None:
        fee = received.fee
        it = Transaction(received.external_id, -fee.amount, fee.currency, received.paid_at)
        await record_transaction(session, received.method, it)


async def take_back(
    session: Session, given_back: GivenBack, owners: Collection[int], now: datetime
) -> None:
    """Book a payment that went back; of an unknown one only that Stars have gone."""
    if not await chargebacks.take_back(session, given_back, owners=owners, now=now):
        it = Transaction(
            given_back.external_id, -given_back.amount, given_back.currency, given_back.at
        )
        await record_transaction(session, given_back.method, it)


async def record_transaction(session: Session, method: str, it: Transaction) -> None:
    """Write down what is no payment, once."""
    row = GatewayTransaction(
        method=method,
        external_id=it.external_id,
        is_out=it.amount < 0,
        amount=it.amount,
        currency=it.currency,
        at=it.at,
    )
    await store.add_transaction(session, row)


async def record_transactions(
    session: Session, method: str, transactions: Collection[Transaction]
) -> None:
    """Write down what is no payment, each once."""
    for transaction in transactions:
        await record_transaction(session, method, transaction)


async def record_read(
    session: Session, check_id: int, ending: Ending, owners: Collection[int], now: datetime
) -> None:
    """Note what a list has come to, and what our rows do not explain of it."""
    row = await store.lock(session, check_id)
    if row is None:
        return
    row.cursor, row.checked_at, row.error, row.attempts = ending.cursor, now, "", 0
    row.due_at, row.lease_until = now + EVERY, None
    if ending.is_whole:
        row.whole_at = now
    balance = None if ending.balance is None else ending.balance.amount
    row.balance = None if balance is None or abs(balance) >= MOST else balance
    if ending.is_whole or ending.balance is not None:
        row.unexplained = _difference(ending, await store.sums(session, row.method))
    if not row.unexplained:
        row.wrong_since, row.is_told = None, False
    elif row.wrong_since is None:
        row.wrong_since, row.is_told = now, False
    if row.wrong_since is not None:
        _alert(session, row, row.wrong_since, owners, now)
    session.add(row)


def _difference(ending: Ending, ours: Mapping[str, Decimal]) -> dict[str, str]:
    """Return by currency what the gateway has more than our rows say, without what is equal."""
    said = ending.listed
    if ending.balance is not None:
        said = {ending.balance.currency: ending.balance.amount}
    more = {it: said.get(it, Decimal(0)) - ours.get(it, Decimal(0)) for it in {*said, *ours}}
    return {currency: f"{amount:f}" for currency, amount in sorted(more.items()) if amount}


async def record_failed(
    session: Session,
    check_id: int,
    error: str,
    wait: timedelta,
    *,
    owners: Collection[int],
    now: datetime,
) -> None:
    """Note that a gateway cannot be read, and ask it again later."""
    row = await store.lock(session, check_id)
    if row is None:
        return
    row.error, row.attempts = error, row.attempts + 1
    row.due_at, row.lease_until = now + wait, None
    _alert(session, row, row.checked_at or row.begun_at, owners, now)
    session.add(row)


def _alert(
    session: Session, row: GatewayCheck, since: datetime, owners: Collection[int], now: datetime
) -> None:
    if row.is_told or now - since < ALERT_AFTER:
        return
    row.is_told = True
    outbox_store.add_alert(
        session,
        owners,
        Alert.UNEXPLAINED,
        now,
        method=row.method,
        since=since.isoformat(),
        error=row.error,
        unexplained=row.unexplained,
    )


async def fees_of(session: Session, method: str) -> Mapping[str, Decimal]:
    """Return by currency what a gateway has kept of the payments here."""
    return await store.fees(session, method)


async def every(session: Session) -> Sequence[GatewayCheck]:
    """Return how all gateways were when they were read last."""
    return await store.every(session)
