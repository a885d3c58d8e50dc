"""What is kept of people in the settings' log, and of who wants to be forgotten."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.tables import AuditEntry, Forgotten, OwnText
from bot.core.personal import PRIVATE_CHAT, Declared, ErasureRequest, PersonalData


def _names(user_id: int) -> Sequence[Select[Any]]:
    changed = select(AuditEntry.user_name).where(col(AuditEntry.user_id) == user_id)
    return (changed.distinct(),)


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    changes = update(AuditEntry).where(col(AuditEntry.user_id) == person.user_id)
    await session.execute(changes.values(user_id=person.pseudonym, user_name=""))


PERSONAL = PersonalData(
    tables={
        Forgotten: Declared(
            kept={"user_id": "until all is done: what is under way, limits, and then erased"},
        ),
        OwnText: Declared(kept={"text": "owners say it to everybody"}),
        AuditEntry: Declared(
            file="changes_of_settings",
            erased="user_name",
            pseudonymized="user_id",
            searched="before after",
            kept={"chat_id": PRIVATE_CHAT},
            not_personal="change",
        ),
    },
    rows=lambda user_id: {AuditEntry: col(AuditEntry.user_id) == user_id},
    names=_names,
    erase=_erase,
)
