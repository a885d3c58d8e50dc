"""`python -m bot ...` as a person types it."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.parser import PANELS
from bot.demo import serving
from bot.sandbox.panel.several import PROFILES
from tests.conftest import OWNER_ID, TOKEN, Bench
from tests.forked import ForkedProcess, to_log
from tests.proof import first_quick, proof

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


def test_ctrl_c_ends_a_command_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.start.load_settings", interrupt)
    assert main(["migrate"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def interrupt() -> None:
    raise KeyboardInterrupt


def test_ctrl_c_ends_a_start_without_a_traceback() -> None:
    starting = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "bot", "run"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert starting.stderr is not None
    # Of a few hundred modules: those of the command line come before most others.
    while "telegram._version" not in starting.stderr.readline():
        pass
    starting.send_signal(signal.SIGINT)
    _, said = starting.communicate(timeout=50)
    assert starting.returncode == -signal.SIGINT
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


@proof
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
    assert await command("check") == 2
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


@pytest.mark.parametrize("name", first_quick(1, ["demo", "panel"]))
async def test_a_port_that_is_taken_is_named(bench: Bench, name: str) -> None:
    port = bench.panel.url.split(":")[2].split("/")[0]
    log = bench.folder / "bot.log"
    arguments = [name, "--port", port]
    process = ForkedProcess(*arguments, folder=bench.folder, environment={}, streams=to_log(log))
    assert await process.wait() == 1
    assert log.read_text().startswith(f"Port {port} is taken")


@pytest.mark.parametrize("port", ["65536", "-1", "eighty"])
def test_a_port_that_does_not_exist_is_misuse(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", f"--port={port}"])
    assert ended.value.code == 2
    assert f"invalid port value: '{port}'" in capsys.readouterr().err


@proof
async def test_the_port_of_a_second_panel_that_is_taken_is_named(bench: Bench) -> None:
    port = int(bench.panel.url.split(":")[2].split("/")[0])
    arguments = ["panel", "--panels", "2", "--port", str(port - 1)]
    log = bench.folder / "bot.log"
    process = ForkedProcess(*arguments, folder=bench.folder, environment={}, streams=to_log(log))
    assert await process.wait() == 1
    assert re.match(rf"Port ({port}|{port - 1}) is taken", log.read_text())


def test_there_is_a_sandbox_panel_of_each_dialect(capsys: pytest.CaptureFixture[str]) -> None:
    assert max(PANELS) == len(PROFILES)
    for count in ("0", str(len(PROFILES) + 1), "some"):
        with pytest.raises(SystemExit) as ended:
            main(["panel", "--panels", count])
        assert ended.value.code == 2
        assert "--panels" in capsys.readouterr().err


async def test_several_panels_say_how_to_order_there(capsys: pytest.CaptureFixture[str]) -> None:
    stop = asyncio.Event()
    stop.set()
    await serving.serve_panels(0, stop, count=3)
    said = capsys.readouterr().out
    first, second, third = said.removeprefix("# ").split("\n# ")
    assert first.startswith("Alder, with the dialect “perfectpanel”\nPROVIDER_API_URL=http://127.")
    assert "\nPROVIDER_API_KEY=birch-sandbox-key" in second
    assert "PROVIDER_CANCEL_PARAM=order" in third  # without it nothing is canceled there
    assert "PROVIDER_CANCEL_PARAM" not in first + second


@pytest.mark.parametrize(
    ("arguments", "code"), [(["check"], 1), (["migrate"], 2), (["backup", "x.copy"], 1)]
)
def test_what_a_command_says_holds_no_secret(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    environment = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": "http://127.0.0.1:1",
        "PROVIDER_API_URL": "http://127.0.0.1:1/api",
        "PROVIDER_API_KEY": "/the/key/of/the/panel",
        "DATABASE_URL": "sqlite:////the/key/of/the/panel/bot.sqlite3",
        "OWNER_IDS": "1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(arguments) == code
    said = "".join(capsys.readouterr())
    assert "***" in said
    assert "key/of" not in said
