"""Requests that cannot be sent any more: another panel is in use, or an earlier copy."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.panel.rules.statuses import RefillState
from bot.refills.service import cancellations, refills
from bot.refills.store import requests
from bot.refills.tables import CancelState


async def give_up_requests(
    session: Session, words: str, now: datetime, *, panel_id: int | None = None
) -> None:
    """Say 'unclear' of refills and cancellations that wait or are on their way.

    Args:
        panel_id: whose orders they are about; `None`: of any.
    """
    for refill in await requests.refills_in(
        session, [RefillState.QUEUED, RefillState.REQUESTING], panel_id
    ):
        await refills.transition(session, refill, RefillState.UNKNOWN, now=now, words=words)
    for request in await requests.cancels_in(
        session, [CancelState.QUEUED, CancelState.REQUESTING], panel_id
    ):
        unclear = CancelState.UNKNOWN
        await cancellations.transition(session, request, unclear, now=now, words=words)
