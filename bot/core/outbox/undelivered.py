"""Messages that cannot be delivered: each goes to the next best chat, or is kept for its owner.

What is about a group's order is for the group, else for the person who ordered, in private, else
for the owners. A row knows where it has been tried, so that nobody is told twice.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.recipients import recipients
from bot.core.outbox.tables import OutboxMessage


class Subject(Protocol):
    """What a message is about: something that a person has ordered in a chat."""

    chat_id: int
    user_id: int


LoadSubject = Callable[[Session, OutboxMessage], Awaitable[Subject | None]]
IsAnnouncedElsewhere = Callable[[Session, OutboxMessage, Subject, Chat], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What becomes of a kind of message where its chat cannot get it.

    Attributes:
        subject: loads what it is about; `None`: nobody else is told.
        is_kept: owners have to know it, also later: theirs waits until they come.
        is_local: it only means something where it was asked for.
        is_for_owners: nobody but owners is told instead.
        announced_elsewhere: another row tells of the same.
    """

    subject: LoadSubject | None = None
    is_kept: bool = False
    is_local: bool = False
    is_for_owners: bool = False
    announced_elsewhere: IsAnnouncedElsewhere | None = None


class Undelivered:
    """Decides where messages go that their chats cannot get.

    Args:
        fallbacks: by the kind of message; of another one nobody else is told.
    """

    def __init__(self, fallbacks: Mapping[str, Fallback]) -> None:
        self._fallbacks = fallbacks

    async def pass_on(
        self, session: Session, message: OutboxMessage, owners: Collection[int], now: datetime
    ) -> bool:
        """Have a message delivered at the next best chat; `False` if there is none."""
        row = await session.get(OutboxMessage, message.id, with_for_update=True)
        if row is None:
            return True
        fallback = self._of(row)
        about = await fallback.subject(session, row) if fallback.subject else None
        chat = await session.get(Chat, about.chat_id) if about else None
        if about is None or chat is None or chat.type == "private":
            if not fallback.is_local:
                return False
            await session.delete(row)
            return True
        if not (
            fallback.announced_elsewhere
            and await fallback.announced_elsewhere(session, row, about, chat)
        ):
            alternatives = () if fallback.is_for_owners else (about.chat_id, about.user_id)
            for chat_id, payload in await _next(session, row, alternatives, owners):
                outbox_store.add(session, chat_id, row.kind, payload, now)
        await session.delete(row)
        return True

    async def record_unreachable(
        self, session: Session, chat_id: int, owners: Collection[int], now: datetime
    ) -> None:
        """Record that a chat cannot be reached: its messages are passed on, kept, or gone."""
        await chats.set_reachable(session, chat_id, reachable=False)
        for row in await outbox_store.living_of(session, chat_id):
            if chat_id in owners and self._of(row).is_kept:
                row.kept, row.lease_until = True, None
            elif not await self.pass_on(session, row, owners, now):
                await session.delete(row)
        await session.flush()
        await outbox_store.forget_dead(session, chat_id)

    def _of(self, row: OutboxMessage) -> Fallback:
        return self._fallbacks.get(row.kind, Fallback())


async def _next(
    session: Session, row: OutboxMessage, alternatives: Sequence[int], owners: Collection[int]
) -> Sequence[tuple[int, dict[str, Any]]]:
    """Return who is told instead, and the payload of each: a chat, or else all owners."""
    payload = {key: value for key, value in row.payload.items() if key != "alone"}
    tried = {*payload.get("tried", ()), row.chat_id}
    for chat_id in alternatives:
        if chat_id not in tried and await _is_open(session, chat_id):
            return [(chat_id, payload | {"tried": sorted({*tried, chat_id})})]
    everywhere = sorted({*tried, *owners})
    return [(to, payload | {"tried": everywhere}) for to in owners if to not in tried]


async def is_announced_elsewhere(
    session: Session, row: OutboxMessage, about: Subject, chat: Chat
) -> bool:
    """Return whether an announcement has a row for another chat, too, that has not been tried."""
    if "alone" in row.payload or "tried" in row.payload:
        return False
    if row.chat_id != chat.id:
        return True  # the group has a row of its own
    notified = {to for to, _ in await recipients(session, chat, about.user_id)}
    return bool(notified - {chat.id})


async def _is_open(session: Session, chat_id: int) -> bool:
    chat = await session.get(Chat, chat_id)
    return chat is not None and chat.reachable
