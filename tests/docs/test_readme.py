"""README and the pages behind it tell of every command and every picture, and of no other."""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.cli.parser import make_parser
from bot.config.settings import Settings
from bot.features import FEATURES
from tests.docs.markdown import DOCUMENTS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LONGEST = 150
"""Lines that an operator reads before the first order."""
BOTFATHERS = {"newbot", "setinline", "revoke"}
"""Commands of Telegram's own bot."""
PATHS = {"healthz", "readyz", "metrics"}
"""Of the web process."""


def _page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def _subcommands() -> Iterable[str]:
    actions = make_parser()._actions
    return next(it.choices for it in actions if isinstance(it, argparse._SubParsersAction))


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= LONGEST


def test_the_readme_leads_to_every_page() -> None:
    pages = {str(it.relative_to(ROOT)) for it in DOCUMENTS} - {"README.md"}
    assert {page for page in pages if f"]({page})" not in README} == set()


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_every_variable_is_documented(name: str) -> None:
    assert f"| `{name}` |" in _page("settings")


@pytest.mark.parametrize("command", [command.name for command in FEATURES.commands])
def test_every_command_of_the_bot_is_documented(command: str) -> None:
    assert f"`/{command}" in _page("using")


@pytest.mark.parametrize("command", _subcommands())
def test_every_command_of_the_command_line_is_documented(command: str) -> None:
    assert f"| `python -m bot {command}" in _page("operating")


def test_the_two_commands_open_it() -> None:
    for command in ("demo", "test"):
        assert README.index(f"make {command}") < README.index("## What it does")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_command_is_documented_that_does_not_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    commands = set(re.findall(r"-m bot ([a-z]+)", text))
    words = set(re.findall(r"`/([a-z_]+)[` ]", text))

    assert targets <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert commands <= set(_subcommands())
    assert words <= {command.name for command in FEATURES.commands} | BOTFATHERS | PATHS


@pytest.mark.parametrize(
    "name",
    [
        "demo.webp",
        "statistics.png",
        "dashboard.png",
        "settings.png",
        "prices.webp",
        "paying-in.webp",
        "payments.webp",
        "first-order.webp",
    ],
)
def test_the_pictures_are_there(name: str) -> None:
    assert any(name in it.read_text(encoding="utf-8") for it in DOCUMENTS)
    assert 10_000 < (ROOT / "docs" / name).stat().st_size < 2_000_000
