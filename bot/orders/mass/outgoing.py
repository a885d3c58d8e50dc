"""What is pushed about lists of orders, and their messages that are drawn again."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage, announced
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.mass import store
from bot.orders.mass.screens import progress as progress_screens
from bot.orders.mass.service.progress import progress_of
from bot.orders.mass.tables import MassOrder


async def ended(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Return the message that says how the orders of a list ended."""
    mass = await session.get_one(MassOrder, message.payload["mass_id"])
    progress = await progress_of(session, mass)
    screen = progress_screens.ended(progress, to.t, is_here=to.chat.id == mass.chat_id)
    return await announced(session, mass, to, screen)


async def draw_progress(
    session: Session, view: LiveMessage, actor: Actor, _: datetime
) -> Screen | None:
    """Draw how the orders of a list stand now."""
    mass = await store.get(session, view["mass_id"])
    if mass is None:
        return None
    return progress_screens.progress(await progress_of(session, mass), actor.t)
