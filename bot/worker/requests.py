"""Refills and cancellations that people asked for: sent once, then followed to their end."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.schedule import next_look
from bot.domain.statuses import RefillState
from bot.provider.client import BATCH, ProviderClient
from bot.provider.errors import (
    BusyError,
    NotSentError,
    ProviderError,
    RefusedError,
    UnclearError,
)
from bot.provider.reader import RefillReport
from bot.storage import orders, requests
from bot.storage.engine import Database, Session
from bot.storage.tables import CancelRequest, CancelState, Order, Refill
from bot.worker.options import WorkerOptions, pause

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
AT_ONCE = 10
NOT_FOLLOWED = timedelta(hours=24)
"""A refill without an id cannot be asked about; after this long another may be asked for."""
STOPPED = "the bot was stopped while the request was on its way"


class Requests:
    """Sends refill and cancel requests; unclear ends are told as such and never sent again."""

    def __init__(
        self, database: Database, provider: ProviderClient, options: WorkerOptions
    ) -> None:
        self._database = database
        self._provider = provider
        self._options = options

    async def step(self) -> bool:
        """Send what is due, and look at running refills."""
        await self._give_up_lost()
        refills, cancels = await self._claim()
        for refill in refills:
            await self._refill(refill)
        for request in cancels:
            await self._cancel(request)
        looked = await self._follow()
        return bool(refills or cancels or looked)

    async def _claim(self) -> tuple[Sequence[Refill], Sequence[CancelRequest]]:
        """Take due requests and commit that they are about to leave."""
        now = self._options.clock()
        async with self._database.begin() as session:
            refills = await requests.claim_refills(
                session, [RefillState.QUEUED], now=now, lease=LEASE, limit=AT_ONCE
            )
            cancels = await requests.claim_cancels(
                session, [CancelState.QUEUED], now=now, lease=LEASE, limit=AT_ONCE
            )
            for refill in refills:
                refill.state = RefillState.REQUESTING
            for request in cancels:
                request.state = CancelState.REQUESTING
        return refills, cancels

    async def _number(self, order_id: int) -> str:
        async with self._database.read() as session:
            return (await session.get_one(Order, order_id)).provider_order_id or ""

    async def _refill(self, refill: Refill) -> None:
        outcome: str | ProviderError | None
        try:
            outcome = await self._provider.refill(await self._number(refill.order_id))
        except ProviderError as error:
            outcome = error
        now = self._options.clock()
        async with self._database.begin() as session:
            stored = await session.get_one(Refill, refill.id)
            stored.lease_until = None
            if isinstance(outcome, BusyError | NotSentError):
                stored.state, stored.attempts = RefillState.QUEUED, stored.attempts + 1
                stored.due_at = now + pause(stored.attempts)
            elif isinstance(outcome, ProviderError):
                after = (
                    RefillState.REFUSED
                    if isinstance(outcome, RefusedError)
                    else RefillState.UNKNOWN
                )
                await requests.move_refill(session, stored, after, now=now, words=outcome.text)
            else:
                stored.provider_refill_id = outcome
                seconds = self._options.poll_seconds
                stored.due_at = now + (timedelta(seconds=seconds) if outcome else NOT_FOLLOWED)
                await requests.move_refill(session, stored, RefillState.PENDING, now=now)
        self._log("refill_requested", refill.order_id, outcome)

    async def _cancel(self, request: CancelRequest) -> None:
        number = await self._number(request.order_id)
        outcome: ProviderError | None
        try:
            said = await self._provider.cancel([number])
            outcome = said.get(number, UnclearError("the answer does not name the order"))
        except ProviderError as error:
            outcome = error
        now = self._options.clock()
        async with self._database.begin() as session:
            stored = await session.get_one(CancelRequest, request.id)
            stored.lease_until = None
            if isinstance(outcome, BusyError | NotSentError):
                stored.state, stored.attempts = CancelState.QUEUED, stored.attempts + 1
                stored.due_at = now + pause(stored.attempts)
            else:
                words = outcome.text if outcome else ""
                await requests.move_cancel(session, stored, _after(outcome), now=now, words=words)
                order = await session.get_one(Order, stored.order_id)
                await orders.look_now(session, [order], now)
        self._log("cancel_requested", request.order_id, outcome)

    async def _follow(self) -> bool:
        """Ask how running refills stand, 100 a call."""
        now = self._options.clock()
        async with self._database.begin() as session:
            due = await requests.claim_refills(
                session,
                [RefillState.PENDING, RefillState.IN_PROGRESS],
                now=now,
                lease=LEASE,
                limit=BATCH,
            )
        if not due:
            return False
        numbers = [refill.provider_refill_id for refill in due if refill.provider_refill_id]
        said = await self._ask(numbers) if numbers else {}
        async with self._database.begin() as session:
            for refill in due:
                stored = await session.get_one(Refill, refill.id)
                answer = said.get(stored.provider_refill_id or "")
                await self._note(session, stored, answer, self._options.clock())
        return len(due) == BATCH

    async def _ask(self, numbers: Sequence[str]) -> Mapping[str, RefillReport | RefusedError]:
        try:
            if len(numbers) == 1:
                return {numbers[0]: await self._provider.refill_status(numbers[0])}
            return await self._provider.refill_statuses(numbers)
        except RefusedError as error:
            return {numbers[0]: error} if len(numbers) == 1 else {}
        except ProviderError as error:
            logger.warning("refill_look_failed", extra={"error": error.text})
            return {}

    async def _note(
        self,
        session: Session,
        refill: Refill,
        answer: RefillReport | RefusedError | None,
        now: datetime,
    ) -> None:
        refill.lease_until = None
        if refill.provider_refill_id is None:
            # It was accepted, and nobody can say more; it must not block the next one for ever.
            await requests.move_refill(session, refill, RefillState.UNKNOWN, now=now)
            return
        state = answer.state if isinstance(answer, RefillReport) else None
        refill.attempts = 0 if state is not None else refill.attempts + 1
        refill.due_at = next_look(
            now, refill.created_at, self._options.poll_seconds, refill.attempts
        )
        if state is not None:
            words = answer.word if isinstance(answer, RefillReport) else ""
            await requests.move_refill(session, refill, state, now=now, words=words)

    async def _give_up_lost(self) -> None:
        """Say 'unclear' of requests whose process died while they were on their way."""
        now = self._options.clock()
        async with self._database.begin() as session:
            refills = await requests.claim_refills(
                session, [RefillState.REQUESTING], now=now, lease=LEASE, limit=BATCH
            )
            for refill in refills:
                await requests.move_refill(
                    session, refill, RefillState.UNKNOWN, now=now, words=STOPPED
                )
            cancels = await requests.claim_cancels(
                session, [CancelState.REQUESTING], now=now, lease=LEASE, limit=BATCH
            )
            for request in cancels:
                await requests.move_cancel(
                    session, request, CancelState.UNKNOWN, now=now, words=STOPPED
                )

    def _log(self, event: str, order_id: int, outcome: object) -> None:
        name = type(outcome).__name__ if isinstance(outcome, ProviderError) else "accepted"
        logger.info(event, extra={"order": order_id, "outcome": name})


def _after(outcome: ProviderError | None) -> CancelState:
    if outcome is None:
        return CancelState.ACCEPTED
    return CancelState.REFUSED if isinstance(outcome, RefusedError) else CancelState.UNKNOWN
