"""What is kept of people and their private chats."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Chat, ChatMigration, ListedPerson, Person
from bot.core.personal import PRIVATE_CHAT, Declared, ErasureRequest, PersonalData, Rows


def _rows(user_id: int) -> Rows:
    return {
        Person: col(Person.user_id) == user_id,
        Chat: col(Chat.id) == user_id,
        ListedPerson: col(ListedPerson.user_id) == user_id,
    }


def _names(user_id: int) -> Sequence[Select[Any]]:
    return (
        select(Person.name).where(col(Person.user_id) == user_id),
        select(Chat.title).where(col(Chat.id) == user_id),
        select(ListedPerson.name).where(col(ListedPerson.user_id) == user_id).distinct(),
    )


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    known = await session.get(Person, person.user_id)
    if known is not None and known.blocked:
        known.name = known.username = known.language = ""  # and stays blocked
    elif known is not None:
        await session.delete(known)
    on_lists = col(ListedPerson.user_id) == person.user_id
    await session.execute(delete(ListedPerson).where(on_lists))


PERSONAL = PersonalData(
    tables={
        Chat: Declared(
            file="chat",
            erased="title last_quantity",
            searched="note",
            kept=dict.fromkeys(
                ("id", "language", "time_zone", "categories", "topic_id"), PRIVATE_CHAT
            ),
            not_personal="type",
            withheld="note",
        ),
        ChatMigration: Declared(not_personal="old_id new_id"),  # of groups
        Person: Declared(
            file="person",
            erased="name username language",
            kept={"user_id": "of who is blocked, else blocking ends with /forget"},
        ),
        ListedPerson: Declared(file="may_order_in", erased="chat_id user_id name"),
    },
    rows=_rows,
    names=_names,
    erase=_erase,
)
