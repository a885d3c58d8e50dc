"""Two wallets of one chat become one."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.wallet.rules.ledger import TransferKind
from bot.wallet.service.transfers import new_transfer
from bot.wallet.store import accounts, holds, journal


async def merge(session: Session, wallet_id: int, *, into: int, now: datetime) -> None:
    """Take a wallet's balance, with what is reserved of it, to another; it is no chat's then."""
    locked = {number: await accounts.lock(session, number) for number in sorted((wallet_id, into))}
    emptied = locked[wallet_id]
    await accounts.close(session, wallet_id)
    await accounts.put(session, into, emptied.posted)
    await accounts.settle(session, into, held=-emptied.held, taken=0)
    await holds.reassign(session, wallet_id, into)
    if emptied.frozen:
        await accounts.freeze(session, into, frozen=True)
    if not emptied.posted:
        return
    transfer = new_transfer(
        wallet_id,
        into,
        emptied.posted,
        emptied.currency,
        key=f"merge:{wallet_id}",
        kind=TransferKind.MERGE,
        now=now,
    )
    await journal.add(session, transfer)
