"""What waits to be sent to, or tells of, a group that becomes a supergroup."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.supergroups import ChatRows, Upgrade


async def _readdress(session: AsyncSession, upgrade: Upgrade) -> None:
    """Have what waits speak of the new chat; no message of the old one is drawn."""
    old_id = upgrade.old_id
    here = col(OutboxMessage.chat_id) == old_id
    view = col(OutboxMessage.kind) == OutboxKind.LIVE_MESSAGE.value
    await session.execute(delete(OutboxMessage).where(here, view))
    speaks = col(OutboxMessage.kind).in_([OutboxKind.ALERT.value, OutboxKind.FAILURE.value])
    for row in (await session.execute(select(OutboxMessage).where(speaks))).scalars():
        if row.payload.get("chat_id") == old_id:
            row.payload = row.payload | {"chat_id": upgrade.new_id}
        if row.chat_id == old_id and row.kind == OutboxKind.FAILURE:
            row.payload = row.payload | {"reply_to": None, "thread_id": None}


CHAT_ROWS = ChatRows(first=_readdress, as_chat=(OutboxMessage.chat_id,))
