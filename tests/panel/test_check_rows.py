"""Addresses and keys on trial, and panels that owners decide about, on both databases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.core.database.engine import Database
from bot.core.money import Money
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.trials import Fault
from bot.panel.service import checks, connecting, overview, panel_state
from bot.panel.service.checks import GoneError, Tried, UnreadableError
from bot.panel.service.connecting import AlreadyKnownError, OfSettingsError, RemovedError
from bot.panel.tables import PanelStatus
from bot.panel.vault import Vault

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=61)
OWNER, OTHER_OWNER = 7, 8
SAFE = Vault("0123456789abcdef0123456789abcdef")
SITE = PanelAccount("https://panel.example", "key-1")
FOUND = PanelAccount("https://panel.example/api/v2", "key-1")


async def begun(database: Database, account: PanelAccount = SITE, owner: int = OWNER) -> int:
    async with database.begin() as session:
        check = await checks.begin(session, account, SAFE, owner, NOW)
        checks.have_tried(session, check, 30, NOW)
        return check.id


async def answered(database: Database, account: PanelAccount = FOUND) -> int:
    """Have an account tried, and its panel answer."""
    number = await begun(database, account)
    async with database.begin() as session:
        (check,) = await checks.begin_due(session, NOW)
    tried = Tried(account, SAFE.seal(account), Money(Decimal("7.5"), "EUR"), 3, NOW)
    async with database.begin() as session:
        await checks.record_success(session, check, tried)
    return number


async def confirm(database: Database, number: int, vault: Vault = SAFE) -> int:
    async with database.begin() as session:
        check = await checks.find_own(session, number, OWNER)
        return (await checks.confirm(session, check, vault, NOW)).id


async def test_what_is_due_is_begun_once(database: Database) -> None:
    await begun(database)
    async with database.begin() as session:
        assert len(await checks.begin_due(session, NOW)) == 1
        assert len(await checks.begin_due(session, NOW)) == 0
        # A process that has died meanwhile is not waited for.
        assert len(await checks.begin_due(session, NOW + timedelta(minutes=3))) == 1


async def test_an_account_that_has_answered_becomes_a_panel_with_its_balance(
    database: Database,
) -> None:
    added = await confirm(database, await answered(database))
    async with database.read() as session:
        state = await panel_state.get(session, added)
        assert (state.balance, state.currency) == (Decimal("7.5"), "EUR")
        found = await overview.find(session, added)
        assert found is not None
        assert SAFE.open(found.listed.panel.sealed) == FOUND
        assert not await checks.is_any(session)
    with pytest.raises(AlreadyKnownError):
        await confirm(database, await answered(database))


async def test_a_second_account_at_a_host_gets_a_name_of_its_own(database: Database) -> None:
    for key in ("key-1", "key-2", "key-3"):
        await confirm(database, await answered(database, PanelAccount(FOUND.url, key)))
    async with database.read() as session:
        called = {it.called for it in await connecting.every(session)}
    assert {"panel.example", "panel.example 2", "panel.example 3"} <= called


async def test_an_answer_to_what_was_typed_before_counts_no_more(database: Database) -> None:
    number = await begun(database)
    async with database.begin() as session:
        (old,) = await checks.begin_due(session, NOW)
    async with database.begin() as session:
        checks.add_key(await checks.find_own(session, number, OWNER), "key-2", SAFE)
    async with database.begin() as session:
        await checks.record_failure(session, old, Fault.REFUSED, "no", NOW)
        tried = Tried(FOUND, old.sealed, Money(Decimal(1), "USD"), 1, NOW)
        await checks.record_success(session, old, tried)
    async with database.read() as session:
        check = await checks.find(session, number)
        assert check is not None
        assert (check.fault, check.balance) == ("", None)
    with pytest.raises(GoneError):
        await confirm(database, number)


async def test_another_owner_s_is_not_theirs_and_each_has_one(database: Database) -> None:
    number = await answered(database)
    theirs = await begun(database, owner=OTHER_OWNER)
    async with database.begin() as session:
        with pytest.raises(GoneError):
            await checks.find_own(session, number, OTHER_OWNER)
    again = await begun(database)
    async with database.read() as session:
        assert await checks.find(session, number) is None
        assert await checks.find(session, theirs) is not None
        assert await checks.find(session, again) is not None
    assert again > theirs > number  # a button of an older message means no newer check


async def test_with_another_secret_nothing_is_added(database: Database) -> None:
    number = await answered(database)
    with pytest.raises(UnreadableError):
        await confirm(database, number, Vault("another secret"))
    async with database.read() as session:
        assert len(await connecting.every(session)) == 1


async def test_what_nobody_confirms_is_erased(database: Database) -> None:
    await answered(database)
    async with database.begin() as session:
        await checks.erase_old(session, NOW + timedelta(minutes=59))
        assert await checks.is_any(session)
        await checks.erase_old(session, LATER)
        assert not await checks.is_any(session)


async def test_a_removed_panel_is_neither_paused_nor_resumed(database: Database) -> None:
    added = await confirm(database, await answered(database))
    async with database.begin() as session:
        panel = await connecting.find_for_change(session, added)
        assert panel is not None
        await connecting.remove(session, panel, NOW)
        for decide in (connecting.pause, connecting.resume):
            with pytest.raises(RemovedError):
                await decide(session, panel)
        with pytest.raises(RemovedError):
            await connecting.remove(session, panel, NOW)
        assert panel.status is PanelStatus.REMOVED


async def test_the_panel_of_the_settings_keeps_its_account(database: Database) -> None:
    async with database.begin() as session:
        main = await connecting.find_for_change(session, 1)
        assert main is not None
        with pytest.raises(OfSettingsError):
            await connecting.remove(session, main, NOW)
        with pytest.raises(OfSettingsError):
            await connecting.set_account(session, main, FOUND, SAFE)
        assert (main.sealed, main.status) == ("", PanelStatus.ACTIVE)
