"""`python -m bot ...` as a person types it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.conftest import OWNER_ID, TOKEN, Bench

ROOT = Path(__file__).parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


@pytest.mark.parametrize(
    "command", ["setup", "run", "web", "worker", "demo", "check", "migrate", "panel"]
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m bot {command}" in capsys.readouterr().out


def test_an_unknown_command_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_missing_setting_ends_the_start_with_a_line_each(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 2
    said = capsys.readouterr().err
    assert "TELEGRAM_BOT_TOKEN is missing. It should be" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", ["web", "worker"])
def test_several_processes_need_postgresql(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PROVIDER_API_URL": "http://127.0.0.1:9/api/v2",
        "PROVIDER_API_KEY": "key",
        "OWNER_IDS": str(OWNER_ID),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main([command]) == 2
    assert "DATABASE_URL is malformed. It should be postgresql://" in capsys.readouterr().err
    if command == "web":
        monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:9/bot")
        assert main([command]) == 2
        assert "WEBHOOK_URL is missing" in capsys.readouterr().err


def test_the_demo_plays_a_whole_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--play"]) == 0
    said = capsys.readouterr().out
    assert "taps [Confirm]" in said
    assert "Order #1 is completed" in said
    assert said.endswith("✓ Ordered, delivered and pushed.\n")


def test_the_played_demo_needs_nothing_but_python(tmp_path: Path) -> None:
    done = run("demo", "--play", HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


def use(monkeypatch: pytest.MonkeyPatch, bench: Bench, **changes: str) -> None:
    values = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": bench.playground.api_url,
        "PROVIDER_API_URL": bench.panel.url,
        "PROVIDER_API_KEY": "sandbox-key",
        "DATABASE_URL": f"sqlite:///{bench.folder / 'cli.sqlite3'}",
        "OWNER_IDS": str(OWNER_ID),
        **changes,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


async def command(*arguments: str) -> int:
    """Run a command beside the servers, which share this thread's loop."""
    return await asyncio.to_thread(main, list(arguments))


async def test_check_ticks_everything(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, bench, BACKUP_DIR=str(bench.folder / "new" / "backups"))
    bench.playground.world.start(bench.owner)
    assert await command("migrate") == 0
    assert capsys.readouterr().out == "The database has this version's schema.\n"
    assert await command("check") == 0
    said = capsys.readouterr().out
    assert said.splitlines()[:3] == [
        "✓ settings: complete",
        "✓ telegram: @panel_demo_bot answers",
        f"✓ telegram: owner {OWNER_ID} has opened the bot",
    ]
    assert "✓ panel: balance 1000.00000 USD, 6 services" in said
    assert "✓ database: ready\n✓ clock: right\n✓ disk: " in said
    assert "✓ backups: daily at 03:00 UTC in " in said
    assert not [line for line in said.splitlines() if not line.startswith("✓")]
    assert "sandbox-key" not in said


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"PROVIDER_API_KEY": "wrong"}, "Check PROVIDER_API_KEY"),
        ({"PROVIDER_API_URL": "http://127.0.0.1:1/api/v2"}, "Check PROVIDER_API_URL"),
        ({"TELEGRAM_BOT_TOKEN": "1:" + "x" * 35}, "set TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:1"}, "TELEGRAM_API_URL"),
        ({"DATABASE_URL": "sqlite:////nowhere/bot.sqlite3"}, "there is no folder"),
    ],
)
async def test_check_says_what_is_wrong_and_what_to_do(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
    advice: str,
) -> None:
    use(monkeypatch, bench, **changes)
    assert await command("check") == 1
    failed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert advice in "\n".join(failed)
    assert TOKEN not in "\n".join(failed)


async def test_check_looks_for_what_the_catalogue_file_names(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, bench)
    file = bench.folder / "catalogue.toml"
    file.write_text(
        """
        [services.1]
        pin = true
        [services.404]
        hide = true
        [categories.TikTok]
        place = 1
        [categories."────"]
        hide = true
        """,
        encoding="utf-8",
    )
    assert await command("check") == 0
    assert (
        "✓ catalogue file: service entries: 2, category entries: 2\n"
        "! catalogue file: the panel has no service “404”. Take it out of catalogue.toml.\n"
        "! catalogue file: the panel has no category “────”. Take it out of catalogue.toml.\n"
    ) in capsys.readouterr().out
    file.write_text("[services.1]\nplace = 'first'\n", encoding="utf-8")
    assert await command("check") == 1
    assert (
        "✗ catalogue file: catalogue.toml: services.1.place should be a whole number from 1 to "
        "1000000.\n"
    ) in capsys.readouterr().out


async def test_a_malformed_catalogue_file_ends_the_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, bench, CATALOGUE_FILE="shop.toml")
    (bench.folder / "shop.toml").write_text("[services.1]\nhid = true\n", encoding="utf-8")
    arguments = {name: value for name, value in os.environ.items() if name.isupper()}
    done = await asyncio.to_thread(run, "run", **arguments)
    assert done.returncode == 2
    assert done.stderr == (
        "shop.toml: services.1.hid is not known. There are hide, name, place, pin.\n"
    )
    assert not (bench.folder / "cli.sqlite3").exists()


async def test_check_without_settings_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert await command("check") == 2
    assert "PROVIDER_API_KEY is missing" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["demo", "panel"])
async def test_a_port_that_is_taken_is_named(bench: Bench, name: str) -> None:
    port = bench.panel.url.split(":")[2].split("/")[0]
    done = await asyncio.to_thread(run, name, "--port", port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is taken")


def test_what_a_command_says_holds_no_secret() -> None:
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": "http://127.0.0.1:1",
        "PROVIDER_API_URL": "http://127.0.0.1:1/api",
        "PROVIDER_API_KEY": "/the/key/of/the/panel",
        "DATABASE_URL": "sqlite:////the/key/of/the/panel/bot.sqlite3",
        "OWNER_IDS": "1",
    }
    for command_, code in {"check": 1, "migrate": 2, "backup": 1}.items():
        done = run(command_, *(["x.copy"] if command_ == "backup" else []), **environment)
        assert done.returncode == code
        assert "***" in done.stdout + done.stderr
        assert "key/of" not in done.stdout + done.stderr
