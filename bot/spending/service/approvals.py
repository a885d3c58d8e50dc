"""Orders above a limit: asked about once, decided once; what follows is the same transaction."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.catalogue.rules.storefront import Storefront
from bot.core.access.roles import Role
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.service import approval_decisions
from bot.orders.service.quotes import is_endless
from bot.orders.tables import Order
from bot.spending.outbox import SpendingMessage
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Excess, Level
from bot.spending.service import limits
from bot.spending.service.renewals import renew
from bot.spending.store import approvals as store
from bot.spending.tables import Approval


class Approving(StrEnum):
    """What came of a yes."""

    DECIDED = "decided"  # it goes on, or cannot be ordered any more
    CHANGED = "changed"  # it is shown, and asked about, as it is now
    PASSED_ON = "passed_on"  # it is above the owners' limit, too: they were asked


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, with all that its messages show.

    Attributes:
        chat: where it was ordered.
        owners_asked: an owner has the question, or will have it.
    """

    approval: Approval
    about: Order | MassOrder
    chat: Chat | None
    owners_asked: bool


async def ask(
    session: Session,
    about: Order | MassOrder,
    above: Excess,
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Ask who can lift the limit: the group's administrators in the group, or every owner.

    What was approved once, and costs more since, is asked about again.
    """
    is_order = isinstance(about, Order)
    approval = await store.of_order(session, about.id) if is_order else None
    if approval is None:
        approval = Approval(
            chat_id=about.chat_id,
            order_id=about.id if is_order else None,
            mass_id=None if is_order else about.id,
            **asdict(above.limit),
            left=above.left,
            created_at=now,
        )
    else:
        _record_limit(approval, above)
        approval.created_at, approval.verdict = now, None
        approval.decided_at, approval.decided_by = None, ""
    await store.add(session, approval)
    _send_cards(session, approval, owners, now)


def _record_limit(approval: Approval, above: Excess) -> None:
    limit = above.limit
    approval.level, approval.period, approval.amount = limit.level, limit.period, limit.amount
    approval.left = above.left


def _send_cards(
    session: Session, approval: Approval, owners: Iterable[int], now: datetime
) -> None:
    asked = owners if approval.level is Level.OWNER else [approval.chat_id]
    for chat_id in asked:
        outbox_store.add(
            session, chat_id, SpendingMessage.APPROVAL, {"approval_id": approval.id}, now
        )


def _redraw_cards(session: Session, approval: Approval, now: datetime) -> None:
    """Have every message that asks show what it asks now, or what was decided."""
    for chat_id, message_id in approval.cards:
        view = {"view": "approval", "approval_id": approval.id}
        payload = {"message_id": message_id, "view": view}
        outbox_store.add(session, chat_id, OutboxKind.LIVE_MESSAGE, payload, now)


async def record_card(
    session: Session, approval_id: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Remember a message that asks, to be drawn again when it is decided, or if it was."""
    approval = await store.get_for_change(session, approval_id)
    if approval is not None:
        approval.cards = [*approval.cards, [chat_id, message_id]]
        if approval.verdict is not None:
            _redraw_cards(session, approval, now)


async def question(session: Session, approval_id: int) -> Question:
    """Return what was asked, with all that its messages show."""
    return await _question(session, await store.get(session, approval_id))


async def question_about(session: Session, about: Order | MassOrder) -> Question | None:
    """Return what was asked about an order or a list, if anything was."""
    is_order = isinstance(about, Order)
    asked = await (store.of_order if is_order else store.of_mass)(session, about.id)
    return None if asked is None else await _question(session, asked)


async def subject(session: Session, row: OutboxMessage) -> Order | MassOrder | None:
    """Return what a message about an approval is about."""
    return await store.about(session, await store.get(session, row.payload["approval_id"]))


async def _question(session: Session, approval: Approval) -> Question:
    is_for_owners = approval.level is Level.OWNER and approval.verdict is None
    return Question(
        approval,
        await store.about(session, approval),
        await chats.get(session, approval.chat_id),
        owners_asked=is_for_owners and await store.owners_asked(session, approval),
    )


async def holds(session: Session, mass_id: int) -> bool:
    """Return whether a list waits for an approval, or did not get it."""
    asked = await store.of_mass(session, mass_id)
    return asked is not None and asked.verdict is not Verdict.APPROVED


async def approve(
    session: Session,
    approval: Approval,
    *,
    name: str,
    role: Role,
    storefront: Storefront,
    owners: Iterable[int],
    now: datetime,
) -> Approving:
    """Let what is asked about go on as its card shows it; it must be locked, and undecided.

    What has changed since is shown, and asked about again. Above a limit that this person cannot
    lift, others are asked.

    Args:
        name: of who approves; `role` likewise.
        storefront: how the operator sells what the panel offers.
    """
    if approval.order_id is not None and not await approval_decisions.waits(
        session, approval.order_id
    ):
        # The panel's first answer has come after all: it is placed as it was sent.
        await _decide(session, approval, Verdict.APPROVED, name, now)
        return Approving.DECIDED
    about = await store.about(session, approval)
    verdict = await renew(session, about, storefront, now)
    if verdict is None:
        _redraw_cards(session, approval, now)
        return Approving.CHANGED
    above = await _above(session, about, role, now)
    if verdict is Verdict.APPROVED and above is not None:
        _record_limit(approval, above)
        _redraw_cards(session, approval, now)
        _send_cards(session, approval, owners, now)
        return Approving.PASSED_ON
    await _decide(session, approval, verdict, name, now)
    return Approving.DECIDED


async def _above(
    session: Session, about: Order | MassOrder, role: Role, now: datetime
) -> Excess | None:
    chat = await chats.get(session, about.chat_id)
    if chat is None:
        raise RuntimeError("something was ordered in a chat that was never written down")
    budget = await limits.budget_for_order(session, chat, role, now)
    if isinstance(about, Order):
        return budget.excess(about.price, is_endless=is_endless(about))
    prices = [Decimal(line["price"]) for line in about.lines]
    return budget.excess(about.price, max(prices, default=None))


async def refuse(session: Session, approval: Approval, name: str, now: datetime) -> None:
    """End what is asked about; it must be locked, and undecided."""
    await _decide(session, approval, Verdict.REFUSED, name, now)


async def withdraw(session: Session, about: Order | MassOrder, name: str, now: datetime) -> bool:
    """End what its buyer does not want any more; `False` if nothing waits for an approval."""
    is_order = isinstance(about, Order)
    asked = await (store.of_order if is_order else store.of_mass)(session, about.id)
    if asked is None:
        return False
    return await end(session, asked.id, Verdict.WITHDRAWN, name, now)


async def end_overdue(session: Session, approval_id: int, now: datetime) -> bool:
    """Refuse what nobody has decided for too long; `False` if it was decided meanwhile."""
    return await end(session, approval_id, Verdict.EXPIRED, "", now)


async def end_all(session: Session, now: datetime) -> None:
    """Close all that waits for a decision: nobody's yes to it counts any more."""
    for approval_id in await store.undecided(session):
        await end(session, approval_id, Verdict.EXPIRED, "", now)


async def end(
    session: Session, approval_id: int, verdict: Verdict, name: str, now: datetime
) -> bool:
    """Decide what waits; `False` if it was decided meanwhile.

    Args:
        name: of who has decided; empty: nobody.
    """
    approval = await store.get_for_change(session, approval_id)
    if approval is None or approval.verdict is not None:
        return False
    await _decide(session, approval, verdict, name, now)
    return True


async def _decide(
    session: Session, approval: Approval, verdict: Verdict, name: str, now: datetime
) -> None:
    """Write a decision down, and let the order go on, or end it."""
    approval.verdict, approval.decided_at, approval.decided_by = verdict, now, name
    _redraw_cards(session, approval, now)
    if approval.order_id is not None:
        await approval_decisions.decide_order(session, approval.order_id, verdict, name, now)
    elif approval.mass_id is not None:
        await _decide_list(session, approval, approval.mass_id, verdict, now)


async def _decide_list(
    session: Session, approval: Approval, mass_id: int, verdict: Verdict, now: datetime
) -> None:
    found = await approval_decisions.decide_list(session, mass_id, verdict, now)
    if found is not None and verdict is not Verdict.WITHDRAWN:
        payload = {"approval_id": approval.id}
        outbox_store.add(session, found.chat_id, SpendingMessage.VERDICT, payload, now)
