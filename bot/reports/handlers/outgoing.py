"""What groups are told by itself."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.reports.screens import weekly as screens
from bot.reports.service import weekly


async def summary(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Sum up a group's week, unless nothing was ordered and nothing is open."""
    until = datetime.fromisoformat(message.payload["until"])
    week = await weekly.load_week(session, to.chat.id, until, to.t.zone)
    if not week.summary.orders and not week.open.total:
        return None
    screen = screens.summary(to.t, week)
    return OutgoingMessage(screen, thread_id=message.payload["topic_id"])
