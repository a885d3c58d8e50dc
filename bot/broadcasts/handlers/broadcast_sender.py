"""A broadcast as a message: what its owner sees first is what every chat gets."""

from dataclasses import replace
from typing import Any

from telegram import InlineKeyboardMarkup, Message, MessageEntity
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.broadcasts import screens, store
from bot.broadcasts.rules import Content
from bot.broadcasts.tables import Recipient
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.clock import Clock
from bot.core.database.engine import Database
from bot.core.i18n import Translator
from bot.core.languages import Catalogues
from bot.core.outbox.delivery import Delivered, Delivery
from bot.core.outbox.push import outcome
from bot.core.outbox.quiet_hours import is_quiet
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.limiter import NEWS


async def post(
    bot: ExtBot[Any], chat_id: int, content: Content, t: Translator, **how: Any
) -> Message:
    """Send a broadcast to one chat; `how` is as calls of the Bot API name it."""
    entities = MessageEntity.de_list(content.entities, bot)
    common: dict[str, Any] = {
        "parse_mode": None,  # the entities say it
        "reply_markup": InlineKeyboardMarkup(screens.buttons(content, t)),
        **how,
    }
    if content.photo is None:
        return await bot.send_message(chat_id, content.text, entities=entities, **common)
    return await bot.send_photo(
        chat_id, content.photo, caption=content.text, caption_entities=entities, **common
    )


class BroadcastSender:
    """Sends broadcasts, one chat at a time, when nobody else has something to say."""

    def __init__(
        self, bot: ExtBot[Any], database: Database, catalogues: Catalogues, clock: Clock
    ) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues
        self._clock = clock

    async def deliver(self, recipient: Recipient) -> Delivery | None:
        """Send it, and return how that ended; `None`: the chat is muted."""
        async with self._database.read() as session:
            broadcast = await store.get(session, recipient.broadcast_id)
            chat = await chats.get(session, recipient.chat_id)
        if broadcast is None or chat is None or chat.muted:
            return None
        try:
            await self._post(chat, broadcast.content)
        except TelegramError as error:
            return outcome(error)
        return Delivered()

    async def _post(self, chat: Chat, content: Content) -> None:
        """Send it, in quiet hours without a sound; of a photo the words where none is welcome."""
        t = self._catalogues.translator(chat.language, chat.time_zone)
        quiet = is_quiet(self._clock(), t.zone, chat.quiet_from, chat.quiet_until)
        how: dict[str, Any] = {"disable_notification": quiet, "rate_limit_args": NEWS}
        try:
            await post(self._bot, chat.id, content, t, **how)
        except TelegramError as error:
            if meaning(error) is not Failure.NO_MEDIA or not (content.photo and content.text):
                raise
            await post(self._bot, chat.id, replace(content, photo=None), t, **how)
