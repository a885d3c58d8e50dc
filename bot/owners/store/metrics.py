"""How many orders, updates and messages there are of each kind."""

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order


async def states(session: AsyncSession) -> dict[OrderState, int]:
    """Return how many orders are in each state."""
    query = select(col(Order.state), func.count()).group_by(col(Order.state))
    return {row[0]: row[1] for row in await session.execute(query)}


async def queues(session: AsyncSession) -> dict[str, int]:
    """Return how many updates and messages wait, and how many were given up."""
    found = {}
    waiting = col(InboxUpdate.handled_at).is_(None)
    queries = {
        "updates_waiting": (waiting, col(InboxUpdate.error).is_(None)),
        "updates_set_aside": (waiting, col(InboxUpdate.error).is_not(None)),
    }
    for name, conditions in queries.items():
        query = select(func.count()).select_from(InboxUpdate).where(*conditions)
        found[name] = (await session.execute(query)).scalar_one()
    dead, kept = col(OutboxMessage.dead), col(OutboxMessage.kept)
    pushes = {
        "pushes_waiting": (dead.is_(False), kept.is_(False)),
        "pushes_given_up": (dead.is_(True),),
        "pushes_kept": (dead.is_(False), kept.is_(True)),
    }
    for name, these in pushes.items():
        query = select(func.count()).select_from(OutboxMessage).where(*these)
        found[name] = (await session.execute(query)).scalar_one()
    return found
