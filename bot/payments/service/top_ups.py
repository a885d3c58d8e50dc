"""Top-ups: begun before anybody is asked for money, and ended once."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.payments.outbox import TOP_UP_MESSAGE
from bot.payments.rules.gateways import Checkout, Offer, Opened
from bot.payments.rules.methods import is_by_link, is_manual
from bot.payments.rules.states import Refusal, TopUpState
from bot.payments.store import top_ups as store
from bot.payments.tables import TopUp
from bot.wallet.service import ledger
from bot.wallet.tables import Account

ASKED_FOR = timedelta(days=1)
"""So long after its end a gateway is asked about an offer: it may have been paid at the last."""
_ASKED_LESS = 20
"""An offer that has ended is asked about again after this part of its age."""
_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class TopUpRequest:
    """Somebody wants to pay in to the wallet of the chat they are in.

    Attributes:
        asked_by: the person; an anonymous administrator has the group's own id.
        asked_with: stands for the button that was tapped: a second tap is the same request.
        is_group: it is the wallet of a group; anybody in it may pay, in private.
        opens: the link that opens the bot in private, but for the key at its end.
    """

    chat_id: int
    message_id: int
    asked_by: int
    currency: str
    asked_with: str
    is_group: bool
    opens: str = ""


async def begin(session: Session, request: TopUpRequest, offer: Offer, now: datetime) -> TopUp:
    """Write a top-up down; the gateway is asked for its invoice then, unless that waits."""
    wallet = await ledger.open_wallet(session, request.chat_id, request.currency, now)
    ends = now + offer.holds
    waits = request.is_group and not is_by_link(offer.method)
    state = TopUpState.CHOSEN if waits else _begun(offer.method)
    key = secrets.token_urlsafe(_KEY_BYTES)
    row = await store.add(
        session,
        TopUp(
            key=key,
            asked_with=request.asked_with,
            wallet_id=wallet.id,
            chat_id=request.chat_id,
            message_id=request.message_id,
            asked_by=request.asked_by,
            pay_in=None if waits else request.asked_by,
            method=offer.method,
            due=offer.due,
            due_currency=offer.due_currency,
            units=offer.units,
            currency=request.currency,
            rate=offer.rate,
            url=request.opens + key if waits else "",
            state=state,
            created_at=now,
            expires_at=ends,
            due_at=now if state is TopUpState.NEW else ends,
        ),
    )
    notify_on_commit(session, Topic.PAYMENTS)
    return row


def _begun(method: str) -> TopUpState:
    """Return how a top-up begins in private: by hand no gateway is asked."""
    return TopUpState.OPEN if is_manual(method) else TopUpState.NEW


async def with_key(session: Session, key: str) -> TopUp | None:
    """Return the top-up with a key."""
    return await store.with_key(session, key)


async def take_up(session: Session, key: str, user_id: int, now: datetime) -> TopUp | None:
    """Have a group's top-up paid in a person's private chat; return it as it is then."""
    row = await _locked(session, key)
    if row is not None and row.state is TopUpState.CHOSEN and now < row.expires_at:
        row.state, row.pay_in, row.url = _begun(row.method), user_id, ""
        row.due_at = now if row.state is TopUpState.NEW else row.expires_at
        session.add(row)
        redraw(session, row, now)
        notify_on_commit(session, Topic.PAYMENTS)
    return row


async def _locked(session: Session, key: str) -> TopUp | None:
    row = await store.with_key(session, key)
    return None if row is None else await store.lock(session, row.id)


async def find(session: Session, top_up_id: int) -> TopUp | None:
    """Return a top-up by its number."""
    return await store.get(session, top_up_id)


async def lock(session: Session, top_up_id: int) -> TopUp | None:
    """Lock a top-up, and return it as it is now."""
    return await store.lock(session, top_up_id)


async def find_asked(session: Session, asked_with: str) -> TopUp | None:
    """Return the top-up that a button has begun."""
    return await store.find_asked(session, asked_with)


async def latest_of(session: Session, chat_id: int) -> int:
    """Return the number of a chat's last top-up; 0: it has none."""
    wallet = await ledger.wallet_of(session, chat_id)
    return 0 if wallet is None else await store.latest_of(session, wallet.id)


