"""The answers to a batch of status checks are written down, and when to check again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeGuard

from bot.core.database.engine import Session
from bot.core.loops.options import WorkerOptions, pause
from bot.orders.rules.schedule import next_check, pending_too_long
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import (
    mass_progress,
    panel_charges,
    progress,
    settling,
    starts,
    watchers,
)
from bot.orders.service.status_checks import (
    alert_of_unanswered,
    does_not_start,
    record_not_known,
    record_report,
)
from bot.orders.store import orders, status_checks, suborders
from bot.orders.store.status_checks import Answered, StatusCheck, Unanswered
from bot.orders.tables import Order
from bot.panel.api.errors import RefusedError
from bot.panel.rules.refusals import words_to_show
from bot.panel.rules.statuses import StatusReport

NOT_KNOWN_LIMIT = 10
"""Times in a row that the panel may not know an order before an owner has to check."""
SUBORDERS_FOLLOWED = timedelta(days=30)
"""So long the suborders of an ended order are checked; where a wallet pays, until they end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the panel said of an order that was checked.

    Attributes:
        said: `None` where the panel said nothing.
        suborders: what it said of the orders that this one has made, by their numbers.
        is_open: some of those have not ended.
    """

    check: StatusCheck
    said: StatusReport | RefusedError | None
    suborders: Mapping[str, StatusReport] = field(default_factory=dict)
    is_open: bool = False


class AnswerRecorder:
    """Writes down what a panel has said of its orders."""

    def __init__(self, panel_id: int, options: WorkerOptions) -> None:
        self._panel_id = panel_id
        self._owners = options.owners
        self._poll_seconds = options.poll_seconds

    async def record(self, session: Session, answers: Sequence[Answer], now: datetime) -> None:
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
        overdue = [it.check for it in unanswered if _is_overdue(it.check, now)]
        await alert_of_unanswered(session, overdue, self._panel_id, now, self._owners)
        for it in answers:
            if has_suborders(it.said):
                await suborders.record(session, it.check.order_id, it.said.children, it.suborders)
        await _record_charges(session, answered)
        await self._change_all(session, sorted(changed, key=lambda it: it.check.order_id), now)
        checked = [it.check.order_id for it in answers]
        # Who asked by Refresh is answered in any case: the card says when it was checked.
        await watchers.wake(session, checked, now)
        await progress.draw(session, answered, now)
        await starts.notify(session, checked, now)

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
            await record_report(
                session, order, it.said, now=now, check_at=check_at, owners=self._owners
            )
            if order.look_at is None and await settling.runs_still_open(session, order):
                order.look_at = next_check(now, order.state_at, self._poll_seconds)
        elif it.said is not None:
            words = words_to_show(it.said.reason, it.said.text)
            await record_not_known(session, order, words, it.said.text, now, owners=self._owners)
            order.look_at = self._again(order.state, order.attempts, now)

    def _next(
        self, state: OrderState, changed_at: datetime, now: datetime, *, is_open: bool
    ) -> datetime | None:
        """Return when to check again after an answer; an order may end before its suborders."""
        if state in FINISHED and not (is_open and now - changed_at < SUBORDERS_FOLLOWED):
            return None
        return next_check(now, changed_at, self._poll_seconds)

    def _again(
        self, state: OrderState, attempts: int, now: datetime, *, is_kept: bool = False
    ) -> datetime | None:
        """Return when to check again where nothing was said; `is_kept`: however often."""
        if state in FINISHED and attempts >= NOT_KNOWN_LIMIT and not is_kept:
            return None
        return now + pause(attempts, self._poll_seconds)


async def _record_charges(session: Session, answered: Sequence[Answered]) -> None:
    """Write down what orders have taken from the balance though their states have not changed."""
    for it in sorted(answered, key=lambda it: it.check.order_id):
        if _may_be_charged_otherwise(it):
            order = await orders.get_for_change(session, it.check.order_id)
            if order is not None and order.state is it.check.state:
                panel_charges.record(session, order)


def _may_be_charged_otherwise(it: Answered) -> bool:
    """Return whether an order may have taken more, or less, than when it was checked last.

    What is missing of an ended one counts, too.
    """
    is_news = it.report.charge is not None and it.report.charge != it.check.charge
    return is_news or bool(it.report.children) or it.check.state in FINISHED


def _may_move_money(check: StatusCheck) -> bool:
    """Return whether the same word again may come to another price: more has come since."""
    return check.wallet_id is not None and check.state in FINISHED


def _is_stuck(check: StatusCheck, now: datetime) -> bool:
    """Return whether owners have to hear that an order does not start: some panels hide it."""
    return not check.alarmed and does_not_start(check.state, check.placed_at, now)


def _is_overdue(check: StatusCheck, now: datetime) -> bool:
    """Return whether owners have to hear that the panel does not say how an order stands."""
    is_asked_often = check.attempts + 1 >= NOT_KNOWN_LIMIT and check.state not in FINISHED
    return not check.alarmed and is_asked_often and pending_too_long(now, check.answered_at)


def has_suborders(said: StatusReport | RefusedError | None) -> TypeGuard[StatusReport]:
    """Return whether the panel has named orders that an order has made."""
    return isinstance(said, StatusReport) and bool(said.children)
