"""Many confirm at the same moment, on both databases: as much is ordered as there is money for."""

import asyncio
from collections.abc import Callable, Iterable

import pytest

from bot.core.database.engine import Database
from bot.wallet.rules.ledger import HoldState
from tests.chaos import books
from tests.chaos.books import Records
from tests.forked import ended
from tests.orders.checkouts import (
    PAYER,
    PRICE,
    TEAM,
    Counter,
    Form,
    in_team,
    of_payer,
    tap_many,
)
from tests.proof import proof

TAPS, FEW = 200, 50
Forms = Callable[[Iterable[int]], list[Form]]
either = pytest.mark.parametrize("forms", [in_team, of_payer])


async def prove(database: Database) -> Records:
    """Return the books, which must be true."""
    records = await books.read(database, [])
    assert books.differences(records) == []
    return records


def reserved(records: Records) -> int:
    """Return what is reserved in all wallets."""
    return sum(wallet.held for wallet in records.books.wallets())


@either
async def test_200_taps_on_money_for_one_order_make_one(database: Database, forms: Forms) -> None:
    counter, filled = await Counter.open(database, PRICE + PRICE // 2), forms(range(TAPS))
    await counter.fill(filled)
    placed = await asyncio.gather(*(counter.confirm(it) for it in filled))
    assert placed.count(True) == 1
    records = await prove(database)
    assert (len(records.orders), reserved(records)) == (1, PRICE)


async def test_200_taps_on_one_form_make_one_order(database: Database) -> None:
    counter, filled = await Counter.open(database, PRICE * TAPS), in_team([7])
    await counter.fill(filled)
    placed = await asyncio.gather(*(counter.confirm(filled[0]) for _ in range(TAPS)))
    assert placed.count(True) == 1
    records = await prove(database)
    assert (len(records.orders), reserved(records)) == (1, PRICE)


@either
async def test_a_credit_at_the_same_moment_is_spent_or_left_but_never_lost(
    database: Database, forms: Forms
) -> None:
    counter, filled = await Counter.open(database, PRICE), forms(range(FEW))
    await counter.fill(filled)
    paying = PAYER if forms is of_payer else TEAM
    taps = [counter.confirm(it) for it in filled]
    credits_ = [counter.pay_in(PRICE, f"more {number}", paying) for number in range(3)]
    await asyncio.gather(*taps[::2], *credits_, *taps[1::2])
    for it in filled:  # whoever was refused taps once more
        await counter.confirm(it)
    records = await prove(database)
    assert (len(records.orders), reserved(records)) == (4, PRICE * 4)


async def test_a_list_and_single_orders_at_once_never_reserve_more_than_there_is(
    database: Database,
) -> None:
    counter, filled = await Counter.open(database, PRICE * 5), in_team(range(FEW))
    await counter.fill(filled)
    lists = [counter.confirm_list(1000 + number, lines=3) for number in range(4)]
    placed = await asyncio.gather(*lists, *(counter.confirm(it) for it in filled))
    listed, singles = sum(placed[: len(lists)]), sum(placed[len(lists) :])
    assert (listed, singles) in {(1, 2), (0, 5)}
    records = await prove(database)
    assert (len(records.lines), reserved(records)) == (3 * listed, PRICE * 5)


@proof
@pytest.mark.timeout(120)
@either
async def test_two_processes_spend_the_same_money_once(database: Database, forms: Forms) -> None:
    counter, filled = await Counter.open(database, PRICE * 3 + 1), forms(range(TAPS))
    await counter.fill(filled)
    url = database.engine.url.render_as_string(hide_password=False)
    workers = [ended(tap_many, url, filled[first::2]) for first in range(2)]
    assert await asyncio.gather(*workers) == [0, 0]
    records = await prove(database)
    assert (len(records.orders), reserved(records)) == (3, PRICE * 3)
    assert {it.state for it in records.books.holds} == {HoldState.OPEN}
