"""What is pushed about approvals, and their cards that are drawn again."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage, answering
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.mass.tables import MassOrder
from bot.spending.screens import approvals as screens
from bot.spending.service import approvals


async def question(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Ask whether an order above a limit may go on."""
    asked = await approvals.question(session, message.payload["approval_id"])
    screen = screens.card(asked, to.t, to.chat, to.now)
    if to.chat.id != asked.approval.chat_id:
        return OutgoingMessage(screen)
    about = asked.about
    return OutgoingMessage(screen, reply_to=about.source_message_id, thread_id=about.thread_id)


async def record_question(
    session: Session, message: OutboxMessage, sent: int, now: datetime
) -> None:
    """Keep in which message a question stands."""
    approval_id = message.payload["approval_id"]
    await approvals.record_card(session, approval_id, message.chat_id, sent, now)


async def verdict(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Say what became of a list above a limit."""
    asked = await approvals.question(session, message.payload["approval_id"])
    mass = await session.get_one(MassOrder, asked.approval.mass_id)
    return await answering(session, mass, to, screens.list_decided(asked.approval, mass, to.t))


async def draw_question(
    session: Session, view: LiveMessage, actor: Actor, now: datetime
) -> Screen:
    """Draw an approval's card as it is now."""
    asked = await approvals.question(session, view["approval_id"])
    return screens.card(asked, actor.t, actor.chat, now)
