"""Open orders are looked at: 100 a call, the longest due first, each change written with its push.

An ended order is looked at only when somebody asks for it (`status_requests.request`).
"""

import logging
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeGuard

from bot.core.database.engine import Database, Session, Topic
from bot.core.loops.options import FINISH_SECONDS, WorkerOptions, pause
from bot.core.loops.tasks import TaskLimiter
from bot.orders.rules.schedule import next_look
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import progress, starts, watchers
from bot.orders.service import status_checks as service
from bot.orders.store import orders, status_checks, suborders
from bot.orders.store.status_checks import Heard, Missed, StatusCheck
from bot.panel.api.client import BATCH, PanelClient
from bot.panel.api.errors import PanelError, RefusedError
from bot.panel.rules.refusals import words_to_show
from bot.panel.rules.statuses import StatusReport
from bot.panel.service.taught_words import TaughtWords

logger = logging.getLogger(__name__)

NOT_KNOWN_LIMIT = 10
"""Times in a row that the panel may not know an order before somebody has to look."""
PARTS_FOLLOWED = timedelta(days=30)
"""So long the parts of an ended order are looked at."""
WRITTEN_AT_ONCE = 2
"""Batches in one transaction; whoever else wants to write waits for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the panel said of an order that was looked at.

    Attributes:
        said: `None` where the panel said nothing.
        parts: what it said of the orders that this one has made, by their numbers.
        is_open: some of those have not ended.
    """

    look: StatusCheck
    said: StatusReport | RefusedError | None
    parts: Mapping[str, StatusReport] = field(default_factory=dict)
    is_open: bool = False


