"""Updates that cannot be handled: kept as dead letters with the error; whoever wrote is told."""

from datetime import datetime
from typing import Any

from telegram.error import TelegramError

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.database.errors import DatabaseError, is_passing, reason
from bot.core.dead_letters import Cause, ProblemKind, reference
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.core.telegram.errors import Failure, meaning


def cause(error: BaseException | None) -> str:
    """Return why an update cannot be handled, in words; `None`: the process ended each time.

    What only a programmer can use, a traceback, is in the log.
    """
    match error:
        case None:
            return Cause.PROCESS_ENDED.value
        case TelegramError():
            is_away = meaning(error) in {Failure.AWAY, Failure.FLOOD}
            return Cause.TELEGRAM_AWAY.value if is_away else f"{Cause.TELEGRAM}: {error.message}"
        case DatabaseError() if is_passing(error):
            return f"{Cause.DATABASE}: {reason(error)}"
    return Cause.FAILED.value


async def dead_letter(session: Session, update: InboxUpdate, error: str, now: datetime) -> bool:
    """Handle an update no more; who wrote is told. `False` if it no longer exists."""
    row = await session.get(InboxUpdate, update.update_id)
    if row is None:
        return False
    row.error, row.lease_until = error, None
    tapped = row.payload.get("callback_query")
    message = tapped.get("message") if isinstance(tapped, dict) else row.payload.get("message")
    if isinstance(message, dict) and (tapped or _is_for_the_bot(message)):
        payload = {
            "reference": reference(ProblemKind.UPDATE, row.update_id),
            "reply_to": message.get("message_id"),
            "thread_id": message.get("message_thread_id"),
        }
        outbox_store.add(session, row.lane, OutboxKind.FAILURE, payload, now)
    notify_on_commit(session, Topic.INBOX)
    return True


def _is_for_the_bot(message: dict[str, Any]) -> bool:
    """Return whether a message waits for an answer; in a group much is said to others."""
    chat = message.get("chat")
    is_private = isinstance(chat, dict) and chat.get("type") == "private"
    return is_private or str(message.get("text", "")).startswith("/")
