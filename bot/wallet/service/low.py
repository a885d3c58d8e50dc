"""Chats that want to know when little is left in their wallet."""

from datetime import datetime

from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.wallet.outbox import WalletMessage
from bot.wallet.rules.units import UNITS
from bot.wallet.service import ledger
from bot.wallet.store import accounts

CHOICES = (0, UNITS, 5 * UNITS, 10 * UNITS, 25 * UNITS)
"""Units below which a chat can be told; 0: never."""


async def choose(session: Session, chat_id: int, units: int, currency: str, now: datetime) -> None:
    """Have a chat told when less than so many units is available in its wallet; 0: never."""
    wallet = await ledger.open_wallet(session, chat_id, currency, now)
    await accounts.set_low(session, wallet.id, units)


async def is_due(session: Session) -> bool:
    """Return whether there is something to tell, or to be told again later."""
    return await accounts.has_low(session)


async def notify(session: Session, now: datetime) -> None:
    """Notify each chat whose wallet has become low, once until there is enough again."""
    for chat_id in await accounts.take_low(session):
        chat = await chats.get(session, chat_id)
        if chat is not None and chat.reachable:
            outbox_store.add(session, chat.id, WalletMessage.LOW, {}, now)
