"""A wallet follows its group, and the books outlive who wants to be forgotten."""

from datetime import timedelta

from sqlmodel import col, select

from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER, pseudonym_of
from bot.chats.service import privacy
from bot.chats.tables import Forgotten
from bot.core.database.engine import Database
from bot.features import FEATURES, migrate_chat
from bot.wallet.rules.ledger import AccountKind, TransferKind
from bot.wallet.service import ledger, reservations
from bot.wallet.tables import Transfer
from tests.wallet.books import EUR, NOW, OWNER, USD, a_wallet, balance, credit, prove

OLD, NEW, PERSON = -5, -1005, 7_777
PARTS = FEATURES.personal


async def test_a_wallet_follows_its_group(database: Database) -> None:
    wallet_id = await a_wallet(database, OLD, 500)
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, 200, key="h", order_id=1, now=NOW)
        await migrate_chat(session, OLD, NEW, NOW)
    async with database.begin() as session:
        await migrate_chat(session, OLD, NEW, NOW)
        found = await ledger.wallet_of(session, NEW)
        assert found is not None
        assert (found.id, found.available) == (wallet_id, 300)
        assert await ledger.wallet_of(session, OLD) is None
        await reservations.capture(session, "h", 200, now=NOW)
    books = await prove(database)
    assert len(books.wallets()) == 1


async def test_two_wallets_of_a_group_become_one_with_all_that_is_reserved(
    database: Database,
) -> None:
    old, new = await a_wallet(database, OLD, 500), await a_wallet(database, NEW, 70)
    async with database.begin() as session:
        await reservations.hold(session, old, 200, key="in old", order_id=1, now=NOW)
        await reservations.hold(session, new, 30, key="in new", order_id=2, now=NOW)
        await ledger.freeze(session, new, frozen=True)
        await migrate_chat(session, OLD, NEW, NOW)
    async with database.begin() as session:
        found = await ledger.wallet_of(session, NEW)
        assert found is not None
        assert (found.id, found.posted, found.held, found.frozen) == (old, 570, 230, True)
        assert await ledger.wallet_of(session, OLD) is None
        await reservations.capture(session, "in new", 30, now=NOW)
        await reservations.void(session, "in old", now=NOW)
    books = await prove(database)
    assert await balance(database, old) == (540, 0)
    assert await balance(database, new) == (0, 0)
    assert [it.amount for it in books.transfers if it.kind is TransferKind.MERGE] == [70]


async def test_two_empty_wallets_become_one_without_a_transfer(database: Database) -> None:
    old, _ = await a_wallet(database, OLD), await a_wallet(database, NEW)
    async with database.begin() as session:
        await migrate_chat(session, OLD, NEW, NOW)
        found = await ledger.wallet_of(session, NEW)
    assert found is not None
    assert found.id == old
    assert (await prove(database)).transfers == []


async def test_wallets_in_two_currencies_stay_two(database: Database) -> None:
    old, new = await a_wallet(database, OLD, 500, USD), await a_wallet(database, NEW, 70, EUR)
    async with database.begin() as session:
        await migrate_chat(session, OLD, NEW, NOW)
    books = await prove(database)
    assert {it.id: it.chat_id for it in books.wallets()} == {old: NEW, new: NEW}


async def test_what_the_person_is_handed_out(database: Database) -> None:
    mine, other = await a_wallet(database, PERSON, 500), await a_wallet(database, 2, 70)
    async with database.begin() as session:
        await reservations.hold(session, mine, 20, key="h", order_id=1, now=NOW)
        await reservations.hold(session, other, 20, key="o", order_id=2, now=NOW)
    async with database.read() as session:
        found = await privacy.everything(session, PARTS, PERSON)
    assert [it["posted"] for it in found["wallet"]] == [500]
    assert [it["amount"] for it in found["money_moved"]] == [500]
    assert [it["order_id"] for it in found["money_reserved"]] == [1]
    assert found["money_moved"][0]["note"] == "cash"
    assert str(OWNER) not in str(found["money_moved"])


async def test_the_books_stay_when_the_person_is_forgotten(database: Database) -> None:
    wallet_id = await a_wallet(database, PERSON, 500)
    async with database.begin() as session:
        await reservations.hold(session, wallet_id, 20, key="h", order_id=1, now=NOW)
        await privacy.forget(session, PARTS, PERSON, NOW)
        found = await ledger.wallet_of(session, PERSON)
        assert found is not None  # something may be given back
        await reservations.void(session, "h", now=NOW)
    later = NOW + CHECK_AGAIN_AFTER + timedelta(seconds=1)
    async with database.begin() as session:
        assert await privacy.carry_on(session, PARTS, later)
    async with database.read() as session:
        assert await ledger.wallet_of(session, PERSON) is None
        nobody = pseudonym_of((await session.execute(select(Forgotten.id))).scalar_one())
        found = await ledger.wallet_of(session, nobody)
        assert found is not None
        assert (found.id, found.posted) == (wallet_id, 0)
        notes = (await session.execute(select(Transfer.note))).scalars().all()
    assert notes == ["", ""]
    books = await prove(database)
    assert books.of_kind(AccountKind.FORFEITED) == 500


async def test_an_owner_who_is_forgotten_is_nobody_in_the_books(database: Database) -> None:
    wallet_id = await a_wallet(database, 2)
    async with database.begin() as session:
        first = await credit(session, wallet_id, 500, "c")
        await privacy.forget(session, PARTS, OWNER, NOW)
        nobody = pseudonym_of((await session.execute(select(Forgotten.id))).scalar_one())
        query = select(Transfer.by).where(col(Transfer.id) == first.id)
        assert (await session.execute(query)).scalar_one() == nobody
        # Repeated, it still is the same request.
        assert (await credit(session, wallet_id, 500, "c")).id == first.id
    await prove(database)
