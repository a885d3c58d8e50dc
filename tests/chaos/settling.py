"""What a bot has still to do, and waiting until that is nothing."""

import asyncio
import time

from sqlmodel import col, or_, select

from bot.core.database.engine import Database
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.rules.states import ENDED, FINISHED, OrderState
from bot.orders.tables import Order
from bot.payments.rules.states import PaymentState
from bot.payments.tables import Payment

SETTLE_SECONDS = 300.0
_UPDATES = select(InboxUpdate).where(
    col(InboxUpdate.handled_at).is_(None), col(InboxUpdate.error).is_(None)
)
_PUSHES = select(OutboxMessage).where(  # what is kept waits for an owner who opens the bot
    col(OutboxMessage.dead).is_(False), col(OutboxMessage.kept).is_(False)
)
_GOING_BACK = select(Payment).where(col(Payment.state) == PaymentState.REFUNDING)


async def settle(database: Database) -> list[str]:
    """Wait until nothing is under way any more; return what still is in the end."""
    until = time.monotonic() + SETTLE_SECONDS
    while left := await _under_way(database):
        if time.monotonic() > until:
            break
        await asyncio.sleep(0.5)
    return left


async def _under_way(database: Database) -> list[str]:
    over = [*ENDED, OrderState.UNKNOWN, OrderState.REQUOTED]
    async with database.read() as session:
        looked_at = col(Order.state).in_(FINISHED) & col(Order.look_at).is_not(None)
        orders = await session.execute(
            select(Order).where(or_(~col(Order.state).in_(over), looked_at))
        )
        rows = [*(await session.execute(_UPDATES)).scalars()]
        rows += [*orders.scalars(), *(await session.execute(_PUSHES)).scalars()]
        rows += (await session.execute(_GOING_BACK)).scalars()
        return [repr(row) for row in rows]


async def waiting(database: Database, chat_id: int) -> list[str]:
    """Return what the bot has still to do in a chat."""
    async with database.read() as session:
        updates = await session.execute(_UPDATES.where(col(InboxUpdate.lane) == chat_id))
        pushes = await session.execute(_PUSHES.where(col(OutboxMessage.chat_id) == chat_id))
        return [repr(row) for row in [*updates.scalars(), *pushes.scalars()]]


async def dead_letter(database: Database) -> list[str]:
    """Return the dead letters, with their errors."""
    query = select(InboxUpdate.error).where(col(InboxUpdate.error).is_not(None))
    async with database.read() as session:
        return [f"dead letter: {(error or '')[-300:]}" for error in await session.scalars(query)]