async def record_opened(session: Session, top_up_id: int, opened: Opened, now: datetime) -> None:
    """Note that an invoice can be paid, and where."""
    row = await store.lock(session, top_up_id)
    if row is None or row.state is not TopUpState.NEW:
        return
    row.state, row.external_id, row.url = TopUpState.OPEN, opened.external_id, opened.url
    row.due_at = now if opened.external_id else row.expires_at
    row.lease_until, row.attempts = None, 0
    session.add(row)
    redraw(session, row, now)


async def postpone(session: Session, top_up_id: int, until: datetime) -> None:
    """Ask the gateway again at a moment, or end the offer when that has come."""
    row = await store.lock(session, top_up_id)
    if row is not None and row.state is TopUpState.NEW:
        row.due_at, row.lease_until = min(until, row.expires_at), None
        row.attempts += 1
        session.add(row)


async def record_asked(
    session: Session, top_up_ids: Collection[int], every: timedelta, now: datetime
) -> None:
    """End offers that were not paid in their time, and ask about them again, less and less.

    Args:
        every: the pause while an offer can be paid.
    """
    for row in await store.lock_all(session, top_up_ids):
        row.lease_until, row.attempts = None, 0
        row.due_at = now + max(every, (now - row.expires_at) / _ASKED_LESS)
        session.add(row)
        if row.state is TopUpState.OPEN and now >= row.expires_at:
            row.state = TopUpState.EXPIRED
            redraw(session, row, now)


async def ask_later(
    session: Session, top_up_ids: Collection[int], wait: timedelta, now: datetime
) -> None:
    """Leave a gateway alone for a while that cannot be asked."""
    for row in await store.lock_all(session, top_up_ids):
        row.lease_until, row.attempts, row.due_at = None, row.attempts + 1, now + wait
        session.add(row)


async def ask_now(session: Session, method: str, external_id: str, now: datetime) -> None:
    """Have a gateway asked about an invoice at once: somebody says that it was paid."""
    row = await store.lock_of_invoice(session, method, external_id)
    if row is not None and row.state is not TopUpState.PAID:
        row.due_at = min(row.due_at, now)
        session.add(row)
        notify_on_commit(session, Topic.PAYMENTS)


async def end(session: Session, top_up_id: int, state: TopUpState, now: datetime) -> bool:
    """End a top-up that was not paid; return whether it was still to be paid.

    One whose proof is there is ended by owners alone.
    """
    row = await store.lock(session, top_up_id)
    if row is None or row.state.is_over or row.state is TopUpState.REVIEW:
        return False
    row.state, row.lease_until = state, None
    session.add(row)
    redraw(session, row, now)
    return True


def redraw(session: Session, row: TopUp, now: datetime) -> None:
    """Have the message of a top-up show how it is now."""
    if row.message_id is not None:
        view = {"view": TOP_UP_MESSAGE, "top_up_id": row.id}
        payload = {"message_id": row.message_id, "view": view}
        outbox_store.add(session, row.chat_id, OutboxKind.LIVE_MESSAGE, payload, now)


async def refusal_of(session: Session, asked: Checkout, now: datetime) -> Refusal | None:
    """Return why a checkout is refused; `None`: it may be paid."""
    row = await store.with_key(session, asked.key)
    if row is None:
        return Refusal.UNKNOWN
    if row.state.is_over or now >= row.expires_at:
        return Refusal.PAID if row.state is TopUpState.PAID else Refusal.OVER
    if (asked.amount, asked.currency) != (row.due, row.due_currency):
        return Refusal.OTHER_AMOUNT
    wallet = await ledger.get(session, row.wallet_id)
    if wallet.frozen:
        return Refusal.CLOSED
    return Refusal.OTHER_PERSON if _is_anothers(wallet, asked.payer_id) else None


def _is_anothers(wallet: Account, payer_id: int) -> bool:
    """Return whether a wallet is a person's, who is not the one who pays."""
    return wallet.chat_id is not None and wallet.chat_id > 0 and wallet.chat_id != payer_id