class Tracker:
    """Asks the panel how orders stand, several batches at once.

    Each place calls again as soon as it has an answer: the next batches are taken beforehand, and
    answers are written down while other calls are on their way.
    """

    def __init__(self, database: Database, panel: PanelClient, options: WorkerOptions) -> None:
        self._database = database
        self._panel = panel
        self._options = options
        self._words = TaughtWords(database, options)
        self.wake = database.listen(Topic.LOOKS)
        self._tasks = TaskLimiter(options.looks_at_once, self.wake)
        self._supply: deque[Sequence[StatusCheck]] = deque()
        self._answers: deque[Sequence[Answer]] = deque()

    async def step(self) -> bool:
        """Write down what was answered, take what is due, and send it on its way."""
        places, now = self._options.looks_at_once, self._options.clock()
        answered = list(islice(self._answers, WRITTEN_AT_ONCE))
        async with self._database.begin(durable=False) as session:  # else it is looked at again
            for batch in answered:
                await self._write(session, batch, now)
            if len(self._supply) < places:
                due = await status_checks.take(session, now, BATCH * places)
                self._supply += [due[at : at + BATCH] for at in range(0, len(due), BATCH)]
        for _ in answered:
            self._answers.popleft()
        for _ in range(min(self._tasks.free, len(self._supply))):
            self._tasks.start("look", self._look(self._supply.popleft()))
        return bool(self._answers)

    async def finish(self) -> None:
        """Wait for the looks on their way, and write them down."""
        self._supply.clear()  # nobody has asked yet: they are taken over
        await self._tasks.finish(FINISH_SECONDS)
        async with self._database.begin() as session:
            while self._answers:
                await self._write(session, self._answers.popleft(), self._options.clock())

    async def _look(self, batch: Sequence[StatusCheck] | None) -> None:
        while batch is not None:
            said = await self._ask([look.number for look in batch])
            answers = [Answer(look, said.get(look.number)) for look in batch]
            self._answers.append(await self._with_parts(answers))
            self.wake.set()
            batch = self._supply.popleft() if self._supply else None

    async def _ask(self, numbers: Sequence[str]) -> Mapping[str, StatusReport | RefusedError]:
        try:
            return await self._words.of_orders(await self._panel.statuses(numbers))
        except PanelError as error:
            logger.warning(
                "status_check_failed", extra={"orders": len(numbers), "error": error.text}
            )
            return {}

    async def _with_parts(self, answers: Sequence[Answer]) -> Sequence[Answer]:
        """Ask about the orders that drip-feeds and subscriptions have made, too."""
        children = {it.look.order_id: it.said.children for it in answers if _has_parts(it.said)}
        if not children:
            return answers
        async with self._database.read() as session:
            asked = await suborders.still_open(session, children)
        said = await self._ask([number for numbers in asked.values() for number in numbers])
        reports = {key: it for key, it in said.items() if isinstance(it, StatusReport)}
        return [_with(it, asked.get(it.look.order_id, ()), reports) for it in answers]

    async def _write(self, session: Session, answers: Sequence[Answer], now: datetime) -> None:
        """Write a batch down: what changes nothing at once, what changes an order one by one."""
        heard: list[Heard] = []
        missed: list[Missed] = []
        changed: list[Answer] = []
        for it in answers:
            look, said = it.look, it.said
            if isinstance(said, StatusReport):
                if said.state not in {None, look.state} or _is_stuck(look, now):
                    changed.append(it)
                else:
                    look_at = self._next(look.state, look.state_at, now, is_open=it.is_open)
                    heard.append(Heard(look, said, look_at))
            elif said is not None and look.attempts + 1 >= NOT_KNOWN_LIMIT:
                changed.append(it)
            else:
                missed.append(Missed(look, self._again(look.state, look.attempts + 1, now)))
        await status_checks.record_heard(session, heard, now)
        await status_checks.record_missed(session, missed)
        for it in sorted(changed, key=lambda it: it.look.order_id):
            await self._change(session, it, now)
        for it in answers:
            if _has_parts(it.said):
                await suborders.note(session, it.look.order_id, it.said.children, it.parts)
        looked_at = [it.look.order_id for it in answers]
        # Who asked by Refresh is answered in any case: the card says when it was looked at.
        await watchers.wake(session, looked_at, now)
        await progress.draw(session, heard, now)
        await starts.tell(session, looked_at, now)

    async def _change(self, session: Session, it: Answer, now: datetime) -> None:
        order = await orders.get_for_change(session, it.look.order_id)
        if order is None or order.state is not it.look.state:
            return
        if isinstance(it.said, StatusReport):
            after = it.said.state or order.state
            changed_at = order.state_at if after is order.state else now
            look_at = self._next(after, changed_at, now, is_open=it.is_open)
            await service.record_report(
                session, order, it.said, now=now, look_at=look_at, owners=self._options.owners
            )
        elif it.said is not None:
            words = words_to_show(it.said.reason, it.said.text)
            await service.record_not_known(session, order, words, it.said.text, now)
            order.look_at = self._again(order.state, order.attempts, now)

    def _next(
        self, state: OrderState, changed_at: datetime, now: datetime, *, is_open: bool
    ) -> datetime | None:
        """Return when to look again after an answer; an order may end before its parts."""
        if state in FINISHED and not (is_open and now - changed_at < PARTS_FOLLOWED):
            return None
        return next_look(now, changed_at, self._options.poll_seconds)

    def _again(self, state: OrderState, attempts: int, now: datetime) -> datetime | None:
        """Return when to look again where nothing was said."""
        if state in FINISHED and attempts >= NOT_KNOWN_LIMIT:
            return None
        return now + pause(attempts, self._options.poll_seconds)


def _is_stuck(look: StatusCheck, now: datetime) -> bool:
    """Return whether owners have to hear that an order does not start: some panels hide it."""
    return not look.alarmed and service.does_not_start(look.state, look.placed_at, now)


def _has_parts(said: StatusReport | RefusedError | None) -> TypeGuard[StatusReport]:
    return isinstance(said, StatusReport) and bool(said.children)


def _with(answer: Answer, asked: Collection[str], reports: Mapping[str, StatusReport]) -> Answer:
    """Return an answer with what was said of its parts."""
    said = {number: reports[number] for number in asked if number in reports}
    ended = sum(report.state in FINISHED for report in said.values())
    return replace(answer, parts=said, is_open=ended < len(asked))
