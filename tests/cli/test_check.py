"""What `check` warns of: each warning says what to do, and none makes it fail."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.doctor import examine
from bot.doctor.results import Health
from bot.manual_payments.service import methods
from bot.panel.tables import Panel, PanelState
from bot.sandbox.crypto_pay.server import TOKEN as CRYPTO_PAY_TOKEN
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.updates import Webhook
from bot.wallet.service import ledger
from tests.cli.test_cli import command, use
from tests.conftest import OWNER_ID, TOKEN, Bench
from tests.panels import SECRET, connect
from tests.processes import free_port

CURRENCY_CHANGED = (
    "WALLET_CURRENCY is EUR, but wallets have been used in USD: balances cannot be converted. Set "
    "WALLET_CURRENCY=USD."
)


async def transfer_money(url: str) -> None:
    """Put a transfer into the books of a database, in USD."""
    database = Database(url)
    async with database.begin() as session:
        wallet = await ledger.open_wallet(session, OWNER_ID, "USD", utc_now())
        await ledger.credit(session, wallet.id, 1, key="k", by=OWNER_ID, note="", now=utc_now())
    await database.close()


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def write_env(mode: int, text: str = "ACCESS=closed\n") -> None:
    file = Path(".env")
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


async def warned(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    **changes: str,
) -> list[str]:
    """Return the warnings of `check`, which must be nothing worse."""
    use(monkeypatch, bench, **{"BACKUP_DIR": "backups", **changes})
    assert await command("check") == 0
    said = capsys.readouterr().out.splitlines()
    return [line for line in said if not line.startswith("✓")]


async def broken(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    **changes: str,
) -> str:
    """Return the line of what is broken."""
    use(monkeypatch, bench, **changes)
    assert await command("check") == 1
    (line,) = (it for it in capsys.readouterr().out.splitlines() if it.startswith("✗"))
    return line


@pytest.fixture(autouse=True)
async def _opened(bench: Bench) -> None:
    bench.playground.world.start(bench.owner)


async def test_modes_that_botfather_switches(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await warned(bench, monkeypatch, capsys) == []
    bench.playground.world.inline_mode = False
    bench.playground.world.privacy_mode = False
    inline, privacy = await warned(bench, monkeypatch, capsys)
    assert inline.startswith("! telegram: inline mode is off")
    assert "/setinline at @BotFather" in inline
    assert privacy.startswith("! telegram: privacy mode is off")
    assert "/setprivacy at @BotFather" in privacy


async def test_owners_who_would_hear_of_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = bench.playground.world
    never = world.add_person("Never was here")
    group = world.groups.add("Night shift", members=[bench.owner])
    owners = f"{OWNER_ID},{never.id},404"
    (unknown, known) = await warned(bench, monkeypatch, capsys, OWNER_IDS=owners)
    for line, owner in ((known, never.id), (unknown, 404)):
        assert line.startswith(f"! telegram: owner {owner} has not opened the bot")
        assert "https://t.me/panel_demo_bot" in line
    world.block(bench.owner)
    (line,) = await warned(bench, monkeypatch, capsys, OWNER_IDS=str(OWNER_ID))
    assert "has blocked it" in line
    bot_id = TOKEN.partition(":")[0]
    (line,) = await warned(bench, monkeypatch, capsys, OWNER_IDS=bot_id)
    assert line == (
        f"! telegram: owner {bot_id} is the bot itself. An owner is a person: see OWNER_IDS."
    )
    assert group.id < 0


async def test_a_webhook_that_another_installation_has_set(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"http://127.0.0.1:{free_port()}/secret-path"
    bench.playground.updates.set_webhook(Webhook(url))
    (line,) = await warned(bench, monkeypatch, capsys)
    assert "another installation takes this bot's updates" in line
    assert "127.0.0.1:" in line
    assert "secret-path" not in line
    (line,) = await warned(bench, monkeypatch, capsys, WEBHOOK_URL="https://bot.example")
    assert "not below WEBHOOK_URL" in line


async def test_a_clock_that_is_wrong(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, bench)
    assert await examine(lambda: utc_now() + timedelta(minutes=7)) is Health.FINE
    assert "! clock: it is 7 minutes fast" in capsys.readouterr().out
    assert await examine(lambda: utc_now() - timedelta(minutes=7)) is Health.FINE
    assert "! clock: it is 7 minutes slow" in capsys.readouterr().out
    assert await examine(lambda: utc_now() + timedelta(seconds=10)) is Health.FINE
    assert "✓ clock: right" in capsys.readouterr().out


async def test_the_panels_clock_counts_where_telegram_is_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, bench, TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}")
    assert await examine(lambda: utc_now() + timedelta(minutes=7)) is Health.BROKEN
    assert "! clock: it is 7 minutes fast" in capsys.readouterr().out


async def test_the_machine(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_env(0o644)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**11, 10**11, 5 * 10**7))
    disk, logs, file = await warned(bench, monkeypatch, capsys, LOG_LEVEL="DEBUG")
    assert disk.startswith("! disk: 50 MB free")
    assert "Set it to INFO" in logs
    assert file == "! .env: other users of this machine may read .env: chmod 600 .env"
    write_env(0o600)
    (disk,) = await warned(bench, monkeypatch, capsys, LOG_LEVEL="INFO")


async def test_a_misspelt_name_is_warned_of(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_env(0o600, "MONITOR_PROT=9464\nPOSTGRES_PASSWORD=another-program-reads-it\n")
    (line,) = await warned(bench, monkeypatch, capsys)
    assert line == "! .env: MONITOR_PROT is no setting, and does nothing. Rename it MONITOR_PORT."


async def test_a_database_that_cannot_be_used_is_reported_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = bench.folder / "text.sqlite3"
    file.write_text("This is no database. " * 100, encoding="utf-8")
    line = await broken(bench, monkeypatch, capsys, DATABASE_URL=f"sqlite:///{file}")
    assert line == (
        "✗ database: The database cannot be used: the file is not a database: DATABASE_URL names "
        "something else."
    )


@pytest.mark.parametrize("mistake", ["", "/", "/api", "/api/", "/api/v2/", "/services", "/en/api"])
async def test_an_address_with_a_mistake_is_answered_with_the_right_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mistake: str
) -> None:
    site = bench.panel.url.removesuffix("/api/v2")
    line = await broken(bench, monkeypatch, capsys, PROVIDER_API_URL=site + mistake)
    assert line == (
        "✗ panel: no API answers at this address, but one does at "
        f"{bench.panel.url}. Set PROVIDER_API_URL."
    )


async def test_a_busy_panel_is_no_wrong_address(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.panel.faults.add("*", Fault.MAINTENANCE)
    assert await broken(bench, monkeypatch, capsys) == (
        "✗ panel: the panel takes no calls at the moment: The system is in maintenance. Try again "
        "later."
    )


async def test_a_host_that_does_not_exist(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = await broken(bench, monkeypatch, capsys, PROVIDER_API_URL="http://panel.invalid/api/v2")
    assert "there is no host panel.invalid. Check the spelling in PROVIDER_API_URL" in line
    line = await broken(
        bench,
        monkeypatch,
        capsys,
        PROVIDER_API_URL=bench.panel.url,
        TELEGRAM_API_URL="http://telegram.invalid",
    )
    assert "there is no host telegram.invalid. Check the spelling in TELEGRAM_API_URL" in line


async def test_a_key_with_a_mistake(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, hint in {
        '"sandbox-key"': "Remove the quotes",
        bench.panel.url: "That is an address",
        TOKEN: "That is the bot's token",
        "wrong": "Copy the key again",
    }.items():
        line = await broken(bench, monkeypatch, capsys, PROVIDER_API_KEY=key)
        assert line.startswith("✗ panel: the panel refuses: ")
        assert hint in line
        assert key not in line


async def test_an_empty_balance_and_a_panel_that_is_down(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.panel.balance = bench.panel.balance - bench.panel.balance
    (line,) = await warned(bench, monkeypatch, capsys)
    assert line.startswith("! panel: the balance is used up")
    bench.panel.faults.add("*", Fault.HTML_200)
    line = await broken(bench, monkeypatch, capsys)
    assert "Check PROVIDER_API_URL" in line


async def test_each_panel_is_examined_by_its_name(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    birch = SandboxPanel(name="Birch", key="birch-key", services=[], currency="EUR")
    cedar = SandboxPanel(name="Cedar", key="cedar-key", services=[])
    there = bench.settings().database_url
    database = Database(there)
    async with database.begin() as session:
        (await session.get_one(PanelState, 1)).currency = "USD"
        (await session.get_one(Panel, 1)).host = "main.example"
    for panel in (birch, cedar):
        await panel.start()
        bench.stack.push_async_callback(panel.stop)
        number = await connect(database, panel)
        async with database.begin() as session:
            (await session.get_one(PanelState, number)).currency = panel.currency
    await database.close()
    cedar.key = "changed since"
    use(monkeypatch, bench, DATABASE_URL=there, SECRET_KEY=SECRET)
    assert await command("check") == 1
    said = [it for it in capsys.readouterr().out.splitlines() if " panel: " in it]
    assert [it.split(" panel: ")[0] for it in said] == ["✓", "✓", "!", "✗"]
    assert said[0].startswith("✓ panel: main.example: balance 1000.00000 USD, 6 services")
    assert said[1].startswith("✓ panel: Birch: balance ")
    assert "Birch: it charges in EUR, and there is no exchange rate to USD" in "".join(said)
    assert said[3].startswith("✗ panel: Cedar: the panel refuses: Invalid API key")
    assert "the panel's key (/admin, Panels)" in said[3]
    for secret, why in (
        (SECRET[::-1], "SECRET_KEY is another one"),
        ("", "SECRET_KEY is missing"),
    ):
        monkeypatch.setenv("SECRET_KEY", secret)
        assert await command("check") == 1
        lost = [it for it in capsys.readouterr().out.splitlines() if it.startswith("✗")]
        assert [it.partition(", because ")[0] for it in lost] == [
            "✗ panel: Birch: its key cannot be read",
            "✗ panel: Cedar: its key cannot be read",
        ]
        assert [it for it in lost if f"because {why}" in it] == lost


async def test_another_wallet_currency_than_that_in_use_is_a_wrong_setting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`run`, `web` and `worker`: tests/cli/test_stopping.py."""
    selling = {"SELLING": "wallet", "WALLET_CURRENCY": "EUR"}
    there = bench.settings().database_url
    await transfer_money(there)
    use(monkeypatch, bench, **selling, DATABASE_URL=there)
    assert await command("check") == 2
    assert f"✗ database: {CURRENCY_CHANGED}" in capsys.readouterr().out.splitlines()
    use(monkeypatch, bench, **selling)  # on a database that has no tables yet
    assert await command("check") == 0


