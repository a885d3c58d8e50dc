"""Cards show how far their orders are, without keeping what is pushed waiting."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.rules.pace import tenths
from bot.orders.service import watchers
from bot.orders.store.status_checks import Heard

CARDS_AT_ONCE = 5
"""So many of a chat are drawn after one look; Telegram slows down who edits much."""


async def draw(session: Session, heard: Sequence[Heard], now: datetime) -> None:
    """Draw the cards of orders that have come a tenth further, in chats where nothing waits."""
    moved = [it.look for it in heard if it.look.card is not None and _has_moved(it)]
    if not moved:
        return
    busy = await outbox_store.chats_waiting(session, {look.chat_id for look in moved})
    drawn: Counter[int] = Counter()
    shown: list[int] = []
    for look in moved:
        drawn[look.chat_id] += 1
        if look.chat_id not in busy and drawn[look.chat_id] <= CARDS_AT_ONCE:
            payload = {"order_id": look.order_id}
            outbox_store.add(session, look.chat_id, OutboxKind.FORM, payload, now)
            shown.append(look.order_id)
    if shown:
        await watchers.redraw(session, shown, now)


def _has_moved(it: Heard) -> bool:
    after = it.look.remains if it.report.remains is None else it.report.remains
    return tenths(it.look.quantity, after) != tenths(it.look.quantity, it.look.remains)
