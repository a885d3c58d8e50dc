"""What is true of the books whatever happens, on both databases.

The list is that of https://github.com/technomorphcorporation/ledger-conformance-kit, but for the
chain of hashes.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Executable, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot.core.database.engine import Database, Session
from bot.wallet.rules.ledger import (
    AccountKind,
    Check,
    Difference,
    FrozenError,
    HoldEndedError,
    HoldState,
    KeyReusedError,
    LedgerError,
    MixedCurrenciesError,
    NoHoldError,
    NotEnoughError,
    TransferKind,
)
from bot.wallet.service import ledger, operator_accounts, reservations, transfers
from bot.wallet.store import accounts, holds
from bot.wallet.tables import Account, Hold, Transfer
from tests.proof import first_quick
from tests.wallet.books import (
    EUR,
    NOW,
    OWNER,
    USD,
    a_wallet,
    balance,
    credit,
    differences,
    prove,
    read,
)

TASKS, FEW = 200, 60
PRICE = 12_500

Order = Callable[[Database, int, str], Awaitable[bool]]
"""Reserves the price of an order, if the wallet has it; returns whether."""


async def reserve(database: Database, wallet_id: int, key: str) -> bool:
    try:
        async with database.begin() as session:
            await reservations.hold(session, wallet_id, PRICE, key=key, order_id=1, now=NOW)
    except LedgerError:
        return False
    return True


async def drain(database: Database, order: Order, *, orders: int) -> int:
    """Order very often at once from a wallet that can pay few; return how often that was done."""
    wallet_id = await a_wallet(database, units=PRICE * orders + 1)
    tries = (order(database, wallet_id, f"order {number}") for number in range(TASKS))
    return sum(await asyncio.gather(*tries))


async def paid(
    database: Database, wallet_id: int, price: int = PRICE, key: str = "order 1"
) -> None:
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, price, key=key, order_id=1, now=NOW)
        await reservations.capture(session, key, price, now=NOW)


async def test_balanced_per_currency(database: Database) -> None:
    dollars, euros = await a_wallet(database, 1, 50_000), await a_wallet(database, 2, 70_000, EUR)
    await paid(database, dollars, key="in dollars")
    await paid(database, euros, key="in euros")
    async with database.begin() as session:
        await operator_accounts.write_off(
            session, 3, currency=USD, key="late", order_id=1, now=NOW
        )
    books = await prove(database)
    sums: Counter[str] = Counter()
    for number, units in books.balances().items():
        sums[books.accounts[number].currency] += units
    assert sums == {USD: 0, EUR: 0}
    assert books.of_kind(AccountKind.REVENUE) == PRICE + 3
    assert books.of_kind(AccountKind.REVENUE, EUR) == PRICE
    assert books.of_kind(AccountKind.CASH) == -50_000
    assert books.of_kind(AccountKind.LOSS) == -3


@pytest.mark.parametrize(
    "change",
    [
        delete(Transfer),
        update(Transfer).values(amount=1),
        update(Transfer).values(debit_id=col(Transfer.credit_id)),
        update(Transfer).values(key="another"),
        update(Transfer).values(at=NOW),
        update(Transfer).values(order_id=7),
    ],
)
async def test_journal_is_append_only(database: Database, change: Executable) -> None:
    await a_wallet(database, units=50_000)
    before = await read(database)
    with pytest.raises(IntegrityError, match="stays as it is"):
        async with database.begin() as session:
            await session.execute(change)
    assert (await prove(database)).transfers == before.transfers


async def test_a_repeated_submission_does_nothing(database: Database) -> None:
    wallet_id = await a_wallet(database, units=50_000)
    once = None
    for _ in range(3):
        async with database.begin() as session:
            await reservations.hold(session, wallet_id, PRICE, key="a", order_id=1, now=NOW)
            await reservations.capture(session, "a", PRICE, now=NOW)
            await reservations.hold(session, wallet_id, 100, key="b", order_id=2, now=NOW)
            await reservations.void(session, "b", now=NOW)
            await ledger.refund(session, wallet_id, 500, key="c", order_id=1, now=NOW)
            assert await ledger.charge(session, wallet_id, 300, key="d", order_id=1, now=NOW)
            await credit(session, wallet_id, 7, "e")
            await operator_accounts.write_off(
                session, 9, currency=USD, key="f", order_id=1, now=NOW
            )
        books = await prove(database)
        assert once in (None, books)
        once = books
    assert await balance(database, wallet_id) == (50_000 - PRICE + 500 - 300 + 7, 0)


async def test_concurrent_repeats_collapse_to_one(database: Database) -> None:
    wallet_id = await a_wallet(database, units=PRICE)

    async def submit() -> int:
        async with database.begin() as session:
            await reservations.hold(session, wallet_id, PRICE, key="same", order_id=1, now=NOW)
            return (await credit(session, wallet_id, 5, "same")).id

    numbers = await asyncio.gather(*(submit() for _ in range(50)))
    assert len(set(numbers)) == 1
    assert await balance(database, wallet_id) == (PRICE + 5, PRICE)
    await asyncio.gather(*(captured(database) for _ in range(50)))
    assert await balance(database, wallet_id) == (5, 0)
    await prove(database)


async def captured(database: Database) -> None:
    async with database.begin() as session:
        await reservations.capture(session, "same", PRICE, now=NOW)


async def test_no_lost_update_on_a_busy_account(database: Database) -> None:
    wallet_id = await a_wallet(database, units=FEW * 10)

    async def one(number: int) -> None:
        async with database.begin() as session:
            await reservations.hold(
                session, wallet_id, 3, key=f"h{number}", order_id=number, now=NOW
            )
        async with database.begin() as session:
            await credit(session, wallet_id, 1, f"c{number}")
            await reservations.capture(session, f"h{number}", 2, now=NOW)

    await asyncio.gather(*(one(number) for number in range(FEW)))
    assert await balance(database, wallet_id) == (FEW * 9, 0)
    await prove(database)


async def test_the_sum_is_conserved_under_concurrent_transfers(database: Database) -> None:
    wallets = [await a_wallet(database, number, 1_000) for number in (1, 2, 3)]

    async def one(number: int) -> None:
        debit_id, credit_id = wallets[number % 3], wallets[(number + 1 + number % 2) % 3]
        try:
            async with database.begin() as session:
                await transfers.post(
                    session,
                    debit_id=debit_id,
                    credit_id=credit_id,
                    amount=100 + number,
                    key=f"m{number}",
                    kind=TransferKind.MERGE,
                    now=NOW,
                )
        except NotEnoughError:
            return

    await asyncio.gather(*(one(number) for number in range(FEW)))
    books = await prove(database)
    assert sum(it.posted for it in books.wallets()) == 3_000
    assert len(books.transfers) > 3


async def test_the_stored_balance_is_the_journals(database: Database) -> None:
    wallet_id = await a_wallet(database, units=50_000)
    await paid(database, wallet_id)
    assert await differences(database) == []
    async with database.begin() as session:
        await session.execute(
            update(Account).where(col(Account.id) == wallet_id).values(posted=50_000, held=4)
        )
    assert await differences(database) == [
        Difference(Check.POSTED, wallet_id, 50_000, 50_000 - PRICE),
        Difference(Check.HELD, wallet_id, 4, 0),
    ]


@pytest.mark.parametrize("orders", first_quick(1, [1, 3]))
async def test_no_overdraft_under_a_concurrent_drain(database: Database, orders: int) -> None:
    assert await drain(database, reserve, orders=orders) == orders
    books = await prove(database)
    (wallet,) = books.wallets()
    assert (wallet.posted, wallet.held) == (PRICE * orders + 1, PRICE * orders)
    assert len(books.holds) == orders


async def test_an_owner_and_orders_do_not_overdraw_together(database: Database) -> None:
    wallet_id = await a_wallet(database, units=PRICE)

    async def debit(number: int) -> bool:
        try:
            async with database.begin() as session:
                await ledger.debit(
                    session, wallet_id, PRICE, key=f"d{number}", by=OWNER, note="", now=NOW
                )
        except NotEnoughError:
            return False
        return True

    async def charge(number: int) -> bool:
        async with database.begin() as session:
            return await ledger.charge(
                session, wallet_id, PRICE, key=f"c{number}", order_id=number, now=NOW
            )

    tries = [
        *(debit(number) for number in range(30)),
        *(charge(number) for number in range(30)),
        *(reserve(database, wallet_id, f"h{number}") for number in range(30)),
    ]
    assert sum(await asyncio.gather(*tries)) == 1
    await prove(database)


async def test_no_drift_over_many_small_movements(database: Database) -> None:
    wallet_id = await a_wallet(database, units=1)
    async with database.begin() as session:
        for number in range(100):
            await credit(session, wallet_id, 3, f"c{number}")
            await reservations.hold(
                session, wallet_id, 2, key=f"h{number}", order_id=number, now=NOW
            )
            await reservations.capture(session, f"h{number}", 1 + number % 2, now=NOW)
    assert await balance(database, wallet_id) == (1 + 100 * 3 - 50 - 100, 0)
    await prove(database)


async def test_currencies_are_never_mixed(database: Database) -> None:
    dollars, euros = await a_wallet(database, 1, 500), await a_wallet(database, 2, 500, EUR)
    before = await read(database)
    with pytest.raises(MixedCurrenciesError):
        async with database.begin() as session:
            await transfers.post(
                session,
                debit_id=dollars,
                credit_id=euros,
                amount=1,
                key="mixed",
                kind=TransferKind.MERGE,
                now=NOW,
            )
    assert await prove(database) == before
    transfer = before.transfers[0]
    mixed = transfer.model_dump(exclude={"id", "key", "currency"})
    async with database.begin() as session:
        session.add(Transfer(**mixed, key="by hand", currency=EUR))
    assert Check.CURRENCY in {it.compared for it in await differences(database)}


async def test_a_reversal_is_a_new_entry(database: Database) -> None:
    wallet_id = await a_wallet(database, units=50_000)
    await paid(database, wallet_id)
    before = (await read(database)).transfers
    async with database.begin() as session:
        await ledger.refund(session, wallet_id, PRICE, key="back", order_id=1, now=NOW)
    after = (await prove(database)).transfers
    assert after[:-1] == before
    back, charge = after[-1], before[-1]
    assert (back.debit_id, back.credit_id) == (charge.credit_id, charge.debit_id)
    assert (back.kind, back.amount, back.order_id) == (TransferKind.REFUND, PRICE, 1)
    assert await balance(database, wallet_id) == (50_000, 0)


async def test_the_state_rebuilds_from_the_journal(database: Database) -> None:
    first, second = await a_wallet(database, 1, 50_000), await a_wallet(database, 2, 20_000)
    await paid(database, first)
    async with database.begin() as session:
        await reservations.hold(session, second, 700, key="open", order_id=2, now=NOW)
        await ledger.refund(session, first, 100, key="back", order_id=1, now=NOW)
    books = await read(database)
    stored = {it.id: (it.posted, it.held) for it in books.wallets()}
    async with database.begin() as session:
        await session.execute(update(Account).values(posted=0, held=0))
    assert {it.number for it in await differences(database)} == {first, second}
    async with database.begin() as session:
        for number in stored:
            rebuilt = {"posted": books.balances()[number], "held": books.held()[number]}
            await session.execute(update(Account).where(col(Account.id) == number).values(rebuilt))
    after = await prove(database)
    assert {it.id: (it.posted, it.held) for it in after.wallets()} == stored


async def test_the_order_per_account_is_monotonic(database: Database) -> None:
    """At no entry, in the order of their numbers, has a wallet less than nothing."""
    wallet_id = await a_wallet(database)

    async def one(number: int) -> None:
        async with database.begin() as session:
            if number % 2:
                await credit(session, wallet_id, 10, f"c{number}")
            else:
                await ledger.charge(
                    session, wallet_id, 10, key=f"d{number}", order_id=number, now=NOW
                )

    await asyncio.gather(*(one(number) for number in range(FEW)))
    running = 0
    for transfer in (await prove(database)).transfers:
        running += transfer.amount if transfer.credit_id == wallet_id else -transfer.amount
        assert running >= 0


async def test_a_repeat_of_a_refused_request_is_not_reported_as_done(database: Database) -> None:
    wallet_id = await a_wallet(database, units=PRICE - 1)
    before = await read(database)
    for _ in range(2):
        async with database.begin() as session:
            # Whoever tells of a refusal in the same transaction commits it.
            with pytest.raises(NotEnoughError) as refused:
                await reservations.hold(session, wallet_id, PRICE, key="h", order_id=1, now=NOW)
            assert refused.value.missing == 1
            with pytest.raises(NotEnoughError):
                await ledger.debit(session, wallet_id, PRICE, key="d", by=OWNER, note="", now=NOW)
            assert not await ledger.charge(session, wallet_id, PRICE, key="c", order_id=1, now=NOW)
            with pytest.raises(NoHoldError):
                await reservations.capture(session, "h", PRICE, now=NOW)
            with pytest.raises(NoHoldError):
                await reservations.void(session, "h", now=NOW)
        books = await prove(database)
        assert (books.transfers, books.holds) == (before.transfers, [])
    async with database.begin() as session:
        await credit(session, wallet_id, 1, "more")
        await reservations.hold(session, wallet_id, PRICE, key="h", order_id=1, now=NOW)
    assert await balance(database, wallet_id) == (PRICE, PRICE)


async def test_a_key_is_bound_to_its_request(database: Database) -> None:
    wallet_id, other = await a_wallet(database, units=50_000), await a_wallet(database, 2, 50_000)
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, PRICE, key="h", order_id=1, now=NOW)
        await reservations.hold(session, wallet_id, PRICE, key="taken", order_id=1, now=NOW)
        await reservations.capture(session, "taken", 100, now=NOW)
        await reservations.hold(session, wallet_id, 9, key="free", order_id=1, now=NOW)
        await reservations.void(session, "free", now=NOW)
        await credit(session, wallet_id, 5, "c")
    before = await read(database)
    async with database.begin() as session:
        for attempt in (
            reservations.hold(session, wallet_id, PRICE + 1, key="h", order_id=1, now=NOW),
            reservations.hold(session, wallet_id, PRICE, key="h", order_id=2, now=NOW),
            reservations.hold(session, other, PRICE, key="h", order_id=1, now=NOW),
            reservations.hold(session, wallet_id, 60_000, key="h", order_id=1, now=NOW),
            credit(session, wallet_id, 6, "c"),
            credit(session, other, 5, "c"),
            ledger.refund(session, wallet_id, 5, key="c", order_id=1, now=NOW),
        ):
            with pytest.raises(KeyReusedError):
                await attempt
        for ending in (
            reservations.capture(session, "taken", 99, now=NOW),
            reservations.void(session, "taken", now=NOW),
            reservations.capture(session, "free", 9, now=NOW),
        ):
            with pytest.raises(HoldEndedError):
                await ending
        with pytest.raises(ValueError, match="of 12500 units"):
            await reservations.capture(session, "h", PRICE + 1, now=NOW)
    assert await prove(database) == before


async def test_nothing_is_ordered_from_a_frozen_wallet_and_money_comes_back_to_it(
    database: Database,
) -> None:
    wallet_id = await a_wallet(database, units=50_000)
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, PRICE, key="before", order_id=1, now=NOW)
        await ledger.freeze(session, wallet_id, frozen=True)
        with pytest.raises(FrozenError):
            await reservations.hold(session, wallet_id, 1, key="after", order_id=2, now=NOW)
        assert not await ledger.charge(session, wallet_id, 1, key="late", order_id=1, now=NOW)
        await reservations.capture(session, "before", PRICE, now=NOW)
        await ledger.refund(session, wallet_id, 500, key="back", order_id=1, now=NOW)
        await credit(session, wallet_id, 1, "in")
        await ledger.debit(session, wallet_id, 2, key="out", by=OWNER, note="", now=NOW)
        # What was reserved before is a repeat, and no order.
        await reservations.hold(session, wallet_id, PRICE, key="before", order_id=1, now=NOW)
    assert await balance(database, wallet_id) == (50_000 - PRICE + 500 - 1, 0)
    async with database.begin() as session:
        await ledger.freeze(session, wallet_id, frozen=False)
        await reservations.hold(session, wallet_id, 1, key="after", order_id=2, now=NOW)
    await prove(database)


@pytest.mark.parametrize("amount", [0, -1])
async def test_what_is_no_amount_moves_nothing(database: Database, amount: int) -> None:
    wallet_id = await a_wallet(database, units=50)
    before = await read(database)
    async with database.begin() as session:
        with pytest.raises(ValueError, match="not an amount"):
            await reservations.hold(session, wallet_id, amount, key="h", order_id=1, now=NOW)
        with pytest.raises(ValueError, match="not an amount"):
            await credit(session, wallet_id, amount, "c")
    assert await prove(database) == before


async def test_several_holds_are_all_there_or_none(database: Database) -> None:
    wallet_id = await a_wallet(database, units=100)
    async with database.begin() as session:
        with pytest.raises(NotEnoughError) as refused:
            await reservations.hold_all(session, wallet_id, {"a": 60, "b": 41}, now=NOW)
        assert refused.value.missing == 1
        await reservations.hold_all(session, wallet_id, {}, now=NOW)
    assert (await prove(database)).holds == []
    for _ in range(2):
        async with database.begin() as session:
            await reservations.hold_all(session, wallet_id, {"a": 60, "b": 40}, now=NOW)
            with pytest.raises(KeyReusedError):
                await reservations.hold_all(session, wallet_id, {"a": 60, "b": 39}, now=NOW)
    assert await balance(database, wallet_id) == (100, 100)
    async with database.begin() as session:
        await reservations.void(session, "a", now=NOW)
        await reservations.capture(session, "b", 40, now=NOW)
    assert await balance(database, wallet_id) == (60, 0)
    await prove(database)


async def test_a_list_and_orders_do_not_overdraw_together(database: Database) -> None:
    wallet_id = await a_wallet(database, units=2 * PRICE)

    async def listed(number: int) -> bool:
        expected = {f"{number} {line}": PRICE for line in range(2)}
        try:
            async with database.begin() as session:
                await reservations.hold_all(session, wallet_id, expected, now=NOW)
        except NotEnoughError:
            return False
        return True

    lists = [listed(number) for number in range(20)]
    orders = [reserve(database, wallet_id, f"o{number}") for number in range(20)]
    await asyncio.gather(*lists, *orders)
    assert await balance(database, wallet_id) == (2 * PRICE, 2 * PRICE)
    await prove(database)


async def test_a_loss_that_is_none_any_more_is_taken_off(database: Database) -> None:
    async with database.begin() as session:
        await operator_accounts.write_off(
            session, 30, currency=USD, key="late", order_id=1, now=NOW
        )
        for _ in range(2):
            await operator_accounts.write_off(
                session, 10, currency=USD, key="back", order_id=1, now=NOW, is_reversal=True
            )
    books = await prove(database)
    assert books.of_kind(AccountKind.LOSS) == -20
    assert books.of_kind(AccountKind.REVENUE) == 20


async def test_a_capture_of_nothing_frees_all(database: Database) -> None:
    wallet_id = await a_wallet(database, units=50)
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, 20, key="h", order_id=1, now=NOW)
        await reservations.capture(session, "h", 0, now=NOW)
    books = await prove(database)
    assert await balance(database, wallet_id) == (50, 0)
    assert [it.state for it in books.holds] == [HoldState.CAPTURED]
    assert len(books.transfers) == 1


# Broken on purpose: what is proven above has to show it.


async def check_before_lock(database: Database, wallet_id: int, key: str) -> bool:
    """Check whether there is enough, and write down the sum of what was seen."""
    async with database.read() as session:
        seen = await ledger.get(session, wallet_id)
    await asyncio.sleep(0)
    if seen.available < PRICE:
        return False
    async with database.begin() as session:
        values = {"held": seen.held + PRICE}
        await session.execute(update(Account).where(col(Account.id) == wallet_id).values(values))
        fresh = Hold(key=key, account_id=wallet_id, amount=PRICE, at=NOW, request_hash="")
        await holds.add(session, fresh)
    return True


async def test_a_check_before_the_lock_shows(database: Database) -> None:
    ordered = await drain(database, check_before_lock, orders=1)
    assert ordered > 1
    assert Check.HELD in {it.compared for it in await differences(database)}


async def test_a_hold_captured_twice_shows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lock(session: Session, key: str) -> Hold | None:
        found = await holds.find(session, key)
        if found is not None:
            session.expunge(found)
            found.state = HoldState.OPEN  # whatever became of it
        return found

    wallet_id = await a_wallet(database, units=3 * PRICE)
    await paid(database, wallet_id)
    async with database.begin() as session:  # more is reserved, or the database itself objects
        await reservations.hold(session, wallet_id, PRICE, key="order 2", order_id=2, now=NOW)
    monkeypatch.setattr(holds, "lock", lock)

    async def add(_: Session, __: Transfer) -> bool:
        return True  # and nobody minds that the entry is there

    monkeypatch.setattr("bot.wallet.store.journal.add", add)
    async with database.begin() as session:
        await reservations.capture(session, "order 1", PRICE, now=NOW)
    assert {it.compared for it in await differences(database)} == {Check.POSTED, Check.HELD}


async def test_a_hold_captured_twice_is_refused_by_the_journal(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lock(session: Session, key: str) -> Hold | None:
        found = (await session.execute(select(Hold).where(col(Hold.key) == key))).scalar_one()
        session.expunge(found)
        return found.model_copy(update={"state": HoldState.OPEN})

    wallet_id = await a_wallet(database, units=3 * PRICE)
    await paid(database, wallet_id)
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, PRICE, key="order 2", order_id=2, now=NOW)
    before = await prove(database)
    monkeypatch.setattr(holds, "lock", lock)
    with pytest.raises(KeyReusedError):
        async with database.begin() as session:
            await reservations.capture(session, "order 1", PRICE, now=NOW)
    assert await prove(database) == before


async def test_a_refund_by_event_shows(database: Database) -> None:
    """Each word of the panel gives back its share, not the difference to what is booked."""
    wallet_id = await a_wallet(database, units=50_000)
    await paid(database, wallet_id)
    for event, share in {"partial": PRICE // 2, "canceled": PRICE}.items():
        async with database.begin() as session:
            key = f"order 1 {event}"
            await ledger.refund(session, wallet_id, share, key=key, order_id=1, now=NOW)
    assert await differences(database) == [Difference(Check.ORDER, 1, PRICE // 2 + PRICE, PRICE)]


async def test_money_put_without_an_entry_shows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet_id = await a_wallet(database, units=500)

    async def take(_: Session, __: int, ___: int, *, if_open: bool) -> bool:
        return True

    monkeypatch.setattr(accounts, "take", take)
    async with database.begin() as session:
        assert await ledger.charge(session, wallet_id, 100, key="c", order_id=1, now=NOW)
    assert await differences(database) == [Difference(Check.POSTED, wallet_id, 500, 400)]
