"""What owners decide about chats and people: let in, keep out, block, note."""

from datetime import datetime

from bot.chats.outbox import ChatMessage
from bot.core.access.roles import ChatAccess
from bot.core.access.service import chats
from bot.core.access.tables import Chat, Person
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.orders.service import open_forms
from bot.owners.store import directory


async def decide(
    session: Session, chat_id: int, decision: ChatAccess, now: datetime
) -> Chat | None:
    """Let a chat in or keep it out, and tell it; `None` if it no longer exists."""
    chat = await chats.get_for_change(session, chat_id)
    if chat is not None and chat.standing is not decision:
        chat.standing = decision
        payload = {"approved": decision is ChatAccess.APPROVED}
        outbox_store.add(session, chat.id, ChatMessage.DECISION, payload, now)
    return chat


async def answer(
    session: Session, chat_id: int, decision: ChatAccess, now: datetime
) -> tuple[Chat | None, bool]:
    """Decide about a chat that asks to be let in; `False`: it does not ask (any more).

    An older question does not change what was decided since.
    """
    chat = await chats.get_for_change(session, chat_id)
    if chat is None or chat.standing is not ChatAccess.ASKED:
        return chat, False
    return await decide(session, chat.id, decision, now), True


async def set_note(session: Session, chat_id: int, note: str) -> None:
    """Set what owners alone read about a chat."""
    chat = await chats.get_for_change(session, chat_id)
    if chat is not None:
        chat.note = note


async def block(session: Session, user_id: int, now: datetime, *, blocked: bool) -> Person | None:
    """Block a person everywhere, or no longer; `None` if the bot does not know them.

    Their forms are closed; what they have confirmed goes on.
    """
    person = await directory.lock_person(session, user_id)
    if person is None or person.blocked is blocked:
        return person
    person.blocked = blocked
    if blocked:
        await open_forms.close_all(session, user_id, now)
    return person
