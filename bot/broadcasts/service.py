"""Broadcasts: composed, then sent to chats that are written down at the start, one by one."""

from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Any, NamedTuple

from bot.broadcasts import store
from bot.broadcasts.outbox import BroadcastMessage
from bot.broadcasts.rules import (
    TURNS,
    UNDER_WAY,
    BroadcastState,
    Content,
    Kind,
    digest,
)
from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind

DRAW_EVERY = timedelta(seconds=3)


class Result(StrEnum):
    """How it ended with a chat, by the name of the column that counts it."""

    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


class Tapped(NamedTuple):
    """A button of a broadcast, and who has tapped it.

    Attributes:
        digest: of what the button was shown with.
    """

    broadcast_id: int
    owner_id: int
    digest: str = ""


class Verdict(Enum):
    """What has come of a tap."""

    DONE = auto()
    GONE = auto()  # no broadcast of this owner
    UNCHANGED = auto()  # it cannot be done with it (any more)
    OUTDATED = auto()  # the button was shown with something else
    NOBODY = auto()  # no chat is meant


class Answer(NamedTuple):
    """What has come of a tap, and the broadcast as it is now; `None` if it is gone."""

    verdict: Verdict
    broadcast: Broadcast | None = None


async def begin(session: Session, owner_id: int, now: datetime) -> Broadcast:
    """Begin a draft in place of the owner's former one."""
    await store.delete_drafts(session, owner_id)
    draft = Broadcast(owner_id=owner_id, created_at=now)
    await store.add(session, draft)
    return draft


async def get_draft(session: Session, broadcast_id: int, owner_id: int) -> Broadcast | None:
    """Lock and return an owner's draft; `None` if there is none, or it was sent."""
    found = await _own(session, broadcast_id, owner_id)
    return found if found is not None and found.state is BroadcastState.DRAFT else None


async def _own(session: Session, broadcast_id: int, owner_id: int) -> Broadcast | None:
    found = await store.lock(session, broadcast_id)
    return found if found is not None and found.owner_id == owner_id else None


async def compose(
    session: Session, broadcast_id: int, owner_id: int, content: Content
) -> Broadcast | None:
    """Give an owner's draft its content, and return it; `None` if it is no draft any more."""
    draft = await get_draft(session, broadcast_id, owner_id)
    if draft is not None:
        draft.text, draft.entities = content.text, content.entities
        draft.photo, draft.links = content.photo, content.links
    return draft


async def open_draft(session: Session, tapped: Tapped, *, sends: bool = False) -> Answer:
    """Lock the draft that a button is of, if it still is as it was shown.

    Args:
        sends: the button stands for all that is sent, to whom as well.
    """
    found = await _own(session, tapped.broadcast_id, tapped.owner_id)
    if found is None:
        return Answer(Verdict.GONE)
    if found.state is not BroadcastState.DRAFT:
        return Answer(Verdict.UNCHANGED, found)
    shown = digest(found.content, found.audience if sends else None)
    return Answer(Verdict.DONE if tapped.digest == shown else Verdict.OUTDATED, found)


async def choose(
    session: Session,
    tapped: Tapped,
    *,
    kind: Kind | None = None,
    language: str | None = None,
    days: int | None = None,
) -> Answer:
    """Change to whom a draft goes; `None` leaves it as it is."""
    answer = await open_draft(session, tapped)
    draft = answer.broadcast
    if draft is not None and answer.verdict is Verdict.DONE:
        draft.kind = draft.kind if kind is None else kind
        draft.language = draft.language if language is None else language
        draft.days = draft.days if days is None else days
    return answer


async def discard(session: Session, tapped: Tapped) -> Answer:
    """Delete a draft."""
    answer = await open_draft(session, tapped)
    if answer.broadcast is not None and answer.verdict is Verdict.DONE:
        await session.delete(answer.broadcast)
    return answer


async def ask_to_confirm(
    session: Session, tapped: Tapped, now: datetime, *, is_open: bool
) -> Answer:
    """Return a draft that may be confirmed: some chat is meant."""
    answer = await open_draft(session, tapped, sends=True)
    draft = answer.broadcast
    if draft is None or answer.verdict is not Verdict.DONE:
        return answer
    found = await store.count(session, draft, now, is_open=is_open)
    return answer if found else Answer(Verdict.NOBODY, draft)


