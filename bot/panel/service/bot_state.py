"""What holds for the bot as a whole: the catalogue's version, maintenance, the settings' panel.

Who changes a panel's row as well locks that one first.
"""

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.panel.store import bot_state as store
from bot.panel.tables import BotState


async def get_for_change(session: Session) -> BotState:
    """Return it, locked until the transaction ends."""
    return await store.lock(session)


async def get(session: Session) -> BotState:
    """Return it."""
    return await store.find(session)


async def catalogue_changed(session: Session) -> None:
    """Have every process read the stored catalogue anew."""
    (await get_for_change(session)).catalogue_version += 1
    notify_on_commit(session, Topic.CATALOGUE)


async def set_maintenance(session: Session, text: str | None) -> None:
    """Close ordering to all but owners, with a text for people, or open it again (`None`)."""
    (await get_for_change(session)).maintenance = text
    notify_on_commit(session, Topic.CATALOGUE)  # who follows the catalogue reads this, too
