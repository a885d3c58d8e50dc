"""An earlier copy of a database in its place is known by whatever was done with money since."""

import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.core.database.backup import backup
from bot.core.database.engine import Database
from bot.core.database.watermark import NOTHING, Progress, Watermark
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.manual_payments.service import methods
from bot.owners.service.restored import settle_if_behind
from bot.vouchers.service import batches
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.service import ledger, owned
from tests.conftest import Bench
from tests.manual_payments import test_manual_rows as manual_rows
from tests.migrated import migrated_file
from tests.selling import give, money_of, start_selling
from tests.vouchers import test_voucher_rows as vouchers
from tests.wallet.books import NOW, OWNER, USD, a_wallet, credit

LATER = NOW + timedelta(hours=5)
CODES: list[str] = []
Act = Callable[[Database], Awaitable[object]]


def database_at(file: Path) -> Database:
    return Database(f"sqlite:///{file}")


def fresh(file: Path) -> Database:
    file.write_bytes(migrated_file())
    return database_at(file)


async def busy(database: Database) -> None:
    """Open a wallet, have payments by hand wait, and make a code."""
    await a_wallet(database, 7, 100_000)
    async with database.begin() as session:
        (await methods.lock_settings(session)).two_owners_from = 80_000
    code = await manual_rows.a_method(database)
    await manual_rows.sent(database, code)
    await manual_rows.sent(database, code, person=8, units=90_000)
    CODES[:] = await vouchers.codes_of(database)


async def credited(database: Database) -> None:
    async with database.begin() as session:
        await credit(session, 1, 5, "since")


async def debited(database: Database) -> None:
    async with database.begin() as session:
        await ledger.debit(session, 1, 5, key="since", by=OWNER, note="", now=LATER)


async def paid_in(database: Database) -> None:
    async with database.begin() as session:
        await ledger.pay_in(session, 1, 5, source=AccountKind.STARS, key="since", now=LATER)


async def taken_back(database: Database) -> None:
    async with database.begin() as session:
        source = AccountKind.STARS
        await ledger.take_back(session, 1, 200_000, source=source, key="since", now=LATER)


async def forgotten(database: Database) -> None:
    async with database.begin() as session:
        await ledger.forfeit(session, 1, now=LATER)


async def frozen(database: Database) -> None:
    async with database.begin() as session:
        await owned.set_frozen(session, 7, frozen=True, currency=USD, now=LATER)


async def stopped(database: Database) -> None:
    async with database.begin() as session:
        await batches.stop(session, 1, stopped=True)


async def redeemed(database: Database) -> None:
    await vouchers.redeem(database, CODES[0], 9, LATER)


SINCE: dict[str, Act] = {
    "a credit": credited,
    "a debit": debited,
    "a payment": paid_in,
    "a chargeback": taken_back,
    "a balance nobody wants": forgotten,
    "a freeze": frozen,
    "codes that were made": vouchers.codes_of,
    "codes that were stopped": stopped,
    "a code that was redeemed": redeemed,
    "an approval": lambda it: manual_rows.approve(it, 1),
    "the first of two approvals": lambda it: manual_rows.approve(it, 2),
    "a refusal": lambda it: manual_rows.refuse(it, 1),
}


async def is_settled(database: Database) -> bool:
    """Settle a database as a start does, if need be; return whether it was and owners are told."""
    async with database.begin() as session:
        reached = database.watermark.read()
        is_behind = await settle_if_behind(session, reached, LATER, [OWNER])
    async with database.read() as session:
        rows = (await session.execute(select(OutboxMessage))).scalars()
        notice = [it for it in rows if it.kind == OutboxKind.ALERT]
        restored = [it for it in notice if it.payload["alert"] == Alert.RESTORED]
    assert len(restored) == int(is_behind)
    assert all(it.payload["wallets"] for it in restored)
    return is_behind


def put_back(copy: Path, file: Path) -> None:
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(copy, file)


@pytest.mark.parametrize("act", SINCE.values(), ids=SINCE.keys())
async def test_a_copy_that_lacks_only_this_is_known_as_an_earlier_one(
    act: Act, tmp_path: Path
) -> None:
    file, copy = tmp_path / "x.sqlite3", tmp_path / "copy.sqlite3"
    database = fresh(file)
    await busy(database)
    assert not await is_settled(database)
    await backup(database, copy)
    await act(database)
    assert not await is_settled(database)
    await database.close()
    put_back(copy, file)
    again = database_at(file)
    assert await is_settled(again)
    await again.close()


async def test_what_a_power_cut_may_take_is_recorded_when_it_no_longer_can(tmp_path: Path) -> None:
    database = fresh(tmp_path / "x.sqlite3")
    wallet_id = await a_wallet(database)
    async with database.begin(durable=False) as session:
        await credit(session, wallet_id, 5, "k")
    assert database.watermark.read() == NOTHING
    async with database.begin():
        pass
    assert database.watermark.read() == Progress(transfer=1)
    await database.close()


def test_the_mark_of_an_earlier_version_is_read_and_goes_on(tmp_path: Path) -> None:
    mark, file = Watermark(tmp_path / "x"), tmp_path / "x-left"
    file.write_text(NOW.isoformat())
    assert mark.read() == Progress(NOW)
    mark.advance(Progress(transfer=3))
    mark.advance(Progress(transfer=2, decision=1))
    assert Watermark(tmp_path / "x").read() == Progress(NOW, 3, 1)
    mark.forget()
    assert mark.read() == NOTHING
    mark.advance(Progress(decision=1))
    assert mark.read() == Progress(decision=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "{",
        "[]",
        "{}",
        '{"transfer": "x"}',
        '{"left_at": 5}',
        '{"transfer": null}',
        '{"decision": 1e999}',
    ],
)
def test_a_mark_that_cannot_be_read_says_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "x-left").write_text(text)
    assert Watermark(tmp_path / "x").read() == NOTHING


async def test_owners_hear_that_the_wallets_are_those_of_an_earlier_copy(
    bench: Bench, tmp_path: Path
) -> None:
    await start_selling(bench)
    assert bench.app is not None
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("This bot is yours")
    copy = tmp_path / "copy.sqlite3"
    await backup(bench.app.database, copy)
    await give(bench, 7, "5")
    await bench.stop()
    put_back(copy, bench.folder / "bot.sqlite3")
    since = owner.mark()
    await bench.start()
    notice = await owner.wait_for("The database is a restored copy", since=since, timeout=30)
    assert "Wallets, vouchers and payments by hand are as they were then" in notice.text
    assert (await money_of(bench, 7))[0] == 0
