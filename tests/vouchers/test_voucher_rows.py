"""Codes are redeemed as often as they may be, by whomever at the same time."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.core.database.engine import Database
from bot.vouchers.rules.codes import digest_of_code
from bot.vouchers.rules.outcomes import Outcome
from bot.vouchers.rules.tries import FREE
from bot.vouchers.service import batches, redeeming
from bot.vouchers.tables import CodeTries, Redemption, Voucher
from bot.wallet.rules.ledger import AccountKind, TransferKind
from tests.proof import first_quick
from tests.wallet.books import NOW, OWNER, USD, prove

AMOUNT = 50_000
MANY = 200


async def codes_of(
    database: Database, *, uses: int = 1, count: int = 1, days: int = 0, is_sold: bool = True
) -> list[str]:
    async with database.begin() as session:
        batch = await batches.new(session, USD, OWNER)
        batch.amount, batch.count, batch.uses = AMOUNT, count, uses
        batch.days, batch.is_sold = days, is_sold
        return await batches.make(session, batch, OWNER, NOW)


async def redeem(
    database: Database, code: str, person_id: int, now: datetime = NOW, currency: str = USD
) -> Outcome:
    async with database.begin() as session:
        found = await redeeming.redeem(
            session, code, person_id=person_id, chat_id=person_id, currency=currency, now=now
        )
    return found.outcome


@pytest.mark.parametrize("people", first_quick(1, [20, MANY]))
async def test_a_code_of_one_use_is_redeemed_by_one_of_many(
    database: Database, people: int
) -> None:
    (code,) = await codes_of(database)
    tries = (redeem(database, code, person) for person in range(1, people + 1))
    assert Counter(await asyncio.gather(*tries)) == {
        Outcome.REDEEMED: 1,
        Outcome.USED_UP: people - 1,
    }
    books = await prove(database)
    assert [it.kind for it in books.transfers] == [TransferKind.VOUCHER]
    assert books.of_kind(AccountKind.CASH) == -AMOUNT


@pytest.mark.parametrize("tries", first_quick(1, [20, MANY]))
async def test_a_person_redeems_a_code_once_however_often_they_send_it(
    database: Database, tries: int
) -> None:
    (code,) = await codes_of(database, uses=1000, is_sold=False)
    found = await asyncio.gather(*(redeem(database, code, 1) for _ in range(tries)))
    assert Counter(found) == {Outcome.REDEEMED: 1, Outcome.AGAIN: tries - 1}
    books = await prove(database)
    assert books.of_kind(AccountKind.PROMO) == -AMOUNT
    assert books.of_kind(AccountKind.CASH) == 0
    async with database.read() as session:
        (voucher,) = (await session.execute(select(Voucher))).scalars()
        assert voucher.used == len((await session.execute(select(Redemption))).scalars().all())
        assert voucher.digest == digest_of_code(code)


async def test_what_cannot_be_redeemed_is_said_and_leaves_nothing(database: Database) -> None:
    (late,) = await codes_of(database, days=1)
    assert await redeem(database, late, 1, NOW + timedelta(days=1)) is Outcome.OVER
    assert await redeem(database, late, 1, currency="EUR") is Outcome.CURRENCY
    async with database.begin() as session:
        await batches.stop(session, 1, stopped=True)
    assert await redeem(database, late, 1) is Outcome.OVER
    async with database.read() as session:
        assert (await session.execute(select(Redemption))).first() is None
    async with database.begin() as session:
        await batches.stop(session, 1, stopped=False)
    assert await redeem(database, late, 1) is Outcome.REDEEMED
    assert len((await prove(database)).transfers) == 1


async def test_wrong_codes_are_slowed_down_in_the_database(database: Database) -> None:
    (code,) = await codes_of(database)
    found = await asyncio.gather(*(redeem(database, "0" * 16, 1) for _ in range(FREE + 5)))
    assert Counter(found) == {Outcome.UNKNOWN: FREE, Outcome.PAUSED: 5}
    assert await redeem(database, code, 1) is Outcome.PAUSED
    assert await redeem(database, "nonsense", 2) is Outcome.UNKNOWN  # others are not
    later = NOW + timedelta(minutes=1)
    assert await redeem(database, "0" * 16, 1, later) is Outcome.UNKNOWN
    assert await redeem(database, code, 1, later + timedelta(minutes=1)) is Outcome.PAUSED
    assert await redeem(database, code, 1, later + timedelta(minutes=2)) is Outcome.REDEEMED
    async with database.read() as session:
        query = select(CodeTries).where(col(CodeTries.person_id) == 1)
        assert (await session.execute(query)).scalar_one().wrong == 0
