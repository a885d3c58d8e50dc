"""The outbox in Telegram: each kind of row as a message, each refusal as an outcome."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.broadcasts import screens as broadcast_screens
from bot.broadcasts import store as broadcasts_store
from bot.catalogue.screens import news
from bot.core.access.roles import ChatAccess, Role
from bot.core.access.store import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Database, Session
from bot.core.i18n import Catalogues, Translator
from bot.core.outbox import live_messages
from bot.core.outbox.delivery import (
    Away,
    Delivered,
    Delivery,
    Moved,
    Mute,
    TryAgain,
    Undeliverable,
    Unreachable,
)
from bot.core.outbox.notices import Alert, Notice
from bot.core.outbox.quiet_hours import is_quiet
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram import messages
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.limiter import PUSH
from bot.core.telegram.screen import Screen, button, lines
from bot.orders.buttons import OrderAction, OrderArea
from bot.orders.mass import screens as mass_screens
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.screens import orders as order_screens
from bot.orders.screens import requotes as requote_screens
from bot.orders.screens import texts, unresolved
from bot.orders.store import orders, requotes
from bot.orders.tables import Order
from bot.owners.screens import alerts
from bot.owners.screens import owners as owner_screens
from bot.panel.screens import panels as panel_screens
from bot.panel.screens import status_words as word_screens
from bot.panel.service import panel_state, panels, status_words
from bot.reports.rules.date_ranges import A_DAY
from bot.reports.store.statistics import Scope
from bot.spending.rules.approvals import Verdict
from bot.spending.screens import approvals as approval_screens
from bot.spending.store import approvals, turnover

_DRAWN_OF_VALUES: dict[Alert, Callable[[Translator, dict[str, Any]], Screen]] = {
    Alert.ACCESS_WANTED: owner_screens.access_wanted,
    Alert.LOW_BALANCE: alerts.low_balance,
    Alert.RESTORED: alerts.restored,
}
_NOT_THERE = frozenset({Failure.LOST, Failure.NO_TOPIC})


@dataclass(frozen=True, slots=True)
class File:
    """A text that is sent as a file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What a row of the outbox comes to.

    Attributes:
        redraws: the message that shows the screen; a new one if it is gone and `or_anew`.
        reply_to: what a new message answers, in its topic, if those are still there.
        file: goes with a new message, which then has room for 1,024 characters.
    """

    screen: Screen
    redraws: int | None = None
    or_anew: bool = False
    reply_to: int | None = None
    thread_id: int | None = None
    file: File | None = None


class Push:
    """Delivers rows of the outbox; what a row shows is read when it leaves."""

    def __init__(
        self,
        bot: ExtBot[Any],
        database: Database,
        catalogues: Catalogues,
        clock: Callable[[], datetime],
        refill_wait: timedelta,
    ) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues
        self._clock = clock
        self._refill_wait = refill_wait
        self._kinds: dict[
            str, Callable[[Session, OutboxMessage, Chat], Awaitable[OutgoingMessage | None]]
        ] = {
            OutboxKind.FORM: self._form,
            OutboxKind.NOTICE: self._notice,
            OutboxKind.VIEW: self._view,
            OutboxKind.ALERT: self._alert,
            OutboxKind.NEWS: self._news,
            OutboxKind.FAILURE: self._failure,
            OutboxKind.APPROVAL: self._approval,
            OutboxKind.REQUOTE: self._requote,
            OutboxKind.VERDICT: self._verdict,
            OutboxKind.DECISION: self._decision,
            OutboxKind.MASS_ENDED: self._mass_ended,
            OutboxKind.DIGEST: self._digest,
            OutboxKind.BROADCAST_ENDED: self._broadcast_ended,
            OutboxKind.RESTORED: self._restored,
        }

    async def deliver(self, message: OutboxMessage) -> Delivery:
        """Send one row, and tell how that ended."""
        async with self._database.read() as session:
            chat = await chats.get(session, message.chat_id) or self._unknown(message.chat_id)
            if chat.id != message.chat_id:
                return Moved(chat.id)
            outgoing = await self._kinds[message.kind](session, message, chat)
        if outgoing is None:
            return Delivered()
        zone = self._t(chat).zone
        quiet = is_quiet(self._clock(), zone, chat.quiet_from, chat.quiet_until)
        try:
            sent = await self._post(chat.id, outgoing, quiet=quiet)
        except TelegramError as error:
            return outcome(error)
        if message.kind == OutboxKind.APPROVAL and sent is not None:
            approval_id = message.payload["approval_id"]
            async with self._database.begin() as session:
                await approvals.record_card(session, approval_id, chat.id, sent, self._clock())
        return Delivered()

    def _unknown(self, chat_id: int) -> Chat:
        # An owner who never wrote to the bot: Telegram will refuse, and the row says why.
        now = self._clock()
        return Chat(id=chat_id, type="private", title="", language="en", created_at=now)

    def _t(self, chat: Chat) -> Translator:
        return self._catalogues.translator(chat.language, chat.time_zone)

    async def _form(self, session: Session, message: OutboxMessage, chat: Chat) -> OutgoingMessage:
        order = await _order(session, message)
        held = panel_state.is_held(await panel_state.get(session))
        screen = await order_screens.after_confirm(
            session, self._t(chat), order, held=held, now=self._clock()
        )
        if chat.id != order.chat_id:
            return await _elsewhere(session, order, screen)
        return _about(order, chat, screen, redraws=order.form_message_id)

    async def _notice(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage:
        order, t = await _order(session, message), self._t(chat)
        notice = Notice(message.payload["notice"])
        screen = notice_screen(t, chat, order, notice, message.payload)
        return await _announced(session, order, chat, screen)

    async def _view(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage | None:
        actor = Actor(
            chat=chat,
            user_id=chat.id,
            name="",
            role=Role.BUYER,
            t=self._t(chat),
            refill_wait=self._refill_wait,
        )
        screen = await live_messages.draw(session, message.payload["view"], actor, self._clock())
        return (
            None
            if screen is None
            else OutgoingMessage(screen, redraws=message.payload["message_id"])
        )

    async def _alert(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage | None:
        t, values = self._t(chat), dict(message.payload)
        kind = Alert(values.pop("alert"))
        if await _is_settled(session, kind, values):
            return None
        drawn = _DRAWN_OF_VALUES.get(kind)
        if drawn is not None:
            return OutgoingMessage(drawn(t, values))
        if kind is Alert.NEW_WORD:
            word = await status_words.find(session, values["word_id"])
            return None if word is None else OutgoingMessage(word_screens.word(t, word))
        if kind is Alert.PANEL_CHANGED:
            return OutgoingMessage(panel_screens.changed(t, await panels.affected(session)))
        if kind is Alert.UNRESOLVED:
            order = await _order(session, message)
            values["elsewhere"] = await panel_state.is_elsewhere(session, order)
            return OutgoingMessage(unresolved.card(order, t, self._clock(), values))
        return OutgoingMessage(owner_screens.alert(t, kind, values))

    async def _news(self, _: Session, message: OutboxMessage, chat: Chat) -> OutgoingMessage:
        # There may be thousands of lines.
        screen, table = await asyncio.to_thread(news.news, self._t(chat), message.payload)
        return OutgoingMessage(screen, file=File("services.csv", table) if table else None)

    async def _digest(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage:
        until = datetime.fromisoformat(message.payload["until"])
        scope = Scope(chat_id=None, user_id=None, since=until - A_DAY, until=until)
        day, state = await turnover.summed(session, scope), await panel_state.get(session)
        days_left = await turnover.lasts(session, state, until)
        return OutgoingMessage(alerts.digest(self._t(chat), day, state, days_left, until))

    async def _failure(self, _: Session, message: OutboxMessage, chat: Chat) -> OutgoingMessage:
        values, t = message.payload, self._t(chat)
        text = t(
            "😕 Something went wrong, sorry. Reference: {reference}", reference=values["reference"]
        )
        reply_to = values["reply_to"] if chat.type != "private" else None
        return OutgoingMessage(Screen(text), reply_to=reply_to, thread_id=values["thread_id"])

    async def _decision(self, _: Session, message: OutboxMessage, chat: Chat) -> OutgoingMessage:
        t = self._t(chat)
        if message.payload["approved"]:
            return OutgoingMessage(
                Screen(t("✅ This chat was let in. Order with /order, or see /help."))
            )
        return OutgoingMessage(
            Screen(t("🚫 This bot is private, and the request for this chat was refused."))
        )

    async def _restored(self, _: Session, __: OutboxMessage, chat: Chat) -> OutgoingMessage:
        return OutgoingMessage(alerts.closed_by_restore(self._t(chat)))

    async def _approval(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage:
        approval = await approvals.get(session, message.payload["approval_id"])
        screen = await approval_screens.card(session, approval, self._t(chat), chat, self._clock())
        if chat.id != approval.chat_id:
            return OutgoingMessage(screen)
        about = await approvals.about(session, approval)
        return OutgoingMessage(screen, reply_to=about.source_message_id, thread_id=about.thread_id)

    async def _requote(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage:
        t, mass_id = self._t(chat), message.payload.get("mass_id")
        about: Order | MassOrder
        if mass_id is None:
            about = await _order(session, message)
            screen = requote_screens.of_order(about, t)
        else:
            about = await session.get_one(MassOrder, mass_id)
            asked = await requotes.asked_of_list(session, mass_id)
            screen = requote_screens.of_list(about, asked, t)
        if chat.id != about.chat_id:
            return await _elsewhere(session, about, screen)
        reply_to = about.source_message_id if chat.type != "private" else None
        return OutgoingMessage(screen, reply_to=reply_to, thread_id=about.thread_id)

    async def _verdict(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage:
        approval = await approvals.get(session, message.payload["approval_id"])
        found = await session.get_one(MassOrder, approval.mass_id)
        screen = approval_screens.told(approval, found, self._t(chat))
        if chat.id != found.chat_id:
            return await _elsewhere(session, found, screen)
        reply_to = found.source_message_id if chat.type != "private" else None
        return OutgoingMessage(screen, reply_to=reply_to, thread_id=found.thread_id)

    async def _mass_ended(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage:
        found = await session.get_one(MassOrder, message.payload["mass_id"])
        screen = await mass_screens.ended(session, found, self._t(chat))
        return await _announced(session, found, chat, screen)

    async def _broadcast_ended(
        self, session: Session, message: OutboxMessage, chat: Chat
    ) -> OutgoingMessage | None:
        found = await broadcasts_store.get(session, message.payload["broadcast_id"])
        if found is None:
            return None
        return OutgoingMessage(
            broadcast_screens.report(found, self._t(chat)), reply_to=found.message_id
        )

    async def _post(self, chat_id: int, outgoing: OutgoingMessage, *, quiet: bool) -> int | None:
        """Deliver a letter; the message's number if it is a new one."""
        if outgoing.redraws is not None:
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
            return (await self._bot.send_message(chat_id, text, **common)).message_id
        # Spreadsheets read UTF-8 only with the mark at its beginning.
        file = InputFile(outgoing.file.text.encode("utf-8-sig"), outgoing.file.name)
        return (await self._bot.send_document(chat_id, file, caption=text, **common)).message_id

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Draw a message again; `False` if it is gone, an unchanged one is fine."""
        if not message_id:
            return False
        try:
            await self._bot.edit_message_text(
                screen.text,
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=screen.keyboard,
                rate_limit_args=PUSH,
            )
        except BadRequest as error:
            if meaning(error) in _NOT_THERE:
                return False
            if meaning(error) is not Failure.UNCHANGED:
                raise
        return True


async def _is_settled(session: Session, kind: Alert, values: dict[str, Any]) -> bool:
    """Return whether what owners are asked was decided while it was on its way, or kept."""
    if kind is Alert.ACCESS_WANTED:
        asks = await chats.get(session, values["chat_id"])
        return asks is None or asks.standing is not ChatAccess.ASKED
    if kind is Alert.UNRESOLVED:
        order = await orders.get(session, values["order_id"])
        return order.state is not OrderState.UNKNOWN
    return False


async def _order(session: Session, message: OutboxMessage) -> Order:
    return await orders.get(session, message.payload["order_id"])


def _about(
    order: Order, chat: Chat, screen: Screen, redraws: int | None = None
) -> OutgoingMessage:
    """Draw the form's message again; one in its place answers, in a group, what ordered."""
    return OutgoingMessage(
        screen,
        redraws=redraws,
        or_anew=True,
        reply_to=order.source_message_id if chat.type != "private" else None,
        thread_id=order.thread_id,
    )


