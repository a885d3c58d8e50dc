"""`setup`: three answers at a terminal and one tap, or everything by options."""

import asyncio
import io
import re
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.cli import main
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.model import Person
from bot.sandbox.telegram.updates import Webhook
from tests.cli.terminal import AtTerminal, at_terminal
from tests.conftest import OWNER_ID, TOKEN, Bench
from tests.forked import ROOT
from tests.ordering import order_default
from tests.processes import BotProcess, free_port
from tests.proof import proof

LINK = re.compile(r"https://t\.me/panel_demo_bot\?start=(owner_[\w-]{20,})\n")
MADE = re.compile("^SECRET_KEY=[0-9a-f]{64}$", re.MULTILINE)
SECRET = "SECRET_KEY=made"
KEY = "sandbox-key"
TOKEN_ASKED, ADDRESS_ASKED, KEY_ASKED = (
    "Token from @BotFather",
    "Address of the panel's API",
    "Key",
)
OWNERS = "OWNER_IDS"


def sits(
    bench: Bench, *options: str, **environment: str
) -> AbstractAsyncContextManager[AtTerminal]:
    """Return somebody at a terminal who has typed the command."""
    variables = {"TELEGRAM_API_URL": bench.playground.api_url, **environment}
    return at_terminal(bench.folder, "setup", *options, environment=variables)


