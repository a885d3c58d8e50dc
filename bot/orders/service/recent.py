"""What people have ordered lately."""

from collections.abc import Sequence

from bot.core.database.engine import Session
from bot.orders.store import orders


async def recent_services(session: Session, chat_id: int, user_id: int) -> Sequence[int]:
    """Return our numbers of what a person has ordered in a chat lately, the latest first."""
    return await orders.recent_services(session, chat_id, user_id)