async def _announced(
    session: Session, ordered: Order | MassOrder, chat: Chat, screen: Screen
) -> OutgoingMessage:
    """Answer the message that ordered, or go where the group's settings want it told."""
    if chat.id != ordered.chat_id:
        return await _elsewhere(session, ordered, screen)
    if chat.topic_id not in {None, ordered.thread_id}:
        return OutgoingMessage(screen, thread_id=chat.topic_id)
    reply_to = ordered.source_message_id if chat.type != "private" else None
    return OutgoingMessage(screen, reply_to=reply_to, thread_id=ordered.thread_id)


async def _elsewhere(
    session: Session, ordered: Order | MassOrder, screen: Screen
) -> OutgoingMessage:
    """Tell of a group's order in a private chat, of who ordered or of an owner."""
    group = await chats.get(session, ordered.chat_id)
    where = Markup("👥 {}").format(group.title if group else "")
    return OutgoingMessage(Screen(lines(screen.text, where)))


def outcome(error: TelegramError) -> Delivery:
    """Read Telegram's refusal (docs/telegram.md, 6).

    Raises:
        InvalidToken: nothing can be delivered by this process any more.
    """
    if isinstance(error, RetryAfter):
        return TryAgain(error.message, after=messages.seconds(error))
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    match meaning(error):
        case Failure.GONE:
            return Unreachable(error.message)
        case Failure.MUTE | Failure.NO_TOPIC | Failure.NO_MEDIA:
            return Mute(error.message)
        case Failure.TOKEN:
            raise error
        case Failure.AWAY:
            return Away(error.message)
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
        _why(t, order, notice, words),
        Markup("👤 {}").format(texts.person(order.user_id, order.user_name))
        if chat.type != "private"
        else None,
    )
    data = pack(OrderArea.ORDER, order.id, OrderAction.OPEN)
    return Screen(text, [[button(t.plain("🔎 Details"), data)]])


_WITH_WORDS = frozenset(
    {
        Notice.REFILL_REFUSED,
        Notice.REFILL_REJECTED,
        Notice.REFILL_CHECKING,
        Notice.CANCEL_REFUSED,
        Notice.CANCEL_CHECKING,
        Notice.ATTENTION,
    }
)


def _why(t: Translator, order: Order, notice: Notice, words: str | None) -> Markup | None:
    if notice is Notice.REJECTED:
        return texts.refusal(t, order)
    if notice is Notice.REFUSED:
        return texts.not_approved(t, order)
    if notice is Notice.APPROVED:
        return texts.verdict(t, Verdict.APPROVED, words or "")
    if not words or notice not in _WITH_WORDS:
        return None
    return t("The provider says: {words}", words=words[: texts.WORDS_SHOWN])
