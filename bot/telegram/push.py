"""The outbox in Telegram: each kind of row as a message, each refusal as an outcome."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup
from telegram import Message, ReplyParameters
from telegram.error import (
    BadRequest,
    ChatMigrated,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.domain.access import Role
from bot.domain.delivery import Delivered, Delivery, Moved, TryAgain, Undeliverable, Unreachable
from bot.domain.notices import Alert, Notice
from bot.domain.orders import OrderState
from bot.i18n import Catalogues, Translator
from bot.storage import chats, panel
from bot.storage.engine import Database
from bot.storage.outbox import OutboxKind
from bot.storage.tables import Chat, Hold, Order, OutboxMessage
from bot.telegram import talk, texts, views
from bot.telegram.callback_data import Area, OrderAction, pack
from bot.telegram.context import Visit
from bot.telegram.screens import orders as order_screens
from bot.telegram.screens import owners as owner_screens
from bot.telegram.screens.screen import Screen, button, lines

PRIORITY = "push"  # bot/telegram/limiter.py: answers to people go before pushes
_NO_TOPIC = "message thread not found"


class Push:
    """Delivers rows of the outbox; what a row shows is read when it leaves."""

    def __init__(
        self,
        bot: ExtBot[Any],
        database: Database,
        catalogues: Catalogues,
        clock: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues
        self._clock = clock
        self._kinds: dict[str, Callable[[OutboxMessage, Chat], Awaitable[None]]] = {
            OutboxKind.FORM: self._form,
            OutboxKind.NOTICE: self._notice,
            OutboxKind.VIEW: self._view,
            OutboxKind.ALERT: self._alert,
            OutboxKind.FAILURE: self._failure,
            OutboxKind.DECISION: self._decision,
        }

    async def deliver(self, message: OutboxMessage) -> Delivery:
        """Send one row, and tell how that ended."""
        async with self._database.read() as session:
            chat = await chats.get(session, message.chat_id)
        if chat is None:
            chat = self._unknown_chat(message.chat_id)
        try:
            await self._kinds[message.kind](message, chat)
        except TelegramError as error:
            return outcome(error)
        return Delivered()

    def _unknown_chat(self, chat_id: int) -> Chat:
        # An owner who never wrote to the bot: Telegram will refuse, and the row says why.
        now = self._clock()
        return Chat(id=chat_id, type="private", title="", language="en", created_at=now)

    def _t(self, chat: Chat) -> Translator:
        return self._catalogues.translator(chat.language)

    async def _form(self, message: OutboxMessage, chat: Chat) -> None:
        async with self._database.read() as session:
            order = await session.get_one(Order, message.payload["order_id"])
            held = (
                order.state is OrderState.QUEUED
                and (await panel.look(session)).hold is not Hold.NONE
            )
        screen = order_screens.after_confirm(self._t(chat), order, held=held)
        if order.form_message_id is None or not await self._edit(
            chat.id, order.form_message_id, screen
        ):
            await self._reply(chat, order, screen)

    async def _notice(self, message: OutboxMessage, chat: Chat) -> None:
        order, t = await self._order(message), self._t(chat)
        notice = Notice(message.payload["notice"])
        await self._reply(chat, order, notice_screen(t, chat, order, notice, message.payload))

    async def _view(self, message: OutboxMessage, chat: Chat) -> None:
        visit = Visit(chat=chat, user_id=chat.id, name="", role=Role.BUYER, t=self._t(chat))
        async with self._database.read() as session:
            screen = await views.draw(session, message.payload["view"], visit, self._clock())
        if screen is not None:
            await self._edit(chat.id, message.payload["message_id"], screen)

    async def _alert(self, message: OutboxMessage, chat: Chat) -> None:
        t, values = self._t(chat), dict(message.payload)
        kind = Alert(values.pop("alert"))
        if kind is Alert.ACCESS_WANTED:
            screen = owner_screens.access_wanted(t, values)
        elif kind is Alert.UNRESOLVED:
            order = await self._order(message)
            screen = owner_screens.unresolved(order, t, self._clock(), values.get("note", ""))
        else:
            screen = owner_screens.alert(t, kind, values)
        await self._send(chat.id, screen)

    async def _failure(self, message: OutboxMessage, chat: Chat) -> None:
        values = message.payload
        text = self._t(chat)(
            "😕 Something went wrong, sorry. Reference: {reference}", reference=values["reference"]
        )
        reply_to = values["reply_to"] if chat.type != "private" else None
        await self._send(chat.id, Screen(text), reply_to, values["thread_id"])

    async def _decision(self, message: OutboxMessage, chat: Chat) -> None:
        t = self._t(chat)
        if message.payload["approved"]:
            text = t("✅ This chat was let in. Order with /order, or see /help.")
        else:
            text = t("🚫 This bot is private, and the request for this chat was refused.")
        await self._send(chat.id, Screen(text))

    async def _order(self, message: OutboxMessage) -> Order:
        async with self._database.read() as session:
            return await session.get_one(Order, message.payload["order_id"])

    async def _reply(self, chat: Chat, order: Order, screen: Screen) -> None:
        """In a group answer the message that ordered, in its topic, if that is still there."""
        asked = order.source_message_id if chat.type != "private" else None
        try:
            await self._send(order.chat_id, screen, asked, order.thread_id)
        except BadRequest as error:
            if _NO_TOPIC not in error.message.lower():
                raise
            await self._send(order.chat_id, screen, asked)

    async def _send(
        self,
        chat_id: int,
        screen: Screen,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Message:
        reply = None
        if reply_to is not None:
            reply = ReplyParameters(reply_to, allow_sending_without_reply=True)
        return await self._bot.send_message(
            chat_id,
            screen.text,
            reply_markup=screen.keyboard,
            message_thread_id=thread_id,
            reply_parameters=reply,
            rate_limit_args=PRIORITY,
        )

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Draw a message again; `False` if it is gone, an unchanged one is fine."""
        try:
            await self._bot.edit_message_text(
                screen.text,
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=screen.keyboard,
                rate_limit_args=PRIORITY,
            )
        except BadRequest as error:
            if talk.is_lost(error):
                return False
            if not talk.is_unchanged(error):
                raise
        return True


