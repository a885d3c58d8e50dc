"""The orders that a command without numbers offers: what is open, and what can be done with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.orders.rules.states import ENDED, TRACKED, OrderState
from bot.orders.store import of_chat
from bot.orders.tables import Order
from bot.refills.rules.refills import REFILLABLE, RefillTerms
from bot.refills.service import cancellations, refills

LATEST = 50
"""So many of the latest orders are checked for what can be done with them."""


async def open_ones(
    session: Session, chat_id: int, limit: int, *, only: int | None
) -> Sequence[Order]:
    """Return a chat's latest orders of which more is expected, newest first.

    Args:
        only: whose orders; `None`: everybody's.
    """
    states = set(OrderState) - ENDED
    return await of_chat.latest(session, chat_id, states, limit, only=only)


async def refillable(
    session: Session,
    chat_id: int,
    limit: int,
    *,
    only: int | None,
    wait: timedelta,
    now: datetime,
) -> Sequence[tuple[Order, RefillTerms]]:
    """Return a chat's latest orders for which a refill can be asked now.

    Args:
        only: whose orders; `None`: everybody's.
        wait: the panel's pause before a refill.
    """
    latest = await of_chat.latest(session, chat_id, REFILLABLE, LATEST, only=only)
    terms = await refills.load_all_terms(session, latest, wait, now)
    found = zip(latest, terms, strict=True)
    return [(order, it) for order, it in found if it.decision.allowed][:limit]


async def cancelable(
    session: Session, chat_id: int, limit: int, *, only: int | None
) -> Sequence[Order]:
    """Return a chat's latest orders for which a cancellation can be asked now.

    Args:
        only: whose orders; `None`: everybody's.
    """
    latest = await of_chat.latest(session, chat_id, TRACKED, LATEST, only=only)
    return (await cancellations.cancelable(session, latest))[:limit]
