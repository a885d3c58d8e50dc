"""Favourites: services that a person has marked, in whichever chat."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import Favourite

# Built once: every card and every menu asks for them.
_ONE = select(Favourite).where(
    col(Favourite.user_id) == bindparam("user_id"),
    col(Favourite.service_id) == bindparam("service_id"),
)
_OF_PERSON = (
    select(Favourite.service_id)
    .where(col(Favourite.user_id) == bindparam("user_id"))
    .order_by(col(Favourite.added_at).desc(), col(Favourite.service_id).desc())
)


async def add(
    session: AsyncSession, user_id: int, service_id: int, now: datetime, *, name: str = ""
) -> None:
    """Put a service among a person's favourites; already there is fine.

    Args:
        name: as the panel calls it, which may sell another under its number one day.
    """
    if await find(session, user_id, service_id) is None:
        favourite = Favourite(user_id=user_id, service_id=service_id, name=name, added_at=now)
        session.add(favourite)


async def remove(session: AsyncSession, user_id: int, service_id: int) -> None:
    """Take a service off a person's favourites; not there is fine."""
    await session.execute(
        delete(Favourite).where(
            col(Favourite.user_id) == user_id, col(Favourite.service_id) == service_id
        )
    )


async def find(session: AsyncSession, user_id: int, service_id: int) -> Favourite | None:
    """Return a service among a person's favourites, `None` if it is none of them."""
    values = {"user_id": user_id, "service_id": service_id}
    return (await session.execute(_ONE, values)).scalar_one_or_none()


async def of_person(session: AsyncSession, user_id: int) -> Sequence[int]:
    """Return our numbers of a person's favourites, the newest first; some may be gone."""
    return (await session.execute(_OF_PERSON, {"user_id": user_id})).scalars().all()


async def reassign(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Give one's favourites to another, who may have some already."""
    theirs = select(Favourite.service_id).where(col(Favourite.user_id) == new_id)
    twice = col(Favourite.service_id).in_(theirs.scalar_subquery())
    await session.execute(delete(Favourite).where(col(Favourite.user_id) == old_id, twice))
    await session.execute(
        update(Favourite).where(col(Favourite.user_id) == old_id).values(user_id=new_id)
    )
