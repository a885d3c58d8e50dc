"""Rules, tiers, exchange rates, and the one row of what holds for all prices."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.access.tables import Chat
from bot.core.database.by_key import ByKey
from bot.pricing.rules.prices import Buyer, Goods, Rule
from bot.pricing.tables import Customer, ExchangeRate, PriceRule, PricingState, Tier

RATES_SHOWN = 5
_ID = 1
_STATE = ByKey(PricingState)
_RULES = select(PriceRule).order_by(col(PriceRule.id))
_RULES_OF_BUYER = _RULES.where(
    col(PriceRule.tier_id).in_(bindparam("tiers", expanding=True)),
    col(PriceRule.chat_id).in_(bindparam("chats", expanding=True)),
)
_TIER_OF = select(Customer.tier_id).where(col(Customer.chat_id) == bindparam("chat_id"))
_RATES = (
    select(ExchangeRate)
    .where(
        col(ExchangeRate.base) == bindparam("base"), col(ExchangeRate.quote) == bindparam("quote")
    )
    .order_by(col(ExchangeRate.id).desc())
)
_NEWEST_RATE = _RATES.limit(1)
_NEWEST_RATES = _RATES.limit(RATES_SHOWN)


async def find_state(session: AsyncSession) -> PricingState:
    """Return what holds for all prices."""
    return _existing(await _STATE.find(session, _ID))


async def lock_state(session: AsyncSession) -> PricingState:
    """Lock what holds for all prices, and return it as it is now."""
    return _existing(await _STATE.lock(session, _ID))


def _existing(state: PricingState | None) -> PricingState:
    if state is None:
        raise RuntimeError("the row of pricing, which its migration makes, is missing")
    return state


async def rules(session: AsyncSession) -> Sequence[Rule]:
    """Return every rule, the oldest first."""
    return [as_rule(row) for row in (await session.execute(_RULES)).scalars()]


async def rules_of(session: AsyncSession, buyer: Buyer) -> Sequence[Rule]:
    """Return the rules that may make a chat's prices: its own, its tier's and everybody's."""
    values = {"tiers": [0, buyer.tier_id], "chats": [0, buyer.chat_id]}
    rows = (await session.execute(_RULES_OF_BUYER, values)).scalars()
    return [as_rule(row) for row in rows]


def as_rule(row: PriceRule) -> Rule:
    """Return a rule as it is applied."""
    buyer = Buyer(row.tier_id, row.chat_id)
    goods = Goods(row.platform, row.category_id, row.service_id)
    return Rule(row.id, buyer, goods, row.percent, row.fixed)


async def find_rule(session: AsyncSession, buyer: Buyer, goods: Goods) -> PriceRule | None:
    """Return the rule that is for exactly this buyer and these goods."""
    query = select(PriceRule).filter_by(**buyer._asdict(), **goods._asdict())
    return (await session.execute(query)).scalar_one_or_none()


async def delete_rule(session: AsyncSession, rule_id: int) -> bool:
    """Delete a rule; return whether there was one."""
    query = delete(PriceRule).where(col(PriceRule.id) == rule_id).returning(col(PriceRule.id))
    return (await session.execute(query)).scalar() is not None


async def is_special(session: AsyncSession, chat_id: int) -> bool:
    """Return whether a chat has a tier, or prices of its own."""
    own = select(PriceRule.id).where(col(PriceRule.chat_id) == chat_id).limit(1)
    has_own = (await session.execute(own)).scalar() is not None
    return has_own or bool(await tier_of(session, chat_id))


async def forget_chat(session: AsyncSession, chat_id: int) -> None:
    """Take a chat out of its tier, and delete its own prices."""
    await session.execute(delete(PriceRule).where(col(PriceRule.chat_id) == chat_id))
    await put_customer(session, chat_id, 0)


async def tier_of(session: AsyncSession, chat_id: int) -> int:
    """Return the tier of a chat; 0: none."""
    return (await session.execute(_TIER_OF, {"chat_id": chat_id})).scalar() or 0


async def tiers_of_chats(session: AsyncSession) -> Mapping[int, int]:
    """Return the tier of each chat that is in one."""
    rows = await session.execute(select(Customer.chat_id, Customer.tier_id))
    return {row.chat_id: row.tier_id for row in rows}


async def put_customer(session: AsyncSession, chat_id: int, tier_id: int) -> None:
    """Put a chat in a tier; 0: in none."""
    if tier_id:
        await session.merge(Customer(chat_id=chat_id, tier_id=tier_id))
    else:
        await session.execute(delete(Customer).where(col(Customer.chat_id) == chat_id))


async def tiers(session: AsyncSession) -> Sequence[Tier]:
    """Return every tier by its name."""
    return (await session.execute(select(Tier).order_by(col(Tier.name)))).scalars().all()


async def get_tier(session: AsyncSession, tier_id: int) -> Tier | None:
    """Return a tier by its number."""
    return await session.get(Tier, tier_id)


async def tier_named(session: AsyncSession, name: str) -> Tier | None:
    """Return a tier by its name, in capitals or not."""
    found = await tiers(session)  # a handful; databases fold only ASCII alike
    return next((it for it in found if it.name.casefold() == name.casefold()), None)


async def delete_tier(session: AsyncSession, tier: Tier) -> None:
    """Delete a tier, its rules, and who is in it."""
    await session.execute(delete(Customer).where(col(Customer.tier_id) == tier.id))
    await session.execute(delete(PriceRule).where(col(PriceRule.tier_id) == tier.id))
    await session.delete(tier)


async def newest_rate(session: AsyncSession, base: str, quote: str) -> ExchangeRate | None:
    """Return the exchange rate that counts; `None`: there has never been one."""
    values = {"base": base, "quote": quote}
    return (await session.execute(_NEWEST_RATE, values)).scalar_one_or_none()


async def newest_rates(session: AsyncSession, base: str, quote: str) -> Sequence[ExchangeRate]:
    """Return the last exchange rates, the one that counts first."""
    values = {"base": base, "quote": quote}
    return (await session.execute(_NEWEST_RATES, values)).scalars().all()


async def titles_of_special(session: AsyncSession) -> Mapping[int, str]:
    """Return what chats are called that have a tier, or rules of their own."""
    own, tiered = select(PriceRule.chat_id), select(Customer.chat_id)
    query = select(Chat.id, Chat.title).where(col(Chat.id).in_(own) | col(Chat.id).in_(tiered))
    return {row.id: row.title for row in await session.execute(query)}


async def has_amounts(session: AsyncSession) -> bool:
    """Return whether a rule has an amount in the wallets' currency."""
    rows = (await session.execute(select(col(PriceRule.fixed)))).scalars()
    return any(rows)  # SQLite keeps them as text, and cannot tell
