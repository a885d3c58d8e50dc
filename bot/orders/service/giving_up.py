"""What waits to be sent, given up at once: another panel is in use, or an earlier copy."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.mass import store as mass_store
from bot.orders.rules.states import OrderState
from bot.orders.service import reserving
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.refills.service.giving_up import give_up_requests
from bot.spending.rules.approvals import Verdict
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
        await _give_up(session, order, words, now)
    await approvals.end_all(session, now)
    await _close_lists(session, now)
    await give_up_requests(session, asked, now)
    return len(found)


async def give_up_panel(
    session: Session, panel_id: int, *, words: str, asked: str, now: datetime
) -> None:
    """Put the orders before owners that were not sent to a panel, and close its requests."""
    for order in await orders.in_state(session, NOT_SENT, panel_id=panel_id):
        question = await approvals.question_about(session, order)
        await _give_up(session, order, words, now)
        if question is not None:
            await approvals.end(session, question.approval.id, Verdict.EXPIRED, "", now)
    await give_up_requests(session, asked, now, panel_id=panel_id)


async def _give_up(session: Session, order: Order, words: str, now: datetime) -> None:
    order.words, order.answer_until, order.balance_before = words, None, None
    await transition(session, order, OrderState.UNKNOWN, now=now, note=words)


async def _close_lists(session: Session, now: datetime) -> None:
    """Write no more orders down of lists that were confirmed, and ask for none that was not."""
    await mass_store.discard_unconfirmed(session)
    await session.flush()
    for mass in await mass_store.with_lines_left(session):
        await reserving.release_lines(session, mass.lines, now)
        mass.lines = []
