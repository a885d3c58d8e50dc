"""What a row of the outbox comes to as a message; each feature composes its own kinds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from markupsafe import Markup

from bot.core.access.roles import Role
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.i18n import Translator
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen, lines


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
        removes: the message goes; where Telegram keeps it (after 48 hours) it shows the screen.
        reply_to: what a new message answers, in its topic, if those are still there.
        file: goes with a new message, which then has room for 1,024 characters.
    """

    screen: Screen
    redraws: int | None = None
    or_anew: bool = False
    removes: bool = False
    reply_to: int | None = None
    thread_id: int | None = None
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a message goes, and when.

    Attributes:
        refill_wait: the panel's pause before a refill, which cards tell of.
    """

    chat: Chat
    t: Translator
    now: datetime
    refill_wait: timedelta


def viewer_of(to: Addressee) -> Actor:
    """Return as whom a message is drawn that nobody has asked for: somebody who may order."""
    return Actor(
        chat=to.chat,
        user_id=to.chat.id,
        name="",
        role=Role.BUYER,
        t=to.t,
        refill_wait=to.refill_wait,
    )


Compose = Callable[[Session, OutboxMessage, Addressee], Awaitable[OutgoingMessage | None]]
"""Loads what a row is about and draws it; `None` if there is nothing to tell any more."""

RecordSent = Callable[[Session, OutboxMessage, int, datetime], Awaitable[None]]
"""Keeps the number of the message that a row became."""

LiveMessage = dict[str, Any]
"""What a message shows, so that it can be drawn again; `view` names who draws it."""

DrawLiveMessage = Callable[[Session, LiveMessage, Actor, datetime], Awaitable[Screen | None]]
"""Draws a message again as it is now; `None` if there is nothing to show any more."""


class Ordered(Protocol):
    """What was ordered somewhere: an order or a list of them."""

    chat_id: int
    thread_id: int | None
    source_message_id: int | None


async def announced(
    session: Session, ordered: Ordered, to: Addressee, screen: Screen
) -> OutgoingMessage:
    """Answer the message that ordered, or go where the group's settings want it told."""
    if to.chat.id == ordered.chat_id and to.chat.topic_id not in {None, ordered.thread_id}:
        return OutgoingMessage(screen, thread_id=to.chat.topic_id)
    return await answering(session, ordered, to, screen)


async def answering(
    session: Session, ordered: Ordered, to: Addressee, screen: Screen
) -> OutgoingMessage:
    """Answer the message that ordered; elsewhere, say which group this is about."""
    if to.chat.id != ordered.chat_id:
        group = await chats.get(session, ordered.chat_id)
        where = Markup("👥 {}").format(group.title if group else "")
        return OutgoingMessage(Screen(lines(screen.text, where)))
    reply_to = ordered.source_message_id if to.chat.type != "private" else None
    return OutgoingMessage(screen, reply_to=reply_to, thread_id=ordered.thread_id)
