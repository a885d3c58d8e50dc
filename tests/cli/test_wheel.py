"""The wheel: all that belongs to the bot is in it, and it runs where nothing else of it is."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from bot.core.languages import Catalogues
from tests.cli.test_cli import ROOT

pytestmark = pytest.mark.proof

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
LANGUAGES = """
from bot.core.languages import Catalogues
print(*Catalogues().languages())
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Without a network: what builds it is one of the development lock's.
    built = (
        "wheel",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        ROOT,
    )
    run(*PIP, *built, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment, and return its folder of scripts."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (site,) = folder.glob("lib/*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return python.parent


def belonging() -> set[str]:
    """Return every file of the bot, by its place in the wheel."""
    ours = {path.relative_to(ROOT) for path in (ROOT / "bot").rglob("*") if path.is_file()}
    texts = {"bot" / path.relative_to(ROOT) for path in (ROOT / "locales").rglob("*.po")}
    return {str(path) for path in ours | texts if "__pycache__" not in path.parts}


def test_everything_of_the_bot_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        assert belonging() - set(opened.namelist()) == set()


def test_nothing_but_the_bot_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        folders = {name.partition("/")[0] for name in opened.namelist()}
    assert {folder.partition("-")[0] for folder in folders} == {"bot", "panel_order_bot"}


def test_an_installed_bot_explains_itself(scripts: Path, tmp_path: Path) -> None:
    said = run(scripts / "panel-order-bot", "--help", cwd=tmp_path)
    assert said.startswith("usage: panel-order-bot ")


def test_an_installed_bot_speaks_every_language(scripts: Path, tmp_path: Path) -> None:
    said = run(scripts / "python", "-c", LANGUAGES, cwd=tmp_path)
    assert said.split() == list(Catalogues().languages())


@pytest.mark.timeout(120)
def test_an_installed_bot_plays_an_order(scripts: Path, tmp_path: Path) -> None:
    said = run(scripts / "panel-order-bot", "demo", "--play", cwd=tmp_path)
    assert said.endswith("✓ Ordered, delivered and pushed.\n")
    assert not list(tmp_path.iterdir())
