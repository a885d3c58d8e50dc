"""Who has not been told yet how the bot works."""

from bot.core.access.service import chats
from bot.core.database.engine import Session


async def begin(session: Session, chat_id: int) -> bool:
    """Return whether a chat is to be told how the bot works; it is once."""
    chat = await chats.get_for_change(session, chat_id)
    if chat is None or chat.introduced:
        return False
    chat.introduced = True
    return True
