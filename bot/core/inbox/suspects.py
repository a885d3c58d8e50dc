"""Updates during which the process has ended: each is handled alone, to tell which one ends it.

Otherwise one update that kills the process takes those with it that are in hand beside it: they
would become dead letters together, a Confirm among them.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.core.inbox import store as inbox_store
from bot.core.inbox.tables import InboxUpdate

CHECK_EVERY = timedelta(seconds=1)
LONGEST_ALONE = timedelta(seconds=30)
"""So long the others wait for one; a handler that hangs does not stop the bot."""


class Suspects:
    """Decides what is taken next: what is under suspicion alone, anything else side by side.

    Args:
        wake: set when the loop may take more.
    """

    def __init__(self, wake: asyncio.Event) -> None:
        self._wake = wake
        self._first_attempts: set[int] = set()  # updates whose handler runs for the first time
        self._check_at: datetime | None = None
        self._wait_until: datetime | None = None  # others wait while there is a suspect

    async def claim(self, session: Session, *, now: datetime, limit: int) -> Sequence[InboxUpdate]:
        """Take what is handled next; nothing while a suspect is in hand, or others before it."""
        if self._wait_until is None and (self._check_at is None or now >= self._check_at):
            self._check_at = now + CHECK_EVERY
            if await inbox_store.has_suspect(session, now):
                self._wait_until = now + LONGEST_ALONE
        if self._wait_until is None:
            return await inbox_store.claim(session, now=now, limit=limit)
        if self._first_attempts and now < self._wait_until:
            return ()
        suspects = await inbox_store.claim_suspect(session, now=now)
        if suspects:
            self._wait_until = now + LONGEST_ALONE
            return suspects
        self._wait_until = None
        return await inbox_store.claim(session, now=now, limit=limit)

    @contextmanager
    def first_attempt(self, update_id: int) -> Iterator[None]:
        """Count an update as in hand, until its first attempt has `ended`."""
        self._first_attempts.add(update_id)
        try:
            yield
        finally:
            self.ended(update_id)

    def ended(self, update_id: int) -> None:
        """Note that an attempt has ended without ending the process."""
        self._first_attempts.discard(update_id)
        if self._wait_until is not None:
            self._wake.set()
