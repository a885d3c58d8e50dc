"""What owners are asked about the panel."""

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.panel.rules.movements import MovementKind
from bot.panel.screens import books as book_screens
from bot.panel.screens import panels as panel_screens
from bot.panel.screens import status_words as word_screens
from bot.panel.service import books, panels, status_words


async def new_word(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner what a status word means."""
    word = await status_words.find(session, message.payload["word_id"])
    return None if word is None else OutgoingMessage(word_screens.word(to.t, word))


async def panel_changed(session: Session, _: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Ask an owner whether another address or key is the same account."""
    return OutgoingMessage(panel_screens.changed(to.t, await panels.affected(session)))


async def deposit(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner whether they have added money, unless another has answered."""
    movement = await books.find_movement(session, message.payload["movement_id"])
    if movement is None or movement.kind is not MovementKind.ASKED:
        return None
    return OutgoingMessage(book_screens.ask(to.t, movement))
