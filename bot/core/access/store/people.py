"""People and chats as they arrive: what is known of who asks, and what is new about them."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Chat, ListedPerson, Person
from bot.core.questions.tables import Question

# Built once: this is asked for every update, and building it takes longer than asking.
_ARRIVING = (
    select(Chat, Person, ListedPerson, Question)
    .select_from(Chat)
    .join(Person, col(Person.user_id) == bindparam("user_id"), isouter=True)
    .join(
        ListedPerson,
        and_(
            col(ListedPerson.chat_id) == bindparam("chat_id"),
            col(ListedPerson.user_id) == bindparam("user_id"),
        ),
        isouter=True,
    )
    .join(
        Question,
        and_(
            col(Question.chat_id) == bindparam("chat_id"),
            col(Question.user_id) == bindparam("user_id"),
            col(Question.is_latest).is_(True),
        ),
        isouter=True,
    )
    .where(col(Chat.id) == bindparam("chat_id"))
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a chat and of a person in it.

    Attributes:
        listed: the person is on the chat's list.
        asked: what they were asked there last.
    """

    chat: Chat | None
    person: Person | None
    listed: bool
    asked: Question | None = None


async def arrive(session: AsyncSession, chat_id: int, user_id: int) -> Arrival:
    """Look up who asks, and where, at once: it is done for every update.

    Args:
        user_id: an anonymous administrator's is the group's own.
    """
    values = {"chat_id": chat_id, "user_id": user_id}
    found = (await session.execute(_ARRIVING, values)).first()
    if found is None:
        return Arrival(None, await session.get(Person, user_id), listed=False)
    chat, person, listed, asked = found
    return Arrival(chat, person, listed is not None, asked)


async def record(session: AsyncSession, fresh: Person) -> None:
    """Write down how a person is called now, and that they were seen."""
    known = await session.get(Person, fresh.user_id)
    if known is None:
        session.add(fresh)
        return
    known.name, known.username = fresh.name, fresh.username
    known.language, known.seen_on = fresh.language, fresh.seen_on


async def known(session: AsyncSession, user_id: int) -> Person | None:
    """Return who has an id."""
    return await session.get(Person, user_id)


async def named(session: AsyncSession, username: str) -> Person | None:
    """Return who has a username, with or without its @, in whatever letters.

    Usernames change hands: of several the one that was seen last.
    """
    name = username.removeprefix("@").lower()
    query = select(Person).where(col(Person.username) == name, col(Person.username) != "")
    latest = query.order_by(col(Person.seen_on).desc(), col(Person.first_seen_at).desc())
    return (await session.execute(latest.limit(1))).scalar()
