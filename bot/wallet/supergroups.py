"""A group's wallet goes with it; if the new chat has one as well, that is put into the old one."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.supergroups import ChatRows, Upgrade
from bot.wallet.service.merging import merge
from bot.wallet.store import accounts
from bot.wallet.tables import Account


async def _merge(session: AsyncSession, upgrade: Upgrade) -> None:
    """Leave the group one wallet: the older, whose orders and statement are longer."""
    old = await accounts.wallet_of(session, upgrade.old_id)
    new = await accounts.wallet_of(session, upgrade.new_id)
    if old is not None and new is not None and old.currency == new.currency:
        await merge(session, new.id, into=old.id, now=upgrade.now)


CHAT_ROWS = ChatRows(first=_merge, as_chat=(Account.chat_id,))
"""What the ledger hands over."""
