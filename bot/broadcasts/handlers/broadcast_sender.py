"""A broadcast as a message: what its owner sees first is what every chat gets."""

from typing import Any

from telegram import InlineKeyboardMarkup, Message, MessageEntity
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.broadcasts import screens
from bot.broadcasts import store as broadcasts_store
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.store import chats
from bot.core.database.engine import Database
from bot.core.i18n import Catalogues, Translator
from bot.core.outbox.delivery import Delivered, Delivery
from bot.core.outbox.push import outcome
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.limiter import NEWS


async def post(
    bot: ExtBot[Any], chat_id: int, news: Broadcast, t: Translator, rate: str | None = None
) -> Message:
    """Send a broadcast to one chat."""
    entities = MessageEntity.de_list(news.entities, bot)
    common: dict[str, Any] = {
        "parse_mode": None,  # the entities say it
        "reply_markup": InlineKeyboardMarkup(screens.buttons(news, t)),
        "rate_limit_args": rate,
    }
    if news.photo is None:
        return await bot.send_message(chat_id, news.text, entities=entities, **common)
    return await bot.send_photo(
        chat_id, news.photo, caption=news.text, caption_entities=entities, **common
    )


class BroadcastSender:
    """Sends broadcasts, one chat at a time, when nobody else has something to say."""

    def __init__(self, bot: ExtBot[Any], database: Database, catalogues: Catalogues) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues

    async def deliver(self, recipient: Recipient) -> Delivery | None:
        """Send it, and tell how that ended; `None`: the chat wants no news any more."""
        async with self._database.read() as session:
            news = await broadcasts_store.get(session, recipient.broadcast_id)
            chat = await chats.get(session, recipient.chat_id)
        if news is None or chat is None or chat.muted:
            return None
        t = self._catalogues.translator(chat.language, chat.time_zone)
        try:
            await post(self._bot, chat.id, news, t, NEWS)
        except TelegramError as error:
            if meaning(error) is Failure.NO_MEDIA and news.photo and news.text:
                news.photo = None
                return await self._text(chat.id, news, t)
            return outcome(error)
        return Delivered()

    async def _text(self, chat_id: int, news: Broadcast, t: Translator) -> Delivery:
        """Send the words of a photo, where no photos are welcome."""
        try:
            await post(self._bot, chat_id, news, t, NEWS)
        except TelegramError as error:
            return outcome(error)
        return Delivered()
