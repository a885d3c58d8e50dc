"""A service that takes no orders has only its own wait: one of them tries it now and then.

Refused for now in words, its orders are sent again a few times; when that has not helped, they are
sent as they come, and each is refused at once. Where answers are unclear, each of which an owner
has to look into, they wait until one gets through.
"""

from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.orders.service import queue
from bot.orders.tables import Order
from bot.panel.api.refusal_words import is_for_now
from bot.panel.rules.refusals import SERVICE_TRIES, service_pause
from bot.panel.service import service_holds
from bot.panel.tables import ServiceHold

UNCLEAR = 3
"""Orders in a row without a clear answer after which the others wait."""
ANSWERED_WITHIN = timedelta(minutes=1)
"""So long the order that tries a service has it for itself."""


def wait(hold: ServiceHold | None, now: datetime) -> datetime | None:
    """Return until when an order waits for its service; `None`: it leaves, and tries it."""
    if hold is None or hold.until is None:
        return None
    if hold.until > now:
        return hold.until
    hold.until = now + ANSWERED_WITHIN
    return None


async def placed(session: Session, order: Order, now: datetime) -> None:
    """Let all orders of a service go that took one."""
    if await service_holds.end(session, [order.bought_id]):
        await queue.release(session, order.panel_id, now, service_id=order.bought_id)


async def refused(session: Session, order: Order, words: str, now: datetime) -> datetime | None:
    """Note that a service was refused; return when the order tries again, `None` if never."""
    if not is_for_now(words):
        return None
    hold = await service_holds.refused(session, order.bought_id, sent_at=order.state_at, now=now)
    if hold.refusals >= SERVICE_TRIES:
        hold.until = None
        await queue.release(session, order.panel_id, now, service_id=order.bought_id)
        return None
    hold.until = now + service_pause(hold.refusals)
    return hold.until if order.attempts < SERVICE_TRIES else None


async def failed(session: Session, order: Order, now: datetime) -> bool:
    """Note that an order of a service had no clear answer; return whether the others wait."""
    hold = await service_holds.refused(session, order.bought_id, sent_at=now, now=now)
    if hold.refusals >= UNCLEAR:
        hold.until = now + service_pause(hold.refusals - UNCLEAR + 1)
    return hold.until is not None
