"""How a confirmed list stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.core.database.engine import Session
from bot.orders.mass import store
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict
from bot.spending.service import approvals
from bot.spending.service.approvals import Question
from bot.wallet.rules.units import from_units

REFUSED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How a confirmed list stands.

    Attributes:
        counts: how many of its orders are in each state.
        refused: the first that the panel refused.
        question: what was asked about a list above a limit.
        paid: from the wallet, as its orders stand; `None`: the operator pays.
    """

    mass: MassOrder
    counts: Mapping[OrderState, int]
    refused: Collection[Order] = ()
    question: Question | None = None
    paid: Decimal | None = None

    @property
    def total(self) -> int:
        """Return of how many orders the list is."""
        return sum(self.counts.values()) + len(self.mass.lines)

    @property
    def is_held(self) -> bool:
        """Return whether it waits for an approval, or did not get it."""
        asked = self.question
        return asked is not None and asked.approval.verdict is not Verdict.APPROVED


async def progress_of(session: Session, mass: MassOrder) -> Progress:
    """Return how a confirmed list stands."""
    return Progress(
        mass,
        await store.counts(session, mass.id),
        await store.in_state(session, mass.id, OrderState.REJECTED, REFUSED_SHOWN),
        await approvals.question_about(session, mass),
        None if mass.wallet_id is None else from_units(await store.booked(session, mass.id)),
    )