class Shell:
    """The command without a terminal, in this process: the servers share its loop."""

    def __init__(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._bench = bench
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    async def run(self, *options: str, stdin: str = "", **environment: str) -> tuple[int, str]:
        """Return the exit code and what was said."""
        environment = {"TELEGRAM_API_URL": self._bench.playground.api_url, **environment}
        with self._monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            code = await asyncio.to_thread(main, ["setup", *options])
        said = self._capsys.readouterr()
        return code, said.out + said.err


@pytest.fixture
def shell(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    return Shell(bench, monkeypatch, capsys)


def written() -> dict[str, str | None]:
    """Return what stands in the file but for the secret, which is another one each time."""
    return {name: text for name, text in dotenv_values(".env").items() if name != "SECRET_KEY"}


def whole(bench: Bench, **changes: str) -> dict[str, str]:
    """Return the four settings."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PROVIDER_API_URL": bench.panel.url,
        "PROVIDER_API_KEY": KEY,
        OWNERS: str(OWNER_ID),
        **changes,
    }


def complete(bench: Bench, **changes: str) -> dict[str, str]:
    """Return what stands in the file after the first time."""
    return whole(bench, BACKUP_DIR="backups", **changes)


def write(text: str, name: str = ".env") -> None:
    Path(name).write_text(text, encoding="utf-8")


def content() -> str:
    """Return the file with a mark for the secret, which is another one each time."""
    return MADE.sub(SECRET, Path(".env").read_text(encoding="utf-8"))


def mode() -> int:
    return Path(".env").stat().st_mode & 0o777


def lines(values: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


async def tap_start(bench: Bench, terminal: AtTerminal, person: Person) -> str:
    """Follow the link on the screen; return its code."""
    said = await terminal.shows("start=owner_") + await terminal.shows("\n")
    found = LINK.search(said)
    assert found is not None
    bench.playground.world.start(person, found[1])
    return found[1]


@pytest.mark.timeout(150)
async def test_three_answers_and_a_tap_lead_to_the_first_order(bench: Bench) -> None:
    async with sits(bench) as terminal:
        await terminal.answer(TOKEN_ASKED, TOKEN)
        assert "✓ The bot is @panel_demo_bot" in await terminal.answer(
            ADDRESS_ASKED, bench.panel.url
        )
        await terminal.answer(KEY_ASKED, KEY)
        await terminal.shows("✓ The panel: balance 1000.00000 USD, 6 services")
        await tap_start(bench, terminal, bench.owner)
        await terminal.shows(f"✓ The owner is Olivia, ID {OWNER_ID}")
        await terminal.shows(f"{sys.executable} -m bot run\n")
        assert await terminal.ended() == 0
    assert terminal.answers == 3
    assert TOKEN not in terminal.shown
    assert KEY not in terminal.shown
    assert written() == complete(bench)
    assert mode() == 0o600
    chat = bench.private()
    await chat.wait_for("You own this bot now")

    process = BotProcess(bench, ACCESS="closed", **whole(bench))
    await process.start()
    try:
        # What was sent to the bot in the meantime is answered: Start, too.
        await chat.wait_for("Hello", timeout=40)
        await process.said("catalogue_read")
        await order_default(chat)
    finally:
        await process.kill()


@proof
async def test_mistakes_are_named_at_once_and_asked_again(bench: Bench) -> None:
    site = bench.panel.url.removesuffix("/api/v2")
    async with sits(bench) as terminal:
        await terminal.answer(TOKEN_ASKED, "@panel_demo_bot")
        assert "That is a name." in await terminal.answer(TOKEN_ASKED, "1234567890:half")
        assert "Its end is missing: 4 characters" in await terminal.answer(
            TOKEN_ASKED, f"Use this token to access the HTTP API: {TOKEN} Keep it secure"
        )
        await terminal.answer(ADDRESS_ASKED, "0123456789abcdef0123456789abcdef")
        assert "were address and key swapped?" in await terminal.answer(
            ADDRESS_ASKED, "http://panel.invalid/api/v2"
        )
        assert "there is no host panel.invalid" in await terminal.answer(
            ADDRESS_ASKED, f' "{site}/services/" '
        )
        assert f"✓ The panel's API is at {bench.panel.url}" in await terminal.answer(
            KEY_ASKED, bench.panel.url
        )
        # Enter takes the address that stands there.
        assert "That is an address" in await terminal.answer(ADDRESS_ASKED, "")
        await terminal.answer(KEY_ASKED, "nonsense")
        assert "the panel refuses: Invalid API key" in await terminal.answer(ADDRESS_ASKED, "")
        await terminal.answer(KEY_ASKED, f"'{KEY}'")
        await tap_start(bench, terminal, bench.owner)
        assert await terminal.ended() == 0
    assert written() == complete(bench)


async def test_only_the_code_makes_an_owner(bench: Bench) -> None:
    world = bench.playground.world
    stranger = world.add_person("Stranger")
    group = world.groups.add("Night shift", members=[stranger], admins=[stranger])
    world.start(stranger)
    write(lines({**whole(bench), OWNERS: ""}))
    async with sits(bench) as terminal:
        said = await terminal.shows("start=owner_") + await terminal.shows("\n")
        code = said.rpartition("start=")[2].strip()
        world.start(stranger, "owner_guess")
        world.say(stranger, world.private_chat(stranger), code)
        world.say(stranger, group, f"/start {code}")
        world.start(bench.owner, code)
        await terminal.shows("✓ The owner is Olivia")
        assert await terminal.ended() == 0
    assert written()[OWNERS] == str(OWNER_ID)
    # All that was sent waits for the bot.
    assert len(bench.playground.updates) == 6


@proof
async def test_it_goes_on_where_it_was_interrupted(bench: Bench, shell: Shell) -> None:
    async with sits(bench) as terminal:
        await terminal.answer(TOKEN_ASKED, TOKEN)
        await terminal.shows(ADDRESS_ASKED)
        assert await terminal.press_ctrl_c() == 130
        await terminal.shows("setup` continues from here.")
    assert written() == {"TELEGRAM_BOT_TOKEN": TOKEN}
    async with sits(bench) as terminal:
        await terminal.answer(ADDRESS_ASKED, bench.panel.url)
        await terminal.answer(KEY_ASKED, KEY)
        await terminal.shows("start=owner_")
        assert await terminal.press_ctrl_c() == 130
    code, said = await shell.run("--owner", str(OWNER_ID))
    assert code == 0
    assert "✓ The panel: balance" in said  # what was kept is checked again
    assert written() == complete(bench)


async def test_a_second_time_there_is_nothing_to_do(bench: Bench, shell: Shell) -> None:
    write(lines(whole(bench)))
    bench.playground.world.start(bench.owner)
    code, said = await shell.run()
    assert code == 0
    assert f"✓ owner {OWNER_ID} has opened the bot" in said
    assert content() == lines(whole(bench)) + f"{SECRET}\n"
    made = dotenv_values(".env")
    assert (await shell.run())[0] == 0
    assert dotenv_values(".env") == made
    assert mode() == 0o600


async def test_what_stands_in_the_file_stays(bench: Bench, shell: Shell) -> None:
    write("# Mine\nexport POLL_SECONDS=30  # slow\n\nTELEGRAM_BOT_TOKEN=1:old\nOTHER=1\n")
    options = {"PROVIDER_API_URL": bench.panel.url, "PROVIDER_API_KEY": KEY, OWNERS: str(OWNER_ID)}
    code, said = await shell.run(TELEGRAM_BOT_TOKEN=TOKEN, **options)
    assert (code, said) == (
        2,
        "TELEGRAM_BOT_TOKEN is something else in .env. --replace replaces it.\n",
    )
    async with sits(bench, TELEGRAM_BOT_TOKEN=TOKEN, **options) as terminal:
        await terminal.answer("TELEGRAM_BOT_TOKEN is something else in .env. Replace it?", "y")
        assert await terminal.ended() == 0
    assert content() == (
        "# Mine\nexport POLL_SECONDS=30  # slow\n\n"
        f"TELEGRAM_BOT_TOKEN={TOKEN}\nOTHER=1\n"
        f"PROVIDER_API_URL={bench.panel.url}\nPROVIDER_API_KEY={KEY}\nOWNER_IDS={OWNER_ID}\n"
        f"BACKUP_DIR=backups\n{SECRET}\n"
    )
    assert mode() == 0o600


async def test_a_clone_gets_the_whole_example(bench: Bench, shell: Shell) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    write(example, ".env.example")
    code, _ = await shell.run(**whole(bench))
    assert code == 0
    for name, value in complete(bench).items():
        assert f"\n{name}=\n" in example
        example = example.replace(f"\n{name}=\n", f"\n{name}={value}\n")
    assert content() == example.replace("\nSECRET_KEY=\n", f"\n{SECRET}\n")


@pytest.mark.parametrize(
    ("known", "backups"),
    [
        ({"DATABASE_URL": "sqlite:////srv/bot/bot.sqlite3"}, "/srv/bot/backups"),
        ({"DATABASE_URL": "sqlite:///data/bot.sqlite3"}, "data/backups"),
        ({"DATABASE_URL": "postgresql://bot@127.0.0.1/bot"}, None),
        ({"BACKUP_DIR": "/mnt/copies"}, None),
    ],
)
async def test_copies_are_kept_beside_the_database_unless_it_is_said_where(
    bench: Bench, shell: Shell, known: dict[str, str], backups: str | None
) -> None:
    code, said = await shell.run(**whole(bench, **known))
    assert code == 0
    assert written().get("BACKUP_DIR") == backups
    assert ("The database is copied every day" in said) == (backups is not None)


async def test_who_wants_no_copies_is_not_given_them_again(bench: Bench, shell: Shell) -> None:
    write(lines(whole(bench, BACKUP_DIR="")))
    code, _ = await shell.run()
    assert code == 0
    assert written()["BACKUP_DIR"] == ""


async def test_everything_by_options(bench: Bench, shell: Shell) -> None:
    other = bench.playground.world.add_person("Oscar")
    write(f"{KEY}\n", "key")
    code, said = await shell.run(
        *("--token-file", "-", "--panel", bench.panel.url, "--key-file", "key"),
        *("--owner", str(OWNER_ID), "--owner", str(other.id)),
        stdin=f"{TOKEN}\n",
    )
    assert code == 0
    assert f"! owner {OWNER_ID} has not opened the bot" in said
    assert written() == complete(bench, **{OWNERS: f"{OWNER_ID},{other.id}"})
    assert TOKEN not in said
    assert KEY not in said


async def test_the_owner_is_found_without_a_terminal_too(
    bench: Bench, shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    async def tap_start_on_what_was_said() -> None:
        said = ""
        while not (found := LINK.search(said)):
            await asyncio.sleep(0.05)
            said += capsys.readouterr().out
        bench.playground.world.start(bench.owner, found[1])

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tap_start_on_what_was_said())
        code, _ = await shell.run(**whole(bench, **{OWNERS: ""}))
    assert code == 0
    assert written() == complete(bench)


async def test_nobody_is_waited_for_for_ever(bench: Bench, shell: Shell) -> None:
    code, said = await shell.run("--wait", "1", **{**whole(bench), OWNERS: ""})
    assert code == 1
    assert LINK.search(said)
    assert said.endswith("--owner 12345678.\n")


@pytest.mark.parametrize(
    ("changes", "code", "line"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, 2, "TELEGRAM_BOT_TOKEN is missing, and there is no terminal"),
        ({"TELEGRAM_BOT_TOKEN": "1:" + "x" * 35}, 2, "does not know this token"),
        ({"PROVIDER_API_KEY": "wrong"}, 2, "PROVIDER_API_KEY: the panel refuses"),
        ({"OWNER_IDS": "@olivia"}, 2, "OWNER_IDS: A user name is not an ID."),
        ({"OWNER_IDS": TOKEN.partition(":")[0]}, 2, "That is the ID of the bot itself."),
        ({"POLL_SECONDS": "often"}, 2, "POLL_SECONDS is malformed."),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:1"}, 2, "cannot be reached"),
    ],
)
async def test_without_a_terminal_a_mistake_ends_it(
    bench: Bench, shell: Shell, changes: dict[str, str], code: int, line: str
) -> None:
    ended, said = await shell.run(**whole(bench, **changes))
    assert ended == code
    assert line in said
    assert "Traceback" not in said


async def test_a_secret_in_the_place_of_its_file_is_not_repeated(
    bench: Bench, shell: Shell
) -> None:
    code, said = await shell.run("--key-file", KEY, **{**whole(bench), "PROVIDER_API_KEY": ""})
    assert code == 2
    assert said.startswith("--key-file: the file cannot be read: No such file or directory.")
    assert KEY not in said


async def test_swapped_answers_are_put_right(bench: Bench, shell: Shell) -> None:
    panel = SandboxPanel(key="0123456789abcdef", services=[])
    await panel.start()
    swapped = {"PROVIDER_API_URL": "0123456789abcdef", "PROVIDER_API_KEY": panel.url}
    code, said = await shell.run(**whole(bench, **swapped))
    await panel.stop()
    assert code == 0
    assert "✓ Address and key were swapped" in said
    assert written()["PROVIDER_API_URL"] == panel.url


@proof
async def test_a_webhook_is_left_alone_until_one_says_so(bench: Bench, shell: Shell) -> None:
    url = f"http://127.0.0.1:{free_port()}/secret"
    bench.playground.updates.set_webhook(Webhook(url))
    known = {**whole(bench), OWNERS: ""}
    code, said = await shell.run(**known)
    assert code == 1
    assert "A webhook is set at 127.0.0.1:" in said
    assert "--delete-webhook" in said
    assert "secret" not in said
    assert bench.playground.updates.webhook is not None
    async with sits(bench, "--delete-webhook") as terminal:
        await tap_start(bench, terminal, bench.owner)
        assert await terminal.ended() == 0


async def test_another_process_that_polls_is_named(bench: Bench, shell: Shell) -> None:
    bench.playground.faults.add(
        "getUpdates",
        code=409,
        description="Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
    code, said = await shell.run(**{**whole(bench), OWNERS: ""})
    assert code == 1
    assert "Another process polls with this token" in said
