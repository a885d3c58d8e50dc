"""Open orders are checked: 100 a call, the longest due first, each change written with its push.

An ended order is checked only when somebody asks for it (`status_requests.request`).
"""

import logging
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from bot.core.database.engine import Database, Topic
from bot.core.loops.options import FINISH_SECONDS, WorkerOptions
from bot.core.loops.tasks import TaskLimiter
from bot.orders.rules.states import FINISHED
from bot.orders.service.status_answers import Answer, AnswerRecorder, has_suborders
from bot.orders.store import status_checks, suborders
from bot.orders.store.status_checks import StatusCheck
from bot.panel.api.client import BATCH
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import PanelError, RefusedError
from bot.panel.rules.statuses import StatusReport
from bot.panel.service.taught_words import TaughtWords

logger = logging.getLogger(__name__)

WRITTEN_AT_ONCE = 2
"""Batches in one transaction; whoever else wants to write waits for it."""


class StatusChecker:
    """Asks a panel how its orders stand, several batches at once.

    Each slot calls again as soon as it has an answer: the next batches are taken beforehand, and
    answers are written down while other calls are on their way.
    """

    def __init__(self, database: Database, panel: ConnectedPanel, options: WorkerOptions) -> None:
        self._database = database
        self._panel_id = panel.id
        self._panel = panel.client
        self._options = options
        self._words = TaughtWords(database, options)
        self._recorder = AnswerRecorder(panel.id, options)
        self.wake = database.listen(Topic.STATUS_CHECKS)
        self._tasks = TaskLimiter(options.checks_at_once, self.wake)
        self._batches: deque[Sequence[StatusCheck]] = deque()
        self._answers: deque[Sequence[Answer]] = deque()

    async def step(self) -> bool:
        """Write down what was answered, take what is due, and send it on its way."""
        slots, now = self._options.checks_at_once, self._options.clock()
        answered = list(islice(self._answers, WRITTEN_AT_ONCE))
        async with self._database.begin(durable=False) as session:  # else it is checked again
            for batch in answered:
                await self._recorder.record(session, batch, now)
            if len(self._batches) < slots:
                due = await status_checks.take(session, self._panel_id, now, BATCH * slots)
                self._batches += [due[at : at + BATCH] for at in range(0, len(due), BATCH)]
        for _ in answered:
            self._answers.popleft()
        for _ in range(min(self._tasks.free, len(self._batches))):
            self._tasks.start("status_check", self._check(self._batches.popleft()))
        return bool(self._answers)

    async def finish(self) -> None:
        """Wait for the checks on their way, and write them down."""
        self._batches.clear()  # nobody has asked yet: they are taken over
        await self._tasks.finish(FINISH_SECONDS)
        async with self._database.begin() as session:
            while self._answers:
                await self._recorder.record(
                    session, self._answers.popleft(), self._options.clock()
                )

    async def _check(self, batch: Sequence[StatusCheck] | None) -> None:
        while batch is not None:
            said = await self._ask([check.number for check in batch])
            answers = [Answer(check, said.get(check.number)) for check in batch]
            self._answers.append(await self._with_suborders(answers))
            self.wake.set()
            batch = self._batches.popleft() if self._batches else None

    async def _ask(self, numbers: Sequence[str]) -> Mapping[str, StatusReport | RefusedError]:
        try:
            return await self._words.of_orders(await self._panel.statuses(numbers))
        except PanelError as error:
            logger.warning(
                "status_check_failed", extra={"orders": len(numbers), "error": error.text}
            )
            return {}

    async def _with_suborders(self, answers: Sequence[Answer]) -> Sequence[Answer]:
        """Ask about the orders that drip-feeds and subscriptions have made, too."""
        children = {
            it.check.order_id: it.said.children for it in answers if has_suborders(it.said)
        }
        if not children:
            return answers
        async with self._database.read() as session:
            asked = await suborders.still_open(session, children)
        said = await self._ask([number for numbers in asked.values() for number in numbers])
        reports = {key: it for key, it in said.items() if isinstance(it, StatusReport)}
        return [_with(it, asked.get(it.check.order_id, ()), reports) for it in answers]


def _with(answer: Answer, asked: Collection[str], reports: Mapping[str, StatusReport]) -> Answer:
    """Return an answer with what was said of its suborders."""
    said = {number: reports[number] for number in asked if number in reports}
    ended = sum(report.state in FINISHED for report in said.values())
    return replace(answer, suborders=said, is_open=ended < len(asked))
