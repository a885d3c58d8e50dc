"""Numbers that owners give to unknown orders: believed when the panel knows them."""

import logging
from datetime import datetime
from typing import Any

from bot.core.database.engine import Database, Session, Topic
from bot.core.database.leases import Leases
from bot.core.loops.options import WorkerOptions
from bot.core.money import is_price
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.schedule import next_look
from bot.orders.rules.states import FINISHED, OrderState
from bot.orders.service import watchers
from bot.orders.service.transitions import apply_report, mark_placed
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.api.client import PanelClient
from bot.panel.api.errors import PanelError
from bot.panel.rules.statuses import StatusReport
from bot.panel.service import panel_state

logger = logging.getLogger(__name__)

AT_ONCE = 10
_GIVEN_BACK = frozenset({OrderState.PARTIAL, OrderState.CANCELED, OrderState.REFUNDED})


class ClaimedNumbers:
    """Checks the numbers by a status call."""

    def __init__(
        self,
        database: Database,
        provider: PanelClient,
        leases: Leases,
        options: WorkerOptions,
    ) -> None:
        self._database = database
        self._provider = provider
        self._leases = leases
        self._options = options
        self.wake = database.listen(Topic.NUMBERS)

    async def step(self) -> bool:
        """Check what owners have said of unknown orders."""
        async with self._database.begin() as session:
            now = self._options.clock()
            claimed = await orders.claim_numbered(session, now=now, limit=AT_ONCE)
        with self._leases.held(*claimed):
            for order in claimed:
                await self._check(order)
        return bool(claimed)

    async def _check(self, order: Order) -> None:
        try:
            report = await self._provider.status(order.claimed_number or "")
        except PanelError as error:
            await self._refuse(order, error)
        else:
            await self._accept(order, report)

    async def _accept(self, claimed: Order, report: StatusReport) -> None:
        now, number = self._options.clock(), claimed.claimed_number
        async with self._database.begin() as session:
            order = await orders.get(session, claimed.id, for_change=True)
            await panel_state.get_for_change(session)  # one number is believed after the other
            if order.claimed_number is None or order.claimed_number != number:
                return  # decided otherwise meanwhile
            other = await orders.with_number(session, number, besides=order)
            if other is not None:
                self._ask_again(session, order, now, belongs_to=other.id)
            elif _is_doubtful(order, report):
                self._ask_again(session, order, now, charge=str(report.charge))
            else:
                await self._place(session, order, report, now)

    async def _place(
        self, session: Session, order: Order, report: StatusReport, now: datetime
    ) -> None:
        number = order.claimed_number or ""
        note = f"number {number} given by an owner"
        await mark_placed(session, order, number, now=now, check_at=None, note=note)
        look_at = next_look(now, now, self._options.poll_seconds)
        ended = report.state in FINISHED
        await apply_report(session, order, report, now=now, check_at=None if ended else look_at)
        await watchers.wake(session, [order.id], now)

    async def _refuse(self, claimed: Order, error: PanelError) -> None:
        now = self._options.clock()
        async with self._database.begin() as session:
            order = await orders.get(session, claimed.id, for_change=True)
            if order.claimed_number == claimed.claimed_number:
                note = f"{order.claimed_number}: {error.text}"
                self._ask_again(session, order, now, note=note)

    def _ask_again(self, session: Session, order: Order, now: datetime, **said: Any) -> None:
        """Put an order before owners again, with what speaks against the number."""
        number, order.claimed_number, order.lease_until = order.claimed_number, None, None
        said |= {"order_id": order.id, "number": number}
        outbox_store.add_alert(session, self._options.owners, Alert.UNRESOLVED, now, **said)


def _is_doubtful(order: Order, report: StatusReport) -> bool:
    """Return whether a number may be another order's: what it cost is not this one's price.

    Of what was given back in part nothing can be said; a number that the panel itself has named
    for this order is believed.
    """
    is_named = order.claimed_number == order.reported_number
    if report.charge is None or is_named or report.state in _GIVEN_BACK:
        return False
    return not is_price(report.charge, order.price)
