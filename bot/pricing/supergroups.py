"""The tier of a group, and its own prices."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.supergroups import ChatRows, Upgrade
from bot.panel.service import bot_state
from bot.pricing.store import prices as store
from bot.pricing.tables import Customer, PriceRule


async def _refresh_prices(session: AsyncSession, upgrade: Upgrade) -> None:
    """Have prices read anew by the new number."""
    if await store.is_special(session, upgrade.new_id):
        await bot_state.catalogue_changed(session)


CHAT_ROWS = ChatRows(
    one_each=(
        (Customer.chat_id, ()),
        (
            PriceRule.chat_id,
            (PriceRule.platform, PriceRule.category_id, PriceRule.service_id),
        ),
    ),
    as_chat=(Customer.chat_id, PriceRule.chat_id),
    then=_refresh_prices,
)
