"""What is pushed about payments by hand, and owners' cards that are drawn again."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.manual_payments.buttons import ManualQuestion
from bot.manual_payments.screens import card as screens
from bot.manual_payments.screens import review as review_screens
from bot.manual_payments.service import deciding


async def review(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner whether money has arrived."""
    it = await deciding.review(session, message.payload["proof_id"])
    if it is None:
        return None
    return OutgoingMessage(review_screens.card(to.t, it, to.chat.id, to.now))


async def record_card(session: Session, message: OutboxMessage, sent: int, now: datetime) -> None:
    """Keep in which message an owner was asked."""
    number = message.payload["proof_id"]
    await deciding.record_card(session, number, message.chat_id, sent, now)


async def record_question(
    session: Session, message: OutboxMessage, sent: int, now: datetime
) -> None:
    """Take a reply to what an owner has asked for the answer."""
    it = await deciding.review(session, message.payload["proof_id"])
    if it is None:
        return
    person = message.chat_id
    question = Question(
        chat_id=person,
        message_id=sent,
        user_id=person,
        kind=ManualQuestion.ANSWER,
        about=str(it.top_up.id),
        asked_at=now,
    )
    await asking.expect_reply(session, question)


async def draw(session: Session, view: LiveMessage, viewer: Actor, now: datetime) -> Screen | None:
    """Draw an owner's card as it is now."""
    it = await deciding.review(session, view["proof_id"])
    return None if it is None else review_screens.card(viewer.t, it, viewer.chat.id, now)


async def decided(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Notify the payer that an owner does not see the money."""
    it = await deciding.review(session, message.payload["proof_id"])
    return None if it is None else OutgoingMessage(screens.decided(to.t, it.top_up, it.proof))


async def asked(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage | None:
    """Ask who has paid what an owner wants to know."""
    it = await deciding.review(session, message.payload["proof_id"])
    return None if it is None else OutgoingMessage(screens.asked(to.t, it.top_up, it.proof))
