"""Open orders are checked: 100 a call, the longest due first, each change written with its push.

An ended order is checked only when somebody asks for it (`status_requests.request`).
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
from bot.orders.rules.schedule import next_check, pending_too_long
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import mass_progress, progress, settling, starts, watchers
from bot.orders.service import status_checks as service
from bot.orders.store import orders, status_checks, suborders
from bot.orders.store.status_checks import Answered, StatusCheck, Unanswered
from bot.orders.tables import Order
from bot.panel.api.client import BATCH
from bot.panel.api.connected import ConnectedPanel
from bot.panel.api.errors import PanelError, RefusedError
from bot.panel.rules.refusals import words_to_show
from bot.panel.rules.statuses import StatusReport
from bot.panel.service.taught_words import TaughtWords

logger = logging.getLogger(__name__)

NOT_KNOWN_LIMIT = 10
"""Times in a row that the panel may not know an order before an owner has to check."""
PARTS_FOLLOWED = timedelta(days=30)
"""So long the parts of an ended order are checked; where a wallet pays, until they end."""
WRITTEN_AT_ONCE = 2
"""Batches in one transaction; whoever else wants to write waits for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the panel said of an order that was checked.

    Attributes:
        said: `None` where the panel said nothing.
        parts: what it said of the orders that this one has made, by their numbers.
        is_open: some of those have not ended.
    """

    check: StatusCheck
    said: StatusReport | RefusedError | None
    parts: Mapping[str, StatusReport] = field(default_factory=dict)
    is_open: bool = False


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
        self.wake = database.listen(Topic.STATUS_CHECKS)
        self._tasks = TaskLimiter(options.checks_at_once, self.wake)
        self._batches: deque[Sequence[StatusCheck]] = deque()
        self._answers: deque[Sequence[Answer]] = deque()

    async def step(self) -> bool:
        """Write down what was answered, take what is due, and send it on its way."""
        places, now = self._options.checks_at_once, self._options.clock()
        answered = list(islice(self._answers, WRITTEN_AT_ONCE))
        async with self._database.begin(durable=False) as session:  # else it is checked again
            for batch in answered:
                await self._write(session, batch, now)
            if len(self._batches) < places:
                due = await status_checks.take(session, self._panel_id, now, BATCH * places)
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
                await self._write(session, self._answers.popleft(), self._options.clock())

    async def _check(self, batch: Sequence[StatusCheck] | None) -> None:
        while batch is not None:
            said = await self._ask([check.number for check in batch])
            answers = [Answer(check, said.get(check.number)) for check in batch]
            self._answers.append(await self._with_parts(answers))
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

    async def _with_parts(self, answers: Sequence[Answer]) -> Sequence[Answer]:
        """Ask about the orders that drip-feeds and subscriptions have made, too."""
        children = {it.check.order_id: it.said.children for it in answers if _has_parts(it.said)}
        if not children:
            return answers
        async with self._database.read() as session:
            asked = await suborders.still_open(session, children)
        said = await self._ask([number for numbers in asked.values() for number in numbers])
        reports = {key: it for key, it in said.items() if isinstance(it, StatusReport)}
        return [_with(it, asked.get(it.check.order_id, ()), reports) for it in answers]

    async def _write(self, session: Session, answers: Sequence[Answer], now: datetime) -> None:
        """Write a batch down: what changes nothing at once, what changes an order one by one."""
        answered: list[Answered] = []
        unanswered: list[Unanswered] = []
        changed: list[Answer] = []
        for it in answers:
            check, said = it.check, it.said
            if isinstance(said, StatusReport):
                is_other = said.state not in {None, check.state}
                if is_other or _may_move_money(check) or _is_stuck(check, now):
                    changed.append(it)
                else:
                    check_at = self._next(check.state, check.state_at, now, is_open=it.is_open)
                    answered.append(Answered(check, said, check_at))
            elif said is not None and check.attempts + 1 >= NOT_KNOWN_LIMIT:
                changed.append(it)
            else:
                is_kept = _may_move_money(check)
                again = self._again(check.state, check.attempts + 1, now, is_kept=is_kept)
                unanswered.append(Unanswered(check, again))
        await status_checks.record_answered(session, answered, now)
        await status_checks.record_unanswered(session, unanswered)
        unheard = [it.check for it in unanswered if _is_unheard(it.check, now)]
        await service.tell_of_unheard(session, unheard, self._panel_id, now, self._options.owners)
        for it in answers:
            if _has_parts(it.said):
                await suborders.note(session, it.check.order_id, it.said.children, it.parts)
        await self._change_all(session, sorted(changed, key=lambda it: it.check.order_id), now)
        checked = [it.check.order_id for it in answers]
        # Who asked by Refresh is answered in any case: the card says when it was checked.
        await watchers.wake(session, checked, now)
        await progress.draw(session, answered, now)
        await starts.tell(session, checked, now)

    async def _change_all(
        self, session: Session, answers: Sequence[Answer], now: datetime
    ) -> None:
        found = [await orders.get_for_change(session, it.check.order_id) for it in answers]
        locked = [order for order in found if order is not None]
        paid = [order for order in locked if order.wallet_id is not None]
        await mass_progress.lock_lists(session, paid)
        await settling.lock_wallets(session, paid)
        by_number = {order.id: order for order in locked}
        for it in answers:
            order = by_number.get(it.check.order_id)
            if order is not None and order.state is it.check.state:
                await self._change(session, order, it, now)

    async def _change(self, session: Session, order: Order, it: Answer, now: datetime) -> None:
        if isinstance(it.said, StatusReport):
            after = it.said.state or order.state
            changed_at = order.state_at if after is order.state else now
            check_at = self._next(after, changed_at, now, is_open=it.is_open)
            await service.record_report(
                session, order, it.said, now=now, check_at=check_at, owners=self._options.owners
            )
            if order.look_at is None and await settling.runs_still_open(session, order):
                order.look_at = next_check(now, order.state_at, self._options.poll_seconds)
        elif it.said is not None:
            words = words_to_show(it.said.reason, it.said.text)
            await service.record_not_known(
                session, order, words, it.said.text, now, owners=self._options.owners
            )
            order.look_at = self._again(order.state, order.attempts, now)

    def _next(
        self, state: OrderState, changed_at: datetime, now: datetime, *, is_open: bool
    ) -> datetime | None:
        """Return when to check again after an answer; an order may end before its parts."""
        if state in FINISHED and not (is_open and now - changed_at < PARTS_FOLLOWED):
            return None
        return next_check(now, changed_at, self._options.poll_seconds)

    def _again(
        self, state: OrderState, attempts: int, now: datetime, *, is_kept: bool = False
    ) -> datetime | None:
        """Return when to check again where nothing was said; `is_kept`: however often."""
        if state in FINISHED and attempts >= NOT_KNOWN_LIMIT and not is_kept:
            return None
        return now + pause(attempts, self._options.poll_seconds)


def _may_move_money(check: StatusCheck) -> bool:
    """Return whether the same word again may come to another price: more has come since."""
    return check.wallet_id is not None and check.state in FINISHED


def _is_stuck(check: StatusCheck, now: datetime) -> bool:
    """Return whether owners have to hear that an order does not start: some panels hide it."""
    return not check.alarmed and service.does_not_start(check.state, check.placed_at, now)


def _is_unheard(check: StatusCheck, now: datetime) -> bool:
    """Return whether owners have to hear that the panel does not say how an order stands."""
    is_asked_often = check.attempts + 1 >= NOT_KNOWN_LIMIT and check.state not in FINISHED
    return not check.alarmed and is_asked_often and pending_too_long(now, check.heard_at)


def _has_parts(said: StatusReport | RefusedError | None) -> TypeGuard[StatusReport]:
    return isinstance(said, StatusReport) and bool(said.children)


def _with(answer: Answer, asked: Collection[str], reports: Mapping[str, StatusReport]) -> Answer:
    """Return an answer with what was said of its parts."""
    said = {number: reports[number] for number in asked if number in reports}
    ended = sum(report.state in FINISHED for report in said.values())
    return replace(answer, parts=said, is_open=ended < len(asked))
