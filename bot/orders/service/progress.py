"""Cards show how far their orders are, without keeping what is pushed waiting."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.rules.pace import tenths
from bot.orders.service import watchers
from bot.orders.store.status_checks import Answered

CARDS_AT_ONCE = 5
"""So many of a chat are drawn after one check; Telegram slows down who edits much."""


async def draw(session: Session, answered: Sequence[Answered], now: datetime) -> None:
    """Draw the cards of orders that have come a tenth further, in chats where nothing waits."""
    progressed = [it.check for it in answered if it.check.card is not None and _has_progressed(it)]
    if not progressed:
        return
    busy = await outbox_store.chats_waiting(session, {check.chat_id for check in progressed})
    drawn: Counter[int] = Counter()
    shown: list[int] = []
    for check in progressed:
        drawn[check.chat_id] += 1
        if check.chat_id not in busy and drawn[check.chat_id] <= CARDS_AT_ONCE:
            payload = {"order_id": check.order_id}
            outbox_store.add(session, check.chat_id, OutboxKind.FORM, payload, now)
            shown.append(check.order_id)
    if shown:
        await watchers.redraw(session, shown, now)


def _has_progressed(it: Answered) -> bool:
    after = it.check.remains if it.report.remains is None else it.report.remains
    return tenths(it.check.quantity, after) != tenths(it.check.quantity, it.check.remains)
