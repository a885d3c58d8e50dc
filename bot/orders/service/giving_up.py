"""What waits to be sent, given up at once: another panel is in use, or an earlier copy."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.mass import store as mass_store
from bot.orders.rules.states import OrderState
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.refills.service.giving_up import give_up_requests
from bot.spending.service import approvals

NOT_SENT = frozenset({OrderState.AWAITING, OrderState.REQUOTED, OrderState.QUEUED})


async def give_up(
    session: Session, states: Iterable[OrderState], *, words: str, asked: str, now: datetime
) -> int:
    """Put orders before owners, and close lists and requests; return how many orders there were.

    Args:
        words: what is said of the orders; `asked`: of refills and cancellations.
    """
    found = await orders.in_state(session, states)
    for order in found:
        order.words, order.answer_until, order.balance_before = words, None, None
        await transition(session, order, OrderState.UNKNOWN, now=now, note=words)
    await approvals.end_all(session, now)
    await _close_lists(session)
    await give_up_requests(session, asked, now)
    return len(found)


async def _close_lists(session: Session) -> None:
    """Write no more orders down of lists that were confirmed, and ask for none that was not."""
    await mass_store.discard_unconfirmed(session)
    await session.flush()
    for mass in await mass_store.all_lists(session):
        if mass.lines:
            mass.lines = []
