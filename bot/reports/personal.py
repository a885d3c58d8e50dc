"""What is kept of people in files that were asked for."""

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import CLAIM, Declared, ErasureRequest, PersonalData
from bot.reports.tables import Export, WeeklySummary


def _theirs(user_id: int) -> ColumnElement[bool]:
    return or_(col(Export.asked_by) == user_id, col(Export.chat_id) == user_id)


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await session.execute(delete(Export).where(_theirs(person.user_id)))
    of_them = update(Export).where(col(Export.of_user) == person.user_id)
    await session.execute(of_them.values(of_user=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        Export: Declared(
            file="files_asked_for",
            erased="chat_id asked_by thread_id message_id",
            pseudonymized="of_user",
            kept={"of_chat": "of an owner's file, which is deleted when it was sent"},
            not_personal="lease_holder after_id",
            withheld=CLAIM,
        ),
        WeeklySummary: Declared(
            kept=dict.fromkeys(("chat_id", "topic_id", "time_zone"), "a group's setting")
        ),
    },
    rows=lambda user_id: {Export: _theirs(user_id)},
    erase=_erase,
)