def outcome(error: TelegramError) -> Delivery:
    """Read Telegram's refusal (telegram-facts: `telegram.error`).

    Raises:
        InvalidToken: nothing can be delivered by this process any more.
    """
    match error:
        case RetryAfter():
            return TryAgain(error.message, after=talk.seconds(error))
        case _ if talk.is_unreachable(error):
            return Unreachable(error.message)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case InvalidToken():
            raise error
        case NetworkError() if not isinstance(error, BadRequest):
            return TryAgain(error.message)
    return Undeliverable(error.message)


def notice_screen(
    t: Translator, chat: Chat, order: Order, notice: Notice, values: dict[str, Any]
) -> Screen:
    """Put a change of an order into words, with what was true when it happened."""
    name = texts.order_name(order)
    remains = values.get("remains")
    words = values.get("words")
    text = lines(
        t(texts.NOTICE_TEXTS[notice], order=name, number=order.provider_order_id or "—"),
        Markup("{}").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        t(
            "Not delivered: {number} of {quantity}",
            number=t.number(max(remains, 0)),
            quantity=t.number(order.quantity),
        )
        if notice is Notice.PARTIAL and remains is not None
        else None,
        texts.refusal(t, order) if notice is Notice.REJECTED else _words(t, notice, words),
        Markup("👤 {}").format(texts.person(order.user_id, order.user_name))
        if chat.type != "private"
        else None,
    )
    data = pack(Area.ORDER, order.id, OrderAction.OPEN)
    return Screen(text, [[button(t.plain("🔎 Details"), data)]])


_WITH_WORDS = frozenset(
    {Notice.REFILL_REFUSED, Notice.REFILL_REJECTED, Notice.CANCEL_REFUSED, Notice.ATTENTION}
)


def _words(t: Translator, notice: Notice, words: str | None) -> Markup | None:
    if not words or notice not in _WITH_WORDS:
        return None
    return t("The provider says: {words}", words=words[: texts.WORDS_SHOWN])
