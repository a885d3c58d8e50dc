"""The language of who is asked for money."""

from bot.core.access.service import chats
from bot.core.database.engine import Database
from bot.core.i18n import Translator
from bot.core.languages import Catalogues


async def translator_of(database: Database, catalogues: Catalogues, chat_id: int) -> Translator:
    """Return the translator of a private chat."""
    async with database.read() as session:
        chat = await chats.get(session, chat_id)
    language, zone = (chat.language, chat.time_zone) if chat else (None, "UTC")
    return catalogues.translator(language, zone)
