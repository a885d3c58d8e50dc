"""What is sent to the owner of a broadcast, and its message that is drawn again."""

from datetime import datetime

from bot.broadcasts import screens, store
from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen


async def ended(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage | None:
    """Compose the report of a broadcast that has ended."""
    found = await store.get(session, message.payload["broadcast_id"])
    if found is None:
        return None
    return OutgoingMessage(screens.report(found, to.t), reply_to=found.message_id)


async def draw_progress(
    session: Session, view: LiveMessage, actor: Actor, _: datetime
) -> Screen | None:
    """Draw how far a broadcast is."""
    found = await store.get(session, view["broadcast_id"])
    return None if found is None else screens.progress(found, actor.t)
