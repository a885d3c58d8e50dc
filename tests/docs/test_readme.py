"""The README tells of every command and every variable."""

from pathlib import Path

import pytest

from bot.config import Settings
from bot.telegram.commands import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_variable_is_told(name: str) -> None:
    assert any(f"`{name}`" in line for line in README.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_of_the_bot_is_told(command: str) -> None:
    assert f"`/{command}" in README


@pytest.mark.parametrize(
    "command", ["run", "web", "worker", "check", "migrate", "backup", "restore", "demo", "panel"]
)
def test_every_command_of_the_command_line_is_told(command: str) -> None:
    assert f"`python -m bot {command}" in README


def test_the_two_commands_open_it_and_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("demo", "test"):
        assert README.index(f"make {command}") < 800
        assert f"\n{command}:" in makefile


@pytest.mark.parametrize("name", ["chat-page", "statistics", "dashboard"])
def test_the_pictures_are_there(name: str) -> None:
    assert f"docs/{name}.png" in README
    assert (ROOT / "docs" / f"{name}.png").stat().st_size > 10_000
