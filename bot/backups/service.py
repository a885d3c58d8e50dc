"""What happens with backups: made or failed, sent or not; owners hear of what is wrong."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.backups import store
from bot.backups.rules import AGAIN_AFTER, OLD, SEND_FOR, next_due
from bot.backups.tables import BackupState
from bot.core.database.claims import is_held
from bot.core.database.engine import Session
from bot.core.loops.options import pause
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert

LONGEST_ERROR = 300  # characters


async def get(session: Session) -> BackupState:
    """Return how the backups stand."""
    return await store.find(session)


async def release(session: Session, claimed: BackupState) -> BackupState | None:
    """Lock the row after work on it, free for the next; `None` if another process has it."""
    state = await store.lock(session)
    if state is None or not is_held(state, claimed):
        return None
    state.lease_until = None
    return state


def record_made(
    session: Session,
    state: BackupState,
    unsent: Sequence[Path],
    *,
    owners: Collection[int],
    hour: int,
    now: datetime,
) -> None:
    """Write down that a copy was made, and which files of it are to be sent."""
    if state.failing_since is not None:
        outbox_store.add_alert(session, owners, Alert.BACKUP_AGAIN, now)
    state.made_at, state.error, state.failing_since, state.old_told = now, "", None, False
    state.unsent, state.attempts = [str(file) for file in unsent], 0
    state.due_at = now if unsent else next_due(now, hour)


def record_failed(
    session: Session, state: BackupState, error: str, owners: Collection[int], now: datetime
) -> None:
    """Write down that no copy could be made; owners hear of it once, and when the last is old."""
    made_at = state.made_at.isoformat() if state.made_at else ""
    words = state.error = error[:LONGEST_ERROR]
    state.due_at = now + AGAIN_AFTER
    if state.failing_since is None:
        state.failing_since = now
        outbox_store.add_alert(
            session, owners, Alert.BACKUP_FAILED, now, words=words, made_at=made_at
        )
    elif not state.old_told and now - (state.made_at or state.failing_since) > OLD:
        state.old_told = True
        outbox_store.add_alert(
            session, owners, Alert.BACKUP_OLD, now, words=words, made_at=made_at
        )


def record_sent(state: BackupState, hour: int, now: datetime) -> None:
    """Write down that the first of the files has arrived."""
    state.unsent, state.attempts = state.unsent[1:], 0
    state.due_at = now if state.unsent else next_due(now, hour)


def postpone(state: BackupState, after: float | None, now: datetime) -> None:
    """Send the first of the files again later."""
    state.attempts += 1
    state.due_at = now + pause(state.attempts, after)


def is_late(state: BackupState, now: datetime) -> bool:
    """Return whether a copy has waited too long to be sent."""
    return state.made_at is None or now - state.made_at > SEND_FOR


def drop_unsent(
    session: Session,
    state: BackupState,
    error: str,
    *,
    owners: Collection[int],
    hour: int,
    now: datetime,
) -> None:
    """Send no more of the last copy, and tell owners why."""
    state.unsent, state.attempts = [], 0
    state.due_at = next_due(now, hour)
    words = error[:LONGEST_ERROR]
    outbox_store.add_alert(session, owners, Alert.BACKUP_NOT_SENT, now, words=words)


def is_old(state: BackupState, now: datetime) -> bool:
    """Return whether the last copy is older than it may be."""
    return state.made_at is not None and now - state.made_at > OLD


def age(state: BackupState, now: datetime) -> timedelta | None:
    """Return how old the last copy is; `None`: none was ever made."""
    return None if state.made_at is None else max(now - state.made_at, timedelta())
