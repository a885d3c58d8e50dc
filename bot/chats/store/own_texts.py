"""The owners' own texts."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.tables import OwnText


async def get_all(session: AsyncSession) -> dict[OwnTextKind, str]:
    """Return the texts that there are."""
    return {it.kind: it.text for it in (await session.execute(select(OwnText))).scalars()}


async def put(session: AsyncSession, kind: OwnTextKind, text: str) -> None:
    """Store a text in place of the former one; an empty one deletes it."""
    found = await session.get(OwnText, kind)
    if text:
        await session.merge(OwnText(kind=kind, text=text))
    elif found is not None:
        await session.delete(found)
