"""The suborders of an order: the runs of a drip-feed, the posts of a subscription."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.final_price import is_outdated
from bot.orders.rules.states import FINISHED
from bot.orders.tables import Order, Suborder
from bot.panel.rules.statuses import StatusReport


async def of_order(session: AsyncSession, order_id: int) -> Sequence[Suborder]:
    """Return an order's suborders, in the order in which the panel made them."""
    query = select(Suborder).where(col(Suborder.order_id) == order_id)
    return sorted((await session.execute(query)).scalars(), key=_made)


def _made(suborder: Suborder) -> tuple[int, str]:
    return len(suborder.number), suborder.number


async def still_open(
    session: AsyncSession, children: Mapping[int, Iterable[str]]
) -> Mapping[int, list[str]]:
    """Return which of the suborders that the panel has named are not known to have ended."""
    query = select(Suborder.order_id, Suborder.number).where(
        col(Suborder.order_id).in_(children), col(Suborder.state).in_(list(FINISHED))
    )
    ended = {(order_id, number) for order_id, number in await session.execute(query)}
    return {
        order_id: [number for number in numbers if (order_id, number) not in ended]
        for order_id, numbers in children.items()
    }


async def record(
    session: AsyncSession,
    order_id: int,
    numbers: Collection[str],
    said: Mapping[str, StatusReport],
) -> None:
    """Write down which suborders there are, and what the panel said of them."""
    known = {suborder.number: suborder for suborder in await of_order(session, order_id)}
    was_charged = False
    for number in numbers:
        suborder = known.get(number)
        if suborder is None:
            known[number] = suborder = Suborder(order_id=order_id, number=number)
            session.add(suborder)
        report = said.get(number)
        if report is not None:
            was_charged |= suborder.charge is not None
            _apply(suborder, report)
    await _sum_up(session, order_id, known.values(), was_charged=was_charged)


def _apply(suborder: Suborder, report: StatusReport) -> None:
    after = report.state or suborder.state
    if is_outdated(suborder.state, after):
        suborder.charge = suborder.remains = None
    suborder.state = after
    suborder.charge = suborder.charge if report.charge is None else report.charge
    suborder.start_count = (
        suborder.start_count if report.start_count is None else report.start_count
    )
    suborder.remains = suborder.remains if report.remains is None else report.remains


async def _sum_up(
    session: AsyncSession, order_id: int, found: Iterable[Suborder], *, was_charged: bool
) -> None:
    """Let the order cost what its suborders cost: the panel tells no charge of the whole.

    Args:
        was_charged: something was charged before; now that may be nothing.
    """
    charges = [suborder.charge for suborder in found if suborder.charge is not None]
    if charges or was_charged:
        order = await session.get_one(Order, order_id)
        order.charge = sum(charges, Decimal(0))
