"""Orders above a limit: asked about once, decided once; what follows is the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlmodel import col, select

from bot.core.access.tables import Chat
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass import store as mass_store
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.notices import Notice
from bot.orders.rules.states import OrderState
from bot.orders.service import mass_progress
from bot.orders.service.announcements import announce
from bot.orders.service.transitions import transition
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.spending.rules.approvals import WAITS, Verdict
from bot.spending.rules.limits import Excess, Level
from bot.spending.tables import Approval


async def ask(
    session: AsyncSession,
    about: Order | MassOrder,
    above: Excess,
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Ask who can lift the limit: the group's administrators in the group, or every owner.

    What was approved once, and costs more since, is asked about again.
    """
    is_order = isinstance(about, Order)
    approval = await of_order(session, about.id) if is_order else None
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
    session.add(approval)
    await session.flush()
    _send_cards(session, approval, owners, now)


async def pass_on(
    session: AsyncSession, approval: Approval, above: Excess, owners: Iterable[int], now: datetime
) -> None:
    """Ask the owners instead: meanwhile what waits goes beyond a limit of theirs."""
    _record_limit(approval, above)
    redraw_cards(session, approval, now)
    _send_cards(session, approval, owners, now)


def _record_limit(approval: Approval, above: Excess) -> None:
    limit = above.limit
    approval.level, approval.period, approval.amount = limit.level, limit.period, limit.amount
    approval.left = above.left


def _send_cards(
    session: AsyncSession, approval: Approval, owners: Iterable[int], now: datetime
) -> None:
    asked = owners if approval.level is Level.OWNER else [approval.chat_id]
    for chat_id in asked:
        outbox_store.add(session, chat_id, OutboxKind.APPROVAL, {"approval_id": approval.id}, now)


def redraw_cards(session: AsyncSession, approval: Approval, now: datetime) -> None:
    """Have every message that asks show what it asks now, or what was decided."""
    for chat_id, message_id in approval.cards:
        view = {"view": "approval", "approval_id": approval.id}
        payload = {"message_id": message_id, "view": view}
        outbox_store.add(session, chat_id, OutboxKind.VIEW, payload, now)


async def record_card(
    session: AsyncSession, approval_id: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Remember a message that asks, to be drawn again when it is decided, or if it was."""
    approval = await get_for_change(session, approval_id)
    if approval is not None:
        approval.cards = [*approval.cards, [chat_id, message_id]]
        if approval.verdict is not None:
            redraw_cards(session, approval, now)


async def get(session: AsyncSession, approval_id: int) -> Approval:
    """Return what was asked."""
    return await session.get_one(Approval, approval_id)


async def get_for_change(session: AsyncSession, approval_id: int) -> Approval | None:
    """Lock what was asked and read it as it is now."""
    asked = await session.get(Approval, approval_id)
    if asked is not None and asked.mass_id is not None:
        await mass_store.get(session, asked.mass_id)  # locked first, as by the buttons of the list
    return await session.get(Approval, approval_id, with_for_update=True, populate_existing=True)


async def about(session: AsyncSession, approval: Approval) -> Order | MassOrder:
    """Return the order, or the list, that it is about."""
    if approval.order_id is not None:
        return await session.get_one(Order, approval.order_id)
    return await session.get_one(MassOrder, approval.mass_id)


async def of_order(session: AsyncSession, order_id: int) -> Approval | None:
    """Return what was asked about an order."""
    query = select(Approval).where(col(Approval.order_id) == order_id)
    return (await session.execute(query)).scalar()


async def of_mass(session: AsyncSession, mass_id: int) -> Approval | None:
    """Return what was asked about a list."""
    query = select(Approval).where(col(Approval.mass_id) == mass_id)
    return (await session.execute(query)).scalar()


async def holds(session: AsyncSession, mass_id: int) -> bool:
    """Return whether a list waits for an approval, or did not get it."""
    asked = await of_mass(session, mass_id)
    return asked is not None and asked.verdict is not Verdict.APPROVED


def is_held(mass_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """As `holds`, in a query."""
    waits = or_(col(Approval.verdict).is_(None), col(Approval.verdict) != Verdict.APPROVED)
    return select(Approval.id).where(col(Approval.mass_id) == mass_id, waits).exists()


async def overdue(session: AsyncSession, now: datetime, limit: int) -> Sequence[int]:
    """Return our numbers of what was asked too long ago."""
    query = select(Approval.id).where(
        col(Approval.verdict).is_(None), col(Approval.created_at) < now - WAITS
    )
    return (await session.execute(query.limit(limit))).scalars().all()


async def end(
    session: AsyncSession, approval_id: int, verdict: Verdict, name: str, now: datetime
) -> bool:
    """Decide what waits; `False` if it was decided meanwhile."""
    approval = await get_for_change(session, approval_id)
    if approval is None or approval.verdict is not None:
        return False
    await decide(session, approval, verdict, name, now)
    return True


async def decide(
    session: AsyncSession, approval: Approval, verdict: Verdict, name: str, now: datetime
) -> None:
    """Write down a decision, and let the order go on, or end it; it must be locked, and open.

    Args:
        name: of who has decided; empty: nobody.
    """
    approval.verdict, approval.decided_at, approval.decided_by = verdict, now, name
    redraw_cards(session, approval, now)
    if approval.order_id is not None:
        await _decide_order(session, approval.order_id, verdict, name, now)
    elif approval.mass_id is not None:
        await _decide_list(session, approval, approval.mass_id, verdict, now)


async def _decide_order(
    session: AsyncSession, order_id: int, verdict: Verdict, name: str, now: datetime
) -> None:
    order = await orders.get_for_change(session, order_id)
    if order is None or order.state is not OrderState.AWAITING:
        return
    note = f"{verdict.value} by {name}" if name else verdict.value
    if verdict is Verdict.APPROVED:
        order.due_at = now
        await transition(session, order, OrderState.QUEUED, now=now, note=note)
        await announce(session, order, Notice.APPROVED, now, words=name)
        return
    order.reason, order.words = verdict.value, name
    await transition(session, order, OrderState.REFUSED, now=now, note=note)
    if verdict is not Verdict.WITHDRAWN:
        await announce(session, order, Notice.REFUSED, now)


async def _decide_list(
    session: AsyncSession, approval: Approval, mass_id: int, verdict: Verdict, now: datetime
) -> None:
    found = await mass_store.get(session, mass_id)
    if found is None:
        return
    if verdict is not Verdict.APPROVED:
        found.lines, found.ended_at = [], now
    mass_progress.redraw(session, found, now)
    if verdict is not Verdict.WITHDRAWN:
        payload = {"approval_id": approval.id}
        outbox_store.add(session, found.chat_id, OutboxKind.VERDICT, payload, now)


async def owners_asked(session: AsyncSession, approval: Approval) -> bool:
    """Return whether an owner has the question, or will have it: not while it is kept for all."""
    if any(chat_id != approval.chat_id for chat_id, _ in approval.cards):
        return True
    query = (
        select(OutboxMessage)
        .join(Chat, col(Chat.id) == col(OutboxMessage.chat_id))
        .where(
            col(OutboxMessage.kind) == OutboxKind.APPROVAL.value,
            col(OutboxMessage.chat_id) != approval.chat_id,
            col(OutboxMessage.kept).is_(False),
            col(OutboxMessage.dead).is_(False),
            col(Chat.reachable).is_(True),
        )
    )
    rows = (await session.execute(query)).scalars()
    return any(row.payload["approval_id"] == approval.id for row in rows)
