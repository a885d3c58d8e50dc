"""Dockerfile, compose.yaml, the unit and the Procfile, as far as they can be examined here.

There is no Docker daemon and no systemd to start them: docs/deploy/ says so.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import yaml

from bot.config.settings import Settings
from tests.docs.markdown import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy/panel-order-bot.service").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"bot": ["run"], "web": ["web"], "worker": ["worker"]}
SYSTEMD = shutil.which("systemd-analyze") or ""
NOBODY = 65534
INSTRUCTIONS = re.compile(r"^(?P<word>[A-Z]+) (?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)


def instructions() -> Iterator[tuple[str, str, str]]:
    """Return what the Dockerfile does, each with the stage in which it is done."""
    stage = ""
    for found in INSTRUCTIONS.finditer(DOCKERFILE):
        if found["word"] == "FROM":
            stage = found["rest"].partition(" AS ")[2]
        yield stage, found["word"], found["rest"].replace("\\\n", " ")


def all_of(word: str) -> list[str]:
    return [rest for _, it, rest in instructions() if it == word]


def test_the_linter_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_container_runs_as_an_ordinary_user_with_a_health_check() -> None:
    last: dict[str, str] = {}
    for stage, word, rest in instructions():
        last[f"{stage} {word}"] = rest
    assert last["sqlite USER"] == last["postgresql USER"] == "10001:10001"
    assert last["sqlite ENTRYPOINT"] == '["python", "-m", "bot"]'
    assert "/readyz" in last["sqlite HEALTHCHECK"]
    command = json.loads(last["sqlite HEALTHCHECK"].partition("CMD ")[2])
    compile(command[2], "the health check", "exec")
    assert all_of("FROM")[-1] == "sqlite"


def test_all_that_is_installed_is_locked_with_hashes() -> None:
    [install] = [it for it in all_of("RUN") if "pip install" in it]
    assert {"--require-hashes", "--requirement requirements.txt"} <= {
        it for it in ("--require-hashes", "--requirement requirements.txt") if it in install
    }


def test_only_what_is_copied_gets_to_the_daemon() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {it.split()[0] for it in all_of("COPY") if not it.startswith("--from")}
    assert "*" in lines
    assert allowed == copied
    assert all((ROOT / it).exists() for it in copied)


def test_the_variables_of_image_and_compose_are_settings() -> None:
    known = {name.upper() for name in Settings.model_fields}
    of_image = {it.partition("=")[0] for it in shlex.split(" ".join(all_of("ENV")))}
    python = {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "HOME"}
    assert of_image - python <= known
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known, name


def test_compose_reads_its_file() -> None:
    read = compose_spec.PyCompose.from_json(json.dumps(COMPOSE))
    read.validate()
    assert set(read.service_names()) == {*OURS, "postgres", "caddy"}


def test_each_profile_is_whole() -> None:
    profiles = {name: it["profiles"] for name, it in SERVICES.items()}
    assert [name for name, it in profiles.items() if it == ["sqlite"]] == ["bot"]
    assert sorted(name for name, it in profiles.items() if it == ["postgresql"]) == sorted(
        SERVICES.keys() - {"bot"}
    )
    for name, it in SERVICES.items():
        assert all(profiles[other] == profiles[name] for other in it.get("depends_on", ())), name
        named = {volume.partition(":")[0] for volume in it.get("volumes", ())}
        assert {it for it in named if "/" not in it} <= set(COMPOSE["volumes"]), name


@pytest.mark.parametrize("name", OURS)
def test_our_services_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service.get("command", ["run"]) == OURS[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "ports" not in service  # Caddy alone is reached from outside
    stages = {stage for stage, _, _ in instructions()}
    assert service["build"]["target"] in stages


def test_the_proxy_lets_in_what_telegram_and_crypto_pay_send_and_nothing_else() -> None:
    proxy = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    port = SERVICES["web"]["environment"]["PORT"]
    assert re.findall(r"handle ?(\S*) {\s*(.+)\n", proxy) == [
        ("/telegram/*", f"reverse_proxy web:{port}"),
        ("/crypto_pay/*", f"reverse_proxy web:{port}"),
        ("", "respond 404"),
    ]
    assert proxy.count("{") == proxy.count("}")


def test_the_procfile_names_commands_that_there_are() -> None:
    processes = dict(
        line.split(": ", 1)
        for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    )
    assert processes == {
        "release": "python -m bot migrate",
        "web": "python -m bot web",
        "worker": "python -m bot worker",
    }


@pytest.mark.skipif(not SYSTEMD, reason="there is no systemd")
def test_systemd_takes_the_unit_and_finds_little_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "panel-order-bot.service"
    # It looks for the program, which is installed elsewhere.
    unit.write_text(
        UNIT.replace("/opt/panel-order-bot/.venv/bin/python", sys.executable), encoding="utf-8"
    )
    verified = subprocess.run(
        [SYSTEMD, "verify", unit], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    examined = subprocess.run(
        [SYSTEMD, "security", "--offline=true", "--threshold=20", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert examined.returncode == 0, examined.stdout


def as_an_ordinary_user(command: list[str], folder: Path) -> None:
    """Run a command in a folder as somebody who owns that folder alone."""
    is_root = os.geteuid() == 0
    if is_root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PATH": f"{folder}/bin:/usr/bin:/bin"},
        user=NOBODY if is_root else None,
        group=NOBODY if is_root else None,
        extra_groups=[] if is_root else None,
        check=True,
        timeout=550,
    )


def a_python() -> str:
    """Return a Python that an ordinary user may run."""
    own = Path(sys.executable).resolve()
    return str(own) if os.geteuid() or not own.is_relative_to("/root") else "/usr/bin/python3"


@pytest.fixture
def clean_folder() -> Iterator[Path]:
    """Return a folder that others can reach: pytest's own are its user's alone."""
    with tempfile.TemporaryDirectory(prefix="app-") as folder:
        yield Path(folder)


@pytest.mark.proof
@pytest.mark.timeout(600)
def test_the_commands_of_the_dockerfile_run_in_a_clean_folder(clean_folder: Path) -> None:
    folder = clean_folder
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(a_python())
    left_out = []
    for stage, word, rest in instructions():
        if word == "COPY" and stage == "build":
            source, target = rest.split()
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, folder / (source if target == "." else target))
        elif word == "RUN" and stage == "build":
            as_an_ordinary_user(["/bin/sh", "-c", rest], folder)
        elif word == "RUN":
            left_out.append(rest.split()[0])
    assert left_out == ["apt-get"]  # needs root
    assert (folder / "data").stat().st_mode & 0o777 == 0o700
    as_an_ordinary_user([str(folder / ".venv/bin/python"), "-m", "bot", "demo", "--play"], folder)
