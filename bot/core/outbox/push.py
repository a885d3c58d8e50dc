"""The outbox in Telegram: each row as its feature composes it, each refusal as an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.clock import Clock
from bot.core.database.engine import Database, Session
from bot.core.dead_letters import Cause
from bot.core.i18n import Translator
from bot.core.languages import Catalogues
from bot.core.outbox.alerts import Alert
from bot.core.outbox.composing import (
    Addressee,
    Compose,
    DrawLiveMessage,
    OutgoingMessage,
    RecordSent,
    viewer_of,
)
from bot.core.outbox.delivery import (
    Away,
    Delivered,
    Delivery,
    Migrated,
    Mute,
    TryAgain,
    Undeliverable,
    Unreachable,
)
from bot.core.outbox.quiet_hours import is_quiet
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram import messages
from bot.core.telegram.errors import Failure, meaning, seconds
from bot.core.telegram.limiter import PUSH
from bot.core.telegram.screen import Screen

_NOT_THERE = frozenset({Failure.LOST, Failure.NO_TOPIC})


@dataclass(frozen=True, slots=True)
class Composers:
    """Who composes what, of all features.

    Attributes:
        messages: by kind of row.
        alerts: of rows that alert owners.
        live_messages: what draws them again, by the name of the view.
        sent: what is recorded of a message that was sent, by kind of row.
    """

    messages: Mapping[str, Compose] = field(default_factory=dict)
    alerts: Mapping[Alert, Compose] = field(default_factory=dict)
    live_messages: Mapping[str, DrawLiveMessage] = field(default_factory=dict)
    sent: Mapping[str, RecordSent] = field(default_factory=dict)


class Push:
    """Delivers rows of the outbox; what a row shows is read when it leaves."""

    def __init__(
        self,
        bot: ExtBot[Any],
        database: Database,
        catalogues: Catalogues,
        clock: Clock,
        *,
        refill_wait: timedelta,
        composers: Composers,
    ) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues
        self._clock = clock
        self._refill_wait = refill_wait
        self._composers = composers
        self._kinds: dict[str, Compose] = {
            OutboxKind.LIVE_MESSAGE: self._view,
            OutboxKind.ALERT: self._alert,
            OutboxKind.FAILURE: _failure,
            **composers.messages,
        }

    async def deliver(self, message: OutboxMessage) -> Delivery:
        """Send one row, and tell how that ended."""
        async with self._database.read() as session:
            chat = await chats.get(session, message.chat_id) or self._unknown(message.chat_id)
            if chat.id != message.chat_id:
                return Migrated(chat.id)
            t = self._catalogues.translator(chat.language, chat.time_zone)
            to = Addressee(chat, t, self._clock(), self._refill_wait)
            outgoing = await self._kinds[message.kind](session, message, to)
        if outgoing is None:
            return Delivered()
        quiet = is_quiet(to.now, t.zone, chat.quiet_from, chat.quiet_until)
        outgoing = _laid_out(to.t, outgoing)
        try:
            sent = await self._post(chat.id, outgoing, quiet=quiet)
        except TelegramError as error:
            return outcome(error)
        record = self._composers.sent.get(message.kind)
        if record is not None and sent is not None:
            async with self._database.begin() as session:
                await record(session, message, sent, self._clock())
        return Delivered()

    def _unknown(self, chat_id: int) -> Chat:
        # An owner who never wrote to the bot: Telegram will refuse, and the row says why.
        now = self._clock()
        return Chat(id=chat_id, type="private", title="", language="en", created_at=now)

    async def _view(
        self, session: Session, message: OutboxMessage, to: Addressee
    ) -> OutgoingMessage | None:
        view = message.payload["view"]
        draw = self._composers.live_messages[view["view"]]
        screen = await draw(session, view, viewer_of(to), to.now)
        if screen is None:
            return None
        payload = message.payload
        return OutgoingMessage(screen, redraws=payload["message_id"], removes="removes" in payload)

    async def _alert(
        self, session: Session, message: OutboxMessage, to: Addressee
    ) -> OutgoingMessage | None:
        compose = self._composers.alerts[Alert(message.payload["alert"])]
        return await compose(session, message, to)

    async def _post(self, chat_id: int, outgoing: OutgoingMessage, *, quiet: bool) -> int | None:
        """Send or edit a message; return the number of a new one."""
        if outgoing.redraws is not None:
            if outgoing.removes and await self._remove(chat_id, outgoing.redraws):
                return None
            is_there = await self._edit(chat_id, outgoing.redraws, outgoing.screen)
            if is_there or not outgoing.or_anew:
                return None
        try:
            return await self._send(chat_id, outgoing, outgoing.thread_id, quiet=quiet)
        except BadRequest as error:
            if outgoing.thread_id is None or meaning(error) is not Failure.NO_TOPIC:
                raise
            return await self._send(chat_id, outgoing, None, quiet=quiet)

    async def _send(
        self, chat_id: int, outgoing: OutgoingMessage, thread_id: int | None, *, quiet: bool
    ) -> int:
        text = outgoing.screen.text
        common: dict[str, Any] = {
            "reply_markup": outgoing.screen.keyboard,
            "message_thread_id": thread_id,
            "disable_notification": quiet,
            "reply_parameters": messages.answering(outgoing.reply_to),
            "rate_limit_args": PUSH,
        }
        if outgoing.file is None:
            content = messages.content_of(outgoing.screen.media, text)
            sent = await messages.send_content(self._bot, chat_id, content, **common)
            return sent.message_id
        # Spreadsheets read UTF-8 only with the mark at its beginning.
        file = InputFile(outgoing.file.text.encode("utf-8-sig"), outgoing.file.name)
        return (await self._bot.send_document(chat_id, file, caption=text, **common)).message_id

    async def _remove(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; `False` if Telegram keeps it, or it is gone."""
        try:
            return await self._bot.delete_message(chat_id, message_id, rate_limit_args=PUSH)
        except BadRequest:
            return False

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Draw a message again; `False` if it is gone, an unchanged one is fine."""
        if not message_id:
            return False
        try:
            await messages.edit_content(
                self._bot, chat_id, message_id, screen, screen.text, rate_limit_args=PUSH
            )
        except BadRequest as error:
            if meaning(error) in _NOT_THERE:
                return False
            if meaning(error) is not Failure.UNCHANGED:
                raise
        return True


def _laid_out(t: Translator, outgoing: OutgoingMessage) -> OutgoingMessage:
    screen = outgoing.screen
    is_caption = outgoing.file is not None or screen.media is not None
    text = messages.laid_out(t, screen.text, is_caption=is_caption)
    return replace(outgoing, screen=replace(screen, text=text))


async def _failure(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    values = message.payload
    text = to.t(
        "😕 Sorry, something went wrong. Try again, or show /support this reference: {reference}",
        reference=values["reference"],
    )
    reply_to = values["reply_to"] if to.chat.type != "private" else None
    return OutgoingMessage(Screen(text), reply_to=reply_to, thread_id=values["thread_id"])


def outcome(error: TelegramError) -> Delivery:
    """Read Telegram's refusal (docs/telegram.md, 6); an unknown token ends the process anyway."""
    if isinstance(error, RetryAfter):
        return TryAgain(error.message, after=seconds(error))
    if isinstance(error, ChatMigrated):
        return Migrated(error.new_chat_id)
    match meaning(error):
        case Failure.GONE:
            return Unreachable(error.message)
        case Failure.MUTE | Failure.NO_TOPIC | Failure.NO_MEDIA:
            return Mute(error.message)
        case Failure.AWAY | Failure.TOKEN:
            return Away(Cause.TELEGRAM_AWAY.value)
    return Undeliverable(error.message)
