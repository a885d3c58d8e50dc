"""What owners change about prices; every process reads them anew."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.panel.service import bot_state
from bot.pricing.rules.prices import Buyer, Goods
from bot.pricing.store import prices as store
from bot.pricing.tables import PriceRule, Tier

_NAME_TAKEN = N_("There is already a tier with this name.")


async def is_current(session: Session, version: int) -> bool:
    """Return whether what is on sale, and what it costs, is what it was; it stays so.

    Args:
        version: of what was shown.
    """
    return (await bot_state.get_for_change(session)).catalogue_version == version


async def record_notified(session: Session, unsold: Collection[int]) -> None:
    """Note that owners know of services that are no longer sold: they have seen it before."""
    if unsold:
        state = await store.lock_state(session)
        state.unsold_told = sorted({*state.unsold_told, *unsold})


async def set_rule(
    session: Session,
    buyer: Buyer,
    goods: Goods,
    percent: Decimal,
    fixed: Decimal,
    *,
    by: int,
    now: datetime,
) -> int:
    """Have a buyer pay a markup for some goods, in place of the former one; return its number.

    Args:
        fixed: in the wallets' currency.
        by: the owner's user id.
    """
    await bot_state.catalogue_changed(session)  # locks: one owner after the other
    rule = await store.find_rule(session, buyer, goods)
    if rule is None:
        rule = PriceRule(**buyer._asdict(), **goods._asdict())
    rule.percent, rule.fixed, rule.changed_by, rule.changed_at = percent, fixed, by, now
    session.add(rule)
    await session.flush()
    return rule.id


async def remove_rule(session: Session, rule_id: int) -> None:
    """Remove a rule; the next narrowest one makes the prices, if there is one."""
    if await store.delete_rule(session, rule_id):
        await bot_state.catalogue_changed(session)


async def set_tier(session: Session, tier_id: int | None, name: str) -> Tier | None:
    """Make a tier (`None`), or rename one; return it, `None` if it no longer exists.

    Raises:
        InputError: another one is called so.
    """
    await bot_state.catalogue_changed(session)
    named = await store.tier_named(session, name)
    if named is not None and named.id != tier_id:
        raise InputError(_NAME_TAKEN)
    tier = Tier(name=name) if tier_id is None else await store.get_tier(session, tier_id)
    if tier is not None:
        tier.name = name
        session.add(tier)
        await session.flush()
    return tier


async def delete_tier(session: Session, tier_id: int) -> None:
    """Delete a tier with its rules; who was in it pays what everybody pays."""
    tier = await store.get_tier(session, tier_id)
    if tier is not None:
        await bot_state.catalogue_changed(session)
        await store.delete_tier(session, tier)


async def put_in_tier(session: Session, chat_id: int, tier_id: int | None) -> None:
    """Put a chat in a tier, and out of another; in none for `None`, and if it no longer exists."""
    await bot_state.catalogue_changed(session)
    exists = tier_id is not None and await store.get_tier(session, tier_id) is not None
    await store.put_customer(session, chat_id, tier_id if tier_id and exists else 0)


async def set_least_margin(session: Session, percent: Decimal) -> None:
    """Sell nothing for less than the cost and so many percent of it.

    Args:
        percent: 0 or more.
    """
    (await store.lock_state(session)).least_margin = percent
    await bot_state.catalogue_changed(session)


async def set_rate_days(session: Session, days: int) -> None:
    """Remind owners of an exchange rate when it is so many days old."""
    state = await store.lock_state(session)
    state.rate_days, state.rate_told_at = days, None
