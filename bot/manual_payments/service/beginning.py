"""Who may begin a top-up by hand, or pay one that somebody has begun in a group."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.database.engine import Session
from bot.manual_payments.rules.proofs import (
    OPEN_IN_ALL,
    OPEN_PER_METHOD,
    REFUSED_MOST,
    Obstacle,
)
from bot.manual_payments.store import methods as method_store
from bot.manual_payments.store import proofs as store


@dataclass(frozen=True, slots=True)
class Beginning:
    """Somebody wants to begin a top-up, or to pay one.

    Attributes:
        pays: it is they who pay; in a group that is seen later.
        top_up_id: what is begun already; 0: nothing.
    """

    person_id: int
    method: str
    units: int
    pays: bool = True
    top_up_id: int = 0


async def obstacle(session: Session, it: Beginning, now: datetime) -> Obstacle | None:
    """Return why a person cannot do that now; `None`: they can.

    Whoever wants to at the same time waits here.
    """
    settings, person_id = await method_store.lock_settings(session), it.person_id
    count = await store.open_of(session, person_id, it.method, now, besides=it.top_up_id)
    if count.here >= OPEN_PER_METHOD:
        return Obstacle.OPEN_HERE
    if count.in_all >= OPEN_IN_ALL:
        return Obstacle.OPEN_ELSEWHERE
    if await store.refused_lately(session, person_id, now) >= REFUSED_MOST:
        return Obstacle.PAUSED
    is_much = 0 < settings.first_most < it.units
    if it.pays and is_much and not await store.has_paid(session, person_id):
        return Obstacle.FIRST
    return None
