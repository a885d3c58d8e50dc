"""The parts of an order: the runs of a drip-feed, the posts of a subscription."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.orders.rules.net import is_outdated
from bot.orders.rules.states import FINISHED
from bot.orders.tables import Order, OrderPart
from bot.panel.rules.statuses import StatusReport


async def of_order(session: AsyncSession, order_id: int) -> Sequence[OrderPart]:
    """Return an order's parts, in the order in which the panel made them."""
    query = select(OrderPart).where(col(OrderPart.order_id) == order_id)
    return sorted((await session.execute(query)).scalars(), key=_made)


def _made(part: OrderPart) -> tuple[int, str]:
    return len(part.number), part.number


async def still_open(
    session: AsyncSession, children: Mapping[int, Iterable[str]]
) -> Mapping[int, list[str]]:
    """Return which of the parts that the panel has named are not known to have ended."""
    query = select(OrderPart.order_id, OrderPart.number).where(
        col(OrderPart.order_id).in_(children), col(OrderPart.state).in_(list(FINISHED))
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
    """Write down which parts there are, and what the panel said of them."""
    known = {part.number: part for part in await of_order(session, order_id)}
    for number in numbers:
        part = known.get(number)
        if part is None:
            known[number] = part = OrderPart(order_id=order_id, number=number)
            session.add(part)
        report = said.get(number)
        if report is not None:
            _apply(part, report)
    await _sum_up(session, order_id, known.values())


def _apply(part: OrderPart, report: StatusReport) -> None:
    after = report.state or part.state
    if is_outdated(part.state, after):
        part.charge = part.remains = None
    part.state = after
    part.charge = part.charge if report.charge is None else report.charge
    part.start_count = part.start_count if report.start_count is None else report.start_count
    part.remains = part.remains if report.remains is None else report.remains


async def _sum_up(session: AsyncSession, order_id: int, parts: Iterable[OrderPart]) -> None:
    """Let the order cost what its parts cost: the panel tells no charge of the whole."""
    charges = [part.charge for part in parts if part.charge is not None]
    if charges:
        order = await session.get_one(Order, order_id)
        order.charge = sum(charges[1:], charges[0])
