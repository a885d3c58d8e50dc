"""What is kept of people in prices: their own rules, their tier, and what owners have changed."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, ErasureRequest, PersonalData, Rows
from bot.core.questions import store as questions
from bot.panel.service import bot_state
from bot.pricing.buttons import PriceQuestion
from bot.pricing.rules.prices import Buyer
from bot.pricing.rules.scopes import buyer_word
from bot.pricing.store import prices as store
from bot.pricing.tables import Customer, ExchangeRate, PriceRule, PricingState, Tier


def _rows(user_id: int) -> Rows:
    return {
        PriceRule: (col(PriceRule.chat_id) == user_id) | (col(PriceRule.changed_by) == user_id),
        Customer: col(Customer.chat_id) == user_id,
        ExchangeRate: col(ExchangeRate.by) == user_id,
    }


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    if await store.is_special(session, person.user_id):
        await store.forget_chat(session, person.user_id)
        await bot_state.catalogue_changed(session)
    asked = buyer_word(Buyer(chat_id=person.user_id))
    await questions.delete_beginning(session, set(PriceQuestion), f"{asked}:")
    rules = update(PriceRule).where(col(PriceRule.changed_by) == person.user_id)
    await session.execute(rules.values(changed_by=person.pseudonym))
    rates = update(ExchangeRate).where(col(ExchangeRate.by) == person.user_id)
    await session.execute(rates.values(by=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        PriceRule: Declared(
            file="prices",
            erased="chat_id",
            pseudonymized="changed_by",
            not_personal="tier_id platform category_id service_id",
        ),
        Tier: Declared(not_personal="name"),
        Customer: Declared(file="tier", erased="chat_id"),
        ExchangeRate: Declared(
            file="exchange_rates", pseudonymized="by", not_personal="base quote"
        ),
        PricingState: Declared(not_personal="unsold_told wallet_currency"),
    },
    rows=_rows,
    erase=_erase,
)
