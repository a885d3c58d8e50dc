"""Refills that the panel has accepted are followed to their end."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.database.claims import is_held
from bot.core.database.engine import Database, Session
from bot.core.database.leases import Leases
from bot.core.loops.options import WorkerOptions
from bot.orders.rules.schedule import next_check
from bot.panel.api.client import BATCH
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import PanelError, RefusedError
from bot.panel.api.reader import RefillReport
from bot.panel.rules.refusals import word_to_show
from bot.panel.rules.statuses import RefillState
from bot.panel.service.taught_words import TaughtWords
from bot.refills.service import refills
from bot.refills.store import requests
from bot.refills.tables import Refill

logger = logging.getLogger(__name__)


class RunningRefills:
    """Asks how running refills stand, 100 a call."""

    def __init__(
        self,
        database: Database,
        panel: ConnectedPanel,
        leases: Leases,
        options: WorkerOptions,
    ) -> None:
        self._database = database
        self._panel_id = panel.id
        self._panel = panel.client
        self._leases = leases
        self._options = options
        self._words = TaughtWords(database, options)

    async def step(self) -> bool:
        """Check one batch of due refills."""
        async with self._database.begin() as session:
            due = await requests.claim_refills(
                session,
                self._panel_id,
                [RefillState.PENDING, RefillState.IN_PROGRESS],
                now=self._options.clock(),
                limit=BATCH,
            )
        if not due:
            return False
        with self._leases.held(*due):
            numbers = [refill.provider_refill_id for refill in due if refill.provider_refill_id]
            said = await self._words.of_refills(await self._ask(numbers) if numbers else {})
            async with self._database.begin() as session:
                for refill in due:
                    stored = await session.get_one(Refill, refill.id, with_for_update=True)
                    answer = said.get(stored.provider_refill_id or "")
                    if is_held(stored, refill):
                        await self._record(session, stored, answer, self._options.clock())
        return len(due) == BATCH

    async def _ask(self, numbers: Sequence[str]) -> Mapping[str, RefillReport | RefusedError]:
        try:
            if len(numbers) == 1:
                return {numbers[0]: await self._panel.refill_status(numbers[0])}
            return await self._panel.refill_statuses(numbers)
        except RefusedError as error:
            return {numbers[0]: error} if len(numbers) == 1 else {}
        except PanelError as error:
            logger.warning("refill_check_failed", extra={"error": error.text})
            return {}

    async def _record(
        self,
        session: Session,
        refill: Refill,
        answer: RefillReport | RefusedError | None,
        now: datetime,
    ) -> None:
        refill.lease_until = None
        if refill.provider_refill_id is None:
            # It was accepted, and nobody can say more; it must not block the next one for ever.
            await refills.transition(session, refill, RefillState.UNKNOWN, now=now)
            return
        state = answer.state if isinstance(answer, RefillReport) else None
        if isinstance(answer, RefillReport):
            refill.words = answer.word
        refill.attempts = 0 if state is not None else refill.attempts + 1
        refill.due_at = next_check(
            now, refill.created_at, self._options.poll_seconds, refill.attempts
        )
        if state is not None:
            words = answer.word if isinstance(answer, RefillReport) else ""
            shown = word_to_show(words)
            await refills.transition(session, refill, state, now=now, words=words, shown=shown)
