"""What owners say to people in their own words: a greeting, and whom to turn to."""

from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.store import own_texts as store
from bot.core.database.engine import Session


async def get_all(session: Session) -> dict[OwnTextKind, str]:
    """Return the texts that owners have set."""
    return await store.get_all(session)


async def put(session: Session, kind: OwnTextKind, text: str) -> None:
    """Set a text; an empty one removes it."""
    await store.put(session, kind, text)
