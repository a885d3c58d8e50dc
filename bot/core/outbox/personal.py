"""What is kept of people in messages that wait to be sent."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.core.personal import CLAIM, Declared, ErasureRequest, PersonalData


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    """Erase what waits to be told, to them and of them."""
    to_them = col(OutboxMessage.chat_id) == person.user_id
    await session.execute(delete(OutboxMessage).where(to_them))
    alerts = select(OutboxMessage).where(col(OutboxMessage.kind) == OutboxKind.ALERT.value)
    for alert in (await session.execute(alerts)).scalars():
        if person.user_id in {alert.payload.get("user_id"), alert.payload.get("chat_id")}:
            await session.delete(alert)


PERSONAL = PersonalData(
    tables={
        OutboxMessage: Declared(
            file="messages_that_wait",
            erased="chat_id",
            searched="payload error",
            not_personal="kind lease_holder",
            withheld=CLAIM,
        )
    },
    rows=lambda user_id: {OutboxMessage: col(OutboxMessage.chat_id) == user_id},
    erase=_erase,
)
