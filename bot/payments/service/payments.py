"""Payments as they are on record."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.database.engine import Session
from bot.core.paging import Page
from bot.payments.rules.methods import STARS
from bot.payments.rules.states import PaymentFilter, PaymentState
from bot.payments.store import payments as store
from bot.payments.tables import Payment

PAGE_SIZE = 8
OWN_SHOWN = 10
HELP_AGAIN = timedelta(days=1)
STARS_HELD = timedelta(days=21)
"""So long Telegram keeps Stars before they can be withdrawn (docs/selling.md)."""
FOUND_SHOWN = 8
_STATES = {
    PaymentFilter.ALL: tuple(PaymentState),
    PaymentFilter.WAITING: (PaymentState.SUSPENSE,),
    PaymentFilter.GIVEN_BACK: (
        PaymentState.REFUNDING,
        PaymentState.REFUNDED,
        PaymentState.TAKEN_BACK,
    ),
}


async def find(session: Session, payment_id: int) -> Payment | None:
    """Return a payment by our number."""
    return await store.get(session, payment_id)


async def page(session: Session, which: PaymentFilter, number: int) -> Page[Payment]:
    """Return a page of payments, the latest first."""
    return await store.page(session, _STATES[which], number, PAGE_SIZE)


async def stars_on_hold(session: Session, now: datetime) -> tuple[Decimal, datetime] | None:
    """Return the Stars that cannot be withdrawn yet, and when the first of them can."""
    found = await store.kept_since(session, STARS, now - STARS_HELD)
    if not found:
        return None
    return sum((it.amount for it in found), Decimal(0)), found[0].paid_at + STARS_HELD


async def request_help(session: Session, payment_id: int, now: datetime) -> bool:
    """Note that a person wants help with a payment; `False`: they did within a day."""
    payment = await store.lock(session, payment_id)
    asked = None if payment is None else payment.help_asked_at
    if payment is None or (asked is not None and now - asked < HELP_AGAIN):
        return False
    payment.help_asked_at = now
    session.add(payment)
    return True


async def own(session: Session, user_id: int) -> Sequence[Payment]:
    """Return a person's last payments."""
    return await store.of_payer(session, user_id, OWN_SHOWN)


async def is_own(session: Session, payment_id: int, user_id: int) -> bool:
    """Return whether a payment is a person's own."""
    return await store.is_of(session, payment_id, user_id)


async def search(session: Session, words: str) -> Sequence[Payment]:
    """Return the payments that words mean: a gateway's number, or a person's ID."""
    return await store.found(session, words, FOUND_SHOWN)
