"""What is kept by a group's id in lists of orders."""

from sqlalchemy import and_, delete, exists
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.core.supergroups import ChatRows, Upgrade
from bot.orders.mass.tables import MassOrder


async def _leave_older_list(session: AsyncSession, upgrade: Upgrade) -> None:
    """Of a person's lists that wait to be confirmed, keep the one in the new chat."""
    there = aliased(MassOrder)
    waits = exists().where(
        col(there.chat_id) == upgrade.new_id,
        col(there.user_id) == col(MassOrder.user_id),
        col(there.confirmed_at).is_(None),
    )
    old = col(MassOrder.chat_id) == upgrade.old_id
    here = and_(old, col(MassOrder.confirmed_at).is_(None))
    await session.execute(delete(MassOrder).where(here, waits))


CHAT_ROWS = ChatRows(
    messages={MassOrder: ("source_message_id", "message_id", "thread_id")},
    as_person=(MassOrder.user_id,),
    first=_leave_older_list,
    as_chat=(MassOrder.chat_id,),
)
