"""Figures for whoever watches over the bot."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.panel.rules.calls import lately, together
from bot.panel.service import panel_state


async def read(session: AsyncSession, now: datetime) -> dict[str, int]:
    """Return what waits where, by name: `orders{state="queued"}` and so on."""
    counts = await states(session)
    found = {f'orders{{state="{state.value}"}}': count for state, count in counts.items()}
    return found | await queues(session) | await _calls(session, now)


async def _calls(session: AsyncSession, now: datetime) -> dict[str, int]:
    """Return how the panel has answered in the last minutes; nothing if nobody has asked."""
    calls = together(lately((await panel_state.get(session)).calls, now).values())
    if calls is None:
        return {}
    return {
        "panel_calls_lately": calls.count,
        "panel_errors_lately": calls.errors,
        "panel_milliseconds": calls.milliseconds,
    }


async def states(session: AsyncSession) -> dict[OrderState, int]:
    """Return how many orders are in each state."""
    query = select(col(Order.state), func.count()).group_by(col(Order.state))
    return {row[0]: row[1] for row in await session.execute(query)}


async def queues(session: AsyncSession) -> dict[str, int]:
    """Return how many updates and pushes wait, and how many were given up."""
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
