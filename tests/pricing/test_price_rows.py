"""Stored rules, tiers and rates: what owners change is what is paid, and who has left is gone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from bot.chats.service import privacy
from bot.core.access.store import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Database, Session
from bot.core.errors import InputError
from bot.core.outbox.tables import OutboxMessage
from bot.core.questions.tables import Question
from bot.features import FEATURES, migrate_chat
from bot.panel.service import bot_state, panel_state
from bot.pricing.buttons import PriceQuestion
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING, Buyer, Exchange, Goods, Prices
from bot.pricing.rules.selling import Selling
from bot.pricing.service import changes, currency, exchange, watch
from bot.pricing.service.currency import CurrencyChangedError
from bot.pricing.service.prices import read_prices
from bot.pricing.tables import Customer, ExchangeRate, PriceRule, Tier
from bot.wallet.service import ledger

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
OWNER, PERSON, OTHER, GROUP = 1, 7, 8, -5
SELLING = Selling("RUB", Decimal("0.5"))
BY: dict[str, Any] = {"by": OWNER, "now": NOW}
THIRTY = Decimal(30), Decimal("0.1")


async def read(database: Database, chat_id: int | None = None, panel: str = "usd") -> Prices:
    async with database.read() as session:
        return await read_prices(session, SELLING, panel, chat_id)


async def all_rows(database: Database, table: type[SQLModel]) -> list[Any]:
    async with database.read() as session:
        return list((await session.execute(select(table))).scalars())


async def version(database: Database) -> int:
    async with database.read() as session:
        return (await bot_state.get(session)).catalogue_version


async def know(session: Session, *chat_ids: int) -> None:
    for chat_id in chat_ids:
        kind = "private" if chat_id > 0 else "group"
        await chats.ensure(
            session, Chat(id=chat_id, type=kind, title="T", language="en", created_at=NOW)
        )
    await session.flush()


async def tiered(session: Session, name: str, *chat_ids: int) -> int:
    """Make a tier, with a rule, and put chats in it."""
    tier = await changes.set_tier(session, None, name)
    assert tier is not None
    await changes.set_rule(session, Buyer(tier_id=tier.id), EVERYTHING, *THIRTY, **BY)
    await know(session, *chat_ids)
    for chat_id in chat_ids:
        await changes.put_in_tier(session, chat_id, tier.id)
    return tier.id


async def test_a_fresh_database_has_no_rule(database: Database) -> None:
    assert await read(database) == Prices("RUB", "USD", Decimal("0.5"))


async def test_a_rule_for_the_same_replaces_the_former(database: Database) -> None:
    async with database.begin() as session:
        for scope in (EVERYTHING, Goods(service_id=4), EVERYTHING):
            await changes.set_rule(session, EVERYBODY, scope, *THIRTY, **BY)
        first = await changes.set_rule(session, EVERYBODY, EVERYTHING, *(Decimal(5),) * 2, **BY)
    found = (await read(database)).rules
    assert [(it.id, it.goods, it.percent, it.fixed) for it in found] == [
        (first, EVERYTHING, 5, 5),
        (first + 1, Goods(service_id=4), *THIRTY),
    ]
    assert await version(database) == 4
    async with database.begin() as session:
        await changes.remove_rule(session, first)
        await changes.remove_rule(session, first)
    assert [it.id for it in (await read(database)).rules] == [first + 1]
    assert await version(database) == 5


async def test_the_database_has_a_rule_once(database: Database) -> None:
    row: dict[str, Any] = {
        "percent": Decimal(1),
        "fixed": Decimal(0),
        "changed_at": NOW,
        "changed_by": OWNER,
    }
    with pytest.raises(IntegrityError):
        async with database.begin() as session:
            session.add_all([PriceRule(**row), PriceRule(**row)])
    with pytest.raises(IntegrityError):
        async with database.begin() as session:
            session.add(PriceRule(**row, tier_id=1, chat_id=1))


async def test_one_buyers_prices_are_those_of_everybodys_reading(database: Database) -> None:
    async with database.begin() as session:
        await tiered(session, "VIP", PERSON)
        await tiered(session, "Resellers", GROUP)
        for chat_id in (PERSON, OTHER):
            await changes.set_rule(session, Buyer(chat_id=chat_id), Goods("TikTok"), *THIRTY, **BY)
        await changes.set_rule(session, EVERYBODY, Goods(category_id=3), *THIRTY, **BY)
        await changes.set_least_margin(session, Decimal(5))
        await exchange.set_rate(session, "usd", "RUB", Decimal("81.5"), **BY)
        await exchange.set_rate(session, "USD", "RUB", Decimal("82.25"), **BY)
        await exchange.set_rate(session, "EUR", "RUB", Decimal(90), **BY)
    whole = await read(database)
    assert whole.exchange == Exchange(2, Decimal("82.25"))
    assert whole.least_margin == 5
    for chat_id in (PERSON, OTHER, GROUP, 99):
        one = await read(database, chat_id)
        assert one.of(chat_id) == whole.of(chat_id)
    assert len((await read(database, OTHER)).rules) == 2
    assert (await read(database, panel="RUB")).exchange is None


async def test_tiers_are_made_renamed_and_deleted(database: Database) -> None:
    async with database.begin() as session:
        vip, other = await tiered(session, "VIP", PERSON, GROUP), await tiered(session, "Silver")
    for number, name in ((None, "vip"), (other, "VIP")):
        with pytest.raises(InputError):
            async with database.begin() as session:
                await changes.set_tier(session, number, name)
    async with database.begin() as session:
        await changes.set_tier(session, vip, "Vip")  # its own name in other letters
        await changes.put_in_tier(session, GROUP, other)
    assert {it.id: it.name for it in await all_rows(database, Tier)} == {
        vip: "Vip",
        other: "Silver",
    }
    async with database.begin() as session:
        await changes.delete_tier(session, vip)
        await changes.put_in_tier(session, PERSON, vip)  # by a button of an older message
        assert await changes.set_tier(session, vip, "Gold") is None
    prices = await read(database)
    assert prices.tier_of == {GROUP: other}
    assert [it.buyer for it in prices.rules] == [Buyer(tier_id=other)]
    async with database.begin() as session:
        await changes.put_in_tier(session, GROUP, None)
    assert not await all_rows(database, Customer)


async def test_a_supergroup_keeps_tier_and_prices(database: Database) -> None:
    new = -1005
    async with database.begin() as session:
        tier = await tiered(session, "VIP", GROUP)
        await changes.set_rule(session, Buyer(chat_id=GROUP), EVERYTHING, *THIRTY, **BY)
        await changes.set_rule(session, Buyer(chat_id=GROUP), Goods("TikTok"), *THIRTY, **BY)
        await changes.set_rule(
            session, Buyer(chat_id=new), EVERYTHING, Decimal(1), Decimal(0), **BY
        )
    before = await version(database)
    async with database.begin() as session:
        await migrate_chat(session, GROUP, new, NOW)
    prices = await read(database)
    assert prices.tier_of == {new: tier}
    assert [(it.buyer, it.goods, it.percent) for it in prices.rules if it.buyer.chat_id] == [
        (Buyer(chat_id=new), Goods("TikTok"), Decimal(30)),
        (Buyer(chat_id=new), EVERYTHING, Decimal(1)),
    ]
    assert await version(database) == before + 1


async def test_who_is_forgotten_leaves_no_price(database: Database) -> None:
    async with database.begin() as session:
        tier = await tiered(session, "VIP", PERSON, OTHER)
        for chat_id in (PERSON, OTHER):
            await changes.set_rule(
                session, Buyer(chat_id=chat_id), EVERYTHING, *THIRTY, by=PERSON, now=NOW
            )
        await exchange.set_rate(session, "USD", "RUB", Decimal(80), by=PERSON, now=NOW)
    async with database.read() as session:
        found = await privacy.everything(session, FEATURES.personal, PERSON)
    names = ("prices", "tier", "exchange_rates")
    assert {name: len(found[name]) for name in names} == {
        "prices": 2,
        "tier": 1,
        "exchange_rates": 1,
    }
    async with database.begin() as session:
        await privacy.forget(session, FEATURES.personal, PERSON, NOW)
    assert (await read(database)).tier_of == {OTHER: tier}
    rules = await all_rows(database, PriceRule)
    assert [(it.chat_id, it.tier_id) for it in rules] == [(0, tier), (OTHER, 0)]
    rates = await all_rows(database, ExchangeRate)
    assert PERSON not in {rules[1].changed_by, rates[0].by}


async def test_what_owners_were_asked_about_who_is_forgotten_is_deleted(
    database: Database,
) -> None:
    async with database.begin() as session:
        await know(session, PERSON)
        for number, about in enumerate(("c7:a", "c7:a:30:0", "c7:", "c77:a", "a:a", "t7:a")):
            kind = PriceQuestion.MARKUP
            asked = Question(
                chat_id=OWNER,
                message_id=number,
                user_id=OWNER,
                kind=kind,
                about=about,
                asked_at=NOW,
            )
            session.add(asked)
        await session.flush()
        await privacy.forget(session, FEATURES.personal, PERSON, NOW)
    left = [it.about for it in await all_rows(database, Question)]
    assert sorted(left) == ["a:a", "c77:a", "t7:a"]


async def transferred(session: Session) -> None:
    """Have money moved in rubles."""
    wallet = await ledger.open_wallet(session, PERSON, "RUB", NOW)
    await ledger.credit(session, wallet.id, 1, key="k", by=OWNER, note="", now=NOW)


async def test_the_currency_is_fixed_once_money_was_transferred(database: Database) -> None:
    other = Selling("EUR", Decimal(0))
    async with database.begin() as session:
        await currency.settle(session, other)
        await currency.settle(session, SELLING)
        await transferred(session)
        await currency.settle(session, SELLING)
    for check in (currency.settle, currency.check):
        with pytest.raises(CurrencyChangedError, match="Set WALLET_CURRENCY=RUB"):
            async with database.begin() as session:
                await check(session, other)


async def test_the_currency_is_fixed_while_a_markup_has_an_amount(database: Database) -> None:
    other = Selling("EUR", Decimal(0))
    async with database.begin() as session:
        await currency.settle(session, SELLING)
        rule = await changes.set_rule(session, EVERYBODY, EVERYTHING, *THIRTY, **BY)
    with pytest.raises(CurrencyChangedError, match="markups with amounts in RUB"):
        async with database.begin() as session:
            await currency.settle(session, other)
    async with database.begin() as session:
        await changes.remove_rule(session, rule)
        await changes.set_rule(session, EVERYBODY, EVERYTHING, Decimal(5), Decimal("0.00"), **BY)
        await currency.settle(session, other)


async def notices(database: Database) -> list[dict[str, Any]]:
    return [row.payload for row in await all_rows(database, OutboxMessage)]


async def test_owners_hear_of_each_service_below_the_floor_once(database: Database) -> None:
    async def record(**names: str) -> None:
        unsold = {int(key[1:]): name for key, name in names.items()}
        async with database.begin() as session:
            await watch.record_unsold(session, unsold, [OWNER], NOW)

    await record(s1="A", s2="B")
    await record(s1="A", s2="B")  # another process has checked, too
    await record(s1="A", s2="B", s3="C")
    await record()
    await record(s1="A")
    assert [(it["number"], it["names"]) for it in await notices(database)] == [
        (2, ["A", "B"]),
        (1, ["C"]),
        (1, ["A"]),
    ]


async def test_what_an_owner_saved_with_its_preview_is_no_news(database: Database) -> None:
    async with database.begin() as session:
        await changes.record_notified(session, [2, 1])
        await watch.record_unsold(session, {1: "A", 2: "B"}, [OWNER], NOW)
    assert await notices(database) == []


async def test_owners_are_reminded_of_an_old_rate_and_again_as_many_days_later(
    database: Database,
) -> None:
    async def remind(days: float) -> int:
        async with database.begin() as session:
            now = NOW + timedelta(days=days)
            await watch.remind_of_rate(session, SELLING, [OWNER], now)
        return len(await notices(database))

    async with database.begin() as session:
        (await panel_state.get_for_change(session, 1)).currency = "usd"
    assert await remind(0) == 1  # there is none
    assert await remind(1) == 1
    async with database.begin() as session:
        await exchange.set_rate(session, "USD", "RUB", Decimal(80), by=OWNER, now=NOW)
    assert await remind(6.9) == 1
    assert await remind(7) == 2
    assert await remind(13.9) == 2
    assert await remind(14) == 3
    async with database.begin() as session:
        await changes.set_rate_days(session, 30)
    assert await remind(29) == 3
    first, *others = [it["rate"] for it in await notices(database)]
    assert (first, others) == (None, ["80", "80"])
    async with database.begin() as session:
        (await panel_state.get_for_change(session, 1)).currency = "RUB"
    assert await remind(60) == 3


async def test_a_change_is_current_until_another_is_made(database: Database) -> None:
    before = await version(database)
    async with database.begin() as session:
        assert await changes.is_current(session, before)
        await changes.set_least_margin(session, Decimal(1))
        assert not await changes.is_current(session, before)
        assert await changes.is_current(session, before + 1)
