"""What is kept of people who were asked for something."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, ErasureRequest, PersonalData
from bot.core.questions import store
from bot.core.questions.tables import Question


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await store.delete_about(session, person.user_id)


PERSONAL = PersonalData(
    tables={
        Question: Declared(
            file="questions",
            erased="chat_id message_id user_id about",
            not_personal="kind closed_by",
        )
    },
    rows=lambda user_id: {Question: col(Question.user_id) == user_id},
    erase=_erase,
)
