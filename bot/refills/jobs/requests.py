"""Refills and cancellations that people asked for: each sent to the panel once.

`requesting` is committed before a request leaves; an unclear end is told as such.
"""

import logging
from datetime import datetime, timedelta

from bot.core.database.claims import is_held
from bot.core.database.engine import Database, Session, Topic
from bot.core.database.leases import Leases
from bot.core.database.retry import retry
from bot.core.errors import FAILED_HERE
from bot.core.loops.options import MONEY_SECONDS, WorkerOptions, pause
from bot.core.loops.tasks import TaskLimiter
from bot.orders.tables import Order
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import BusyError, NotSentError, PanelError, RefusedError, UnclearError
from bot.panel.api.refusal_words import reason_of
from bot.panel.rules.refusals import words_to_show
from bot.panel.rules.statuses import RefillState
from bot.refills.service import cancellations, refills
from bot.refills.store import requests
from bot.refills.tables import CancelRequest, CancelState, Refill

logger = logging.getLogger(__name__)

LOST_AT_ONCE = 100
NOT_FOLLOWED = timedelta(hours=24)
"""A refill without an id cannot be asked about; after this long another may be asked for."""


class Requests:
    """Sends refill and cancel requests, several at once."""

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
        self.wake = database.listen(Topic.REQUESTS)
        self._tasks = TaskLimiter(options.concurrency, self.wake)

    async def step(self) -> bool:
        """Send due requests on their way, as many as there are free slots."""
        for request in await self._claim(self._tasks.free):
            self._tasks.start(f"request {request.id}", self._send(request))
        return False

    async def finish(self) -> None:
        """Wait for the requests in flight; their answers are written down."""
        await self._tasks.finish(MONEY_SECONDS)

    async def _send(self, request: Refill | CancelRequest) -> None:
        with self._leases.held(request):
            if isinstance(request, Refill):
                await self._refill(request)
            else:
                await self._cancel(request)

    async def _claim(self, limit: int) -> list[Refill | CancelRequest]:
        """Take due requests and commit that they are about to leave; give up what was lost."""
        now = self._options.clock()
        found: list[Refill | CancelRequest] = []
        async with self._database.begin() as session:
            await self._give_up_lost(session, now)
            if limit <= 0:
                return found
            due = await requests.claim_refills(
                session, self._panel_id, [RefillState.QUEUED], now=now, limit=limit
            )
            for refill in due:
                refill.state = RefillState.REQUESTING
                found.append(refill)
            if len(found) < limit:
                cancels = await requests.claim_cancels(
                    session, self._panel_id, now=now, limit=limit - len(found)
                )
                for request in cancels:
                    request.state = CancelState.REQUESTING
                    found.append(request)
        return found

    async def _number(self, order_id: int) -> str:
        async with self._database.read() as session:
            return (await session.get_one(Order, order_id)).provider_order_id or ""

    async def _refill(self, refill: Refill) -> None:
        number = await self._number(refill.order_id)
        outcome: str | PanelError | None
        try:
            outcome = await self._panel.refill(number)
        except PanelError as error:
            outcome = error
        except Exception as error:
            outcome = _failed_here(error)
        await retry(lambda: self._record_refill(refill, outcome))
        self._log("refill_requested", refill.order_id, outcome)

    async def _record_refill(self, refill: Refill, outcome: str | PanelError | None) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            stored = await session.get_one(Refill, refill.id, with_for_update=True)
            if isinstance(outcome, BusyError | NotSentError):
                if not is_held(stored, refill):
                    return  # it was told as unclear meanwhile, and may have been asked for anew
                refills.postpone(stored, now + pause(stored.attempts + 1, _asked(outcome)))
            elif isinstance(outcome, RefusedError):
                await refills.refuse(
                    session,
                    stored,
                    words=outcome.text,
                    shown=_shown(outcome.text),
                    capabilities=self._panel.capabilities.as_dict(),
                    now=now,
                )
            elif isinstance(outcome, PanelError):
                words = _words(outcome)
                await refills.mark_unclear(session, stored, words, _shown(words), now)
            else:
                soon = timedelta(seconds=self._options.poll_seconds)
                due_at = now + (soon if outcome else NOT_FOLLOWED)
                await refills.accept(session, stored, outcome, due_at, now)

    async def _cancel(self, request: CancelRequest) -> None:
        number = await self._number(request.order_id)
        outcome: PanelError | None
        try:
            said = await self._panel.cancel([number])
            outcome = said.get(number, UnclearError("the answer does not name the order"))
        except PanelError as error:
            outcome = error
        except Exception as error:
            outcome = _failed_here(error)
        await retry(lambda: self._record_cancel(request, outcome))
        self._log("cancel_requested", request.order_id, outcome)

    async def _record_cancel(self, request: CancelRequest, outcome: PanelError | None) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            stored = await session.get_one(CancelRequest, request.id, with_for_update=True)
            if isinstance(outcome, BusyError | NotSentError):
                if not is_held(stored, request):
                    return  # as above
                until = now + pause(stored.attempts + 1, _asked(outcome))
                cancellations.postpone(stored, until)
            else:
                after, words = _after(outcome), _words(outcome)
                await cancellations.record_answer(
                    session, stored, after, now=now, words=words, shown=_shown(words)
                )

    async def _give_up_lost(self, session: Session, now: datetime) -> None:
        """Say 'unclear' of requests whose process died while they were on their way."""
        lost = await requests.claim_lost_refills(session, now=now, limit=LOST_AT_ONCE)
        for refill in lost:
            await refills.mark_unclear(session, refill, "", "", now)
        cancels = await requests.claim_lost_cancels(session, now=now, limit=LOST_AT_ONCE)
        for request in cancels:
            await cancellations.record_answer(
                session, request, CancelState.UNKNOWN, now=now, words="", shown=""
            )

    def _log(self, event: str, order_id: int, outcome: object) -> None:
        name = type(outcome).__name__ if isinstance(outcome, PanelError) else "accepted"
        logger.info(event, extra={"order": order_id, "outcome": name})


def _failed_here(error: Exception) -> UnclearError:
    logger.error("request_failed", exc_info=error)
    return UnclearError(FAILED_HERE)


def _asked(error: PanelError) -> float | None:
    return error.retry_after if isinstance(error, BusyError) else None


def _words(outcome: PanelError | None) -> str:
    """Return what the panel said to people; HTTP's statuses and our own words are not for them."""
    if isinstance(outcome, UnclearError):
        return outcome.words
    return outcome.text if outcome else ""


def _shown(words: str) -> str:
    """Return what who asked may read of them; all of it stands in the order's history."""
    return words_to_show(reason_of(words), words)


def _after(outcome: PanelError | None) -> CancelState:
    if outcome is None:
        return CancelState.ACCEPTED
    return CancelState.REFUSED if isinstance(outcome, RefusedError) else CancelState.UNKNOWN
