"""What becomes of messages about orders that cannot be delivered."""

from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.outbox.undelivered import Fallback, Subject, is_announced_elsewhere
from bot.orders.mass.outbox import MassMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.outbox import OrderMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order

_SHOWN_BY_THE_FORM = frozenset({OrderState.PLACED, OrderState.REJECTED, OrderState.UNKNOWN})
"""What nobody is told of but by the form; of later changes there is a notice."""


async def _subject(session: Session, row: OutboxMessage) -> Order | MassOrder | None:
    if "order_id" in row.payload:
        return await session.get(Order, row.payload["order_id"])
    return await session.get(MassOrder, row.payload["mass_id"])


async def _has_a_notice(_: Session, __: OutboxMessage, about: Subject, ___: Chat) -> bool:
    return isinstance(about, Order) and about.state not in _SHOWN_BY_THE_FORM


FALLBACKS: dict[str, Fallback] = {
    OutboxKind.FORM: Fallback(subject=_subject, announced_elsewhere=_has_a_notice),
    OrderMessage.NOTICE: Fallback(
        subject=_subject, is_kept=True, announced_elsewhere=is_announced_elsewhere
    ),
    OrderMessage.REQUOTE: Fallback(subject=_subject),
    MassMessage.MASS_ENDED: Fallback(subject=_subject, announced_elsewhere=is_announced_elsewhere),
}
