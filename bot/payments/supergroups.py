"""Top-ups of a group go with it, and with its wallet."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.supergroups import ChatRows, Upgrade
from bot.payments.tables import Payment, TopUp
from bot.wallet.service import ledger


async def _follow_the_wallet(session: AsyncSession, upgrade: Upgrade) -> None:
    """Have payments be in the wallet that the group has now, those to come as well."""
    wallet = await ledger.wallet_of(session, upgrade.new_id)
    if wallet is not None:
        is_here = col(TopUp.chat_id) == upgrade.new_id
        await session.execute(update(TopUp).where(is_here).values(wallet_id=wallet.id))
        theirs = col(Payment.top_up_id).in_(select(TopUp.id).where(is_here))
        credited = update(Payment).where(theirs, col(Payment.wallet_id).is_not(None))
        await session.execute(credited.values(wallet_id=wallet.id))


CHAT_ROWS = ChatRows(
    messages={TopUp: ("message_id",)},
    as_person=(TopUp.asked_by,),
    as_chat=(TopUp.chat_id,),
    then=_follow_the_wallet,
)
