"""What is kept of owners who send broadcasts, and of who is to get one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.broadcasts.rules import UNDER_WAY, BroadcastState
from bot.broadcasts.tables import Broadcast, Recipient
from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER
from bot.core.personal import CLAIM, Declared, ErasureRequest, PersonalData, Rows


def _rows(user_id: int) -> Rows:
    return {
        Broadcast: col(Broadcast.owner_id) == user_id,
        Recipient: col(Recipient.chat_id) == user_id,
    }


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await session.execute(delete(Recipient).where(col(Recipient.chat_id) == person.user_id))


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> datetime | None:
    """Take an owner off what they have sent to every chat; what is on its way is still theirs."""
    for broadcast in await _theirs(session, person):
        if broadcast.state is BroadcastState.DRAFT:
            await session.delete(broadcast)
        elif broadcast.state not in UNDER_WAY:
            broadcast.owner_id, broadcast.message_id = person.pseudonym, None
    await session.flush()
    return person.now + CHECK_AGAIN_AFTER if await _theirs(session, person) else None


async def _theirs(session: AsyncSession, person: ErasureRequest) -> Sequence[Broadcast]:
    meant = (
        col(Broadcast.owner_id) == person.user_id,
        col(Broadcast.created_at) <= person.asked_at,
    )
    return (await session.execute(select(Broadcast).where(*meant))).scalars().all()


PERSONAL = PersonalData(
    tables={
        Broadcast: Declared(
            file="broadcasts",
            erased="message_id",
            pseudonymized="owner_id",
            searched="error",
            kept=dict.fromkeys(
                ("text", "entities", "photo", "links"), "it was told to every chat"
            ),
            not_personal="language",
        ),
        Recipient: Declared(
            file="broadcasts_to_come",
            erased="chat_id",
            not_personal="lease_holder",
            withheld=CLAIM,
        ),
    },
    rows=_rows,
    erase=_erase,
    erase_ended=_erase_ended,
)