def takes_coins(bench: Bench, **changes: str) -> dict[str, str]:
    selling = {"SELLING": "wallet", "WALLET_CURRENCY": "USD"}
    network = {"CRYPTO_PAY_TOKEN": CRYPTO_PAY_TOKEN, "CRYPTO_PAY_NETWORK": bench.crypto_pay.url}
    return {**selling, **network, **changes}


async def test_ways_to_pay_that_can_work_are_well(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, bench, **takes_coins(bench), DATABASE_URL=bench.settings().database_url)
    assert await command("check") == 0
    said = capsys.readouterr().out.splitlines()
    payments = [line for line in said if "payments:" in line]
    assert payments == [
        "✓ payments: switched on: nothing",
        "✓ payments: Crypto Pay answers: app Panel",
    ]


async def test_a_star_that_is_worth_nothing_yet_is_warned_of(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = bench.settings().database_url
    said = await warned(
        bench,
        monkeypatch,
        capsys,
        **takes_coins(bench, WALLET_CURRENCY="PKR", DATABASE_URL=there),
    )
    payments = [line for line in said if "payments:" in line]
    assert "nobody has said what a Star is worth in PKR" in payments[0]
    assert "Crypto Pay makes no invoices in PKR" in payments[1]


async def test_a_token_of_another_network_is_broken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = await broken(
        bench, monkeypatch, capsys, **takes_coins(bench, CRYPTO_PAY_TOKEN="4711:elsewhere")
    )
    assert "Crypto Pay does not know CRYPTO_PAY_TOKEN (UNAUTHORIZED)" in line
    assert "CRYPTO_PAY_NETWORK=test" in line
    assert "elsewhere" not in line


async def test_crypto_pay_that_cannot_be_reached_is_broken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    changes = takes_coins(bench, CRYPTO_PAY_NETWORK=nobody)
    line = await broken(bench, monkeypatch, capsys, **changes)
    assert "Crypto Pay: 127.0.0.1 cannot be reached" in line


async def test_each_way_to_pay_by_hand_that_cannot_work_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = bench.settings().database_url
    selling = {"SELLING": "wallet", "WALLET_CURRENCY": "USD", "DATABASE_URL": url}
    database = Database(url)
    async with database.begin() as session:
        for name, currency, text in (
            ("Card", "RUB", "4276"),
            ("Cash", "USD", ""),
            ("Bank", "USD", "I"),
            ("Post", "USD", "I"),
        ):
            method = await methods.add(session, name, currency)
            method.text, method.is_on = text, name == "Bank"
        method.least, method.most = 10, 5
    await database.close()
    use(monkeypatch, bench, **selling)
    assert await command("check") == 0
    said = [it for it in capsys.readouterr().out.splitlines() if "payments by hand" in it]
    assert [it[:30] for it in said] == [
        "! payments by hand: “Card” is ",
        "! payments by hand: “Cash” has",
        "✓ payments by hand: “Bank”: sw",
        "! payments by hand: “Post” tak",
    ]
    assert "no exchange rate to USD" in said[0]
    assert "has no account" in said[1]