async def confirm(
    session: Session, tapped: Tapped, message_id: int | None, now: datetime, *, is_open: bool
) -> Answer:
    """Write down to whom a draft goes, and let it go; an audience of nobody changes nothing.

    Args:
        message_id: shows its owner how far it is.
        is_open: chats need not have been let in.
    """
    answer = await open_draft(session, tapped, sends=True)
    draft = answer.broadcast
    if draft is None or answer.verdict is not Verdict.DONE:
        return answer
    draft.message_id = message_id
    await start(session, draft, now, is_open=is_open)
    return answer if draft.total else Answer(Verdict.NOBODY, draft)


async def start(session: Session, draft: Broadcast, now: datetime, *, is_open: bool) -> None:
    """Let a draft go to the chats that it is meant for now, if there are any."""
    draft.total = await store.add_recipients(session, draft, now, is_open=is_open)
    if draft.total:
        draft.state, draft.started_at = BroadcastState.RUNNING, now
        draft.drawn_at = now
        notify_on_commit(session, Topic.BROADCASTS)


async def turn(session: Session, tapped: Tapped, after: BroadcastState, now: datetime) -> Answer:
    """Pause, go on or stop."""
    broadcast = await _own(session, tapped.broadcast_id, tapped.owner_id)
    if broadcast is None:
        return Answer(Verdict.GONE)
    if after not in TURNS.get(broadcast.state, ()):
        return Answer(Verdict.UNCHANGED, broadcast)
    broadcast.state = after
    if after is BroadcastState.STOPPED:
        await store.delete_recipients(session, broadcast.id)
        _end(session, broadcast, now)
    notify_on_commit(session, Topic.BROADCASTS)
    return Answer(Verdict.DONE, broadcast)


async def settle(
    session: Session,
    recipient: Recipient,
    result: Result | None,
    now: datetime,
    error: str = "",
) -> None:
    """Record how it ended with a chat; `None`: it is muted, and does not count."""
    broadcast = await store.lock(session, recipient.broadcast_id)
    if broadcast is None:
        return
    was_left = await store.delete_recipient(session, recipient.id)
    if not was_left and broadcast.state is not BroadcastState.STOPPED:
        return  # another process has taken it over, and counted it
    if result is not None:
        setattr(broadcast, result.value, getattr(broadcast, result.value) + 1)
    broadcast.error = error or broadcast.error
    is_drawn = broadcast.drawn_at is not None and now - broadcast.drawn_at < DRAW_EVERY
    if not is_drawn and broadcast.state in UNDER_WAY:
        _draw(session, broadcast, now)


async def end_sent(session: Session, now: datetime) -> None:
    """End what has no chat left."""
    for broadcast in await store.lock_sent(session):
        broadcast.state = BroadcastState.DONE
        _end(session, broadcast, now)


def _end(session: Session, broadcast: Broadcast, now: datetime) -> None:
    broadcast.ended_at = now
    _draw(session, broadcast, now)
    payload = {"broadcast_id": broadcast.id}
    outbox_store.add(session, broadcast.owner_id, BroadcastMessage.BROADCAST_ENDED, payload, now)


def _draw(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """Have its message show how far it is."""
    broadcast.drawn_at = now
    if broadcast.message_id is not None:
        view: dict[str, Any] = {"view": "broadcast", "broadcast_id": broadcast.id}
        payload = {"message_id": broadcast.message_id, "view": view}
        outbox_store.add(session, broadcast.owner_id, OutboxKind.LIVE_MESSAGE, payload, now)


async def set_muted(session: Session, chat: Chat, *, muted: bool) -> None:
    """Leave a chat out of all broadcasts, or not any more."""
    (await chats.ensure(session, chat)).muted = muted


async def reassign(session: Session, old_id: int, new_id: int) -> None:
    """Follow a group that became a supergroup; it gets each broadcast once."""
    await store.reassign(session, old_id, new_id)
