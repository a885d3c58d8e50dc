"""Logging by a file of the operator's own: whatever handler it names, no secret gets there."""

import asyncio
import json
import logging
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import pytest

from bot.core.log_config import LogConfigError
from bot.core.logs import configure_logging, redacted
from bot.core.redaction import MASK
from tests.cli.test_cli import command, use
from tests.conftest import Bench

TOKEN = "1234567890:AAH-a_token_of_thirty_five_letters00"
KEY = "k3y/with+signs & spaces"
SECRETS = [TOKEN, KEY]
THIS = "tests.core.test_log_config"

logger = logging.getLogger("bot.test.config")


class Sentry(logging.Handler):
    """Keeps everything that a record has, as services do that want to know all."""

    seen: ClassVar[list[logging.LogRecord]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.format(record)
        self.seen.append(record)


def raising() -> NoReturn:
    raise ValueError("never")


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Give logging back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    Sentry.seen = []
    yield
    configure_logging("WARNING", "text", [])  # takes the cleaning off
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def everything(record: logging.LogRecord) -> str:
    """Return all that a handler can find in a record."""
    trace = record.exc_info[2] if record.exc_info else None
    held = []
    while trace is not None:
        held.append(repr(trace.tb_frame.f_locals))
        trace = trace.tb_next
    return repr(vars(record)) + record.getMessage() + "".join(held)


def complain(key: str) -> NoReturn:
    raise ValueError(f"unhappy with {key} and {TOKEN}")  # services send variables along, too


def fail_with_secrets() -> None:
    try:
        complain(KEY)
    except ValueError:
        logger.exception("failed %s", KEY, extra={"url": f"/bot{TOKEN}/x", "many": [{KEY: KEY}]})


def a_file(folder: Path, config: dict[str, Any]) -> Path:
    file = folder / "logging.json"
    file.write_text(json.dumps({"version": 1, **config}), encoding="utf-8")
    return file


SENTRY: dict[str, Any] = {"sentry": {"class": f"{THIS}.Sentry", "level": "ERROR"}}
IN_JSON = json.dumps(
    {"version": 1, "handlers": SENTRY, "root": {"handlers": ["sentry"], "level": "INFO"}}
)
IN_TOML = f"""
version = 1
root.handlers = ["sentry"]
[handlers.sentry]
class = "{THIS}.Sentry"
level = "ERROR"
"""
IN_INI = f"""
[loggers]
keys=root
[handlers]
keys=sentry
[formatters]
keys=
[logger_root]
level=INFO
handlers=sentry
[handler_sentry]
class={THIS}.Sentry
level=ERROR
args=()
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("x.json", IN_JSON), ("x.TOML", IN_TOML), ("x.ini", IN_INI), ("logging", IN_INI)],
)
def test_no_secret_gets_to_a_handler_of_ones_own(name: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text("\ufeff" + text, encoding="utf-8")  # as an editor on Windows saves it
    configure_logging("INFO", "text", SECRETS, file)

    fail_with_secrets()
    logger.info("below the handler's level")

    [record] = Sentry.seen
    found = everything(record)
    assert record.getMessage() == "failed ***"
    assert vars(record)["many"] == [{MASK: MASK}]
    assert record.exc_text is not None
    assert "ValueError: unhappy with *** and ***" in record.exc_text
    assert vars(record)["exception"] == record.exc_text  # for those who look at fields alone
    for secret in (TOKEN, TOKEN.partition(":")[2], KEY):
        assert secret not in found
    pickle.dumps(vars(record))  # for handlers that hand records on to another process


def test_what_the_file_does_not_name_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = {"handlers": SENTRY, "loggers": {"bot.test": {"handlers": ["sentry"]}}}
    configure_logging("INFO", "json", SECRETS, a_file(tmp_path, config))

    fail_with_secrets()
    logging.getLogger("elsewhere").error("said %s", KEY)
    logging.getLogger("httpx").info("GET /")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], second["event"]) == ("failed ***", "said ***")
    assert first["exception"].endswith("ValueError: unhappy with *** and ***")
    assert "exception_" not in first
    assert [it.name for it in Sentry.seen] == ["bot.test.config"]


def test_also_one_that_comes_later_or_puts_itself_before_the_handlers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call_handlers(self: logging.Logger, record: logging.LogRecord) -> None:
        Sentry.seen.append(record)

    configure_logging("INFO", "text", SECRETS, a_file(tmp_path, {}))
    later = logging.getLogger("a library that nobody knows")
    monkeypatch.setattr(later, "handlers", [Sentry()])
    later.error("one %s", KEY, stack_info=True)
    monkeypatch.setattr(logging.Logger, "callHandlers", call_handlers)
    fail_with_secrets()

    assert len(Sentry.seen) == 2
    assert [it for it in Sentry.seen if KEY in everything(it) or TOKEN in everything(it)] == []
    assert [it.stack_info for it in Sentry.seen] == [None, None]


def test_the_bots_own_formats_can_be_named(tmp_path: Path) -> None:
    where = tmp_path / "bot.log"
    config = {
        "formatters": {"json": {"()": "bot.core.logs.JsonFormatter"}},
        "handlers": {
            "file": {"class": "logging.FileHandler", "filename": str(where), "formatter": "json"}
        },
        "root": {"handlers": ["file"], "level": "INFO"},
    }
    configure_logging("INFO", "text", SECRETS, a_file(tmp_path, config))

    fail_with_secrets()

    [event] = map(json.loads, where.read_text(encoding="utf-8").splitlines())
    assert (event["event"], event["url"]) == ("failed ***", "/bot***/x")
    assert event["exception"].endswith("ValueError: unhappy with *** and ***")
    assert redacted(KEY) == MASK
    logging.root.handlers[0].close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "FileNotFoundError"),
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ('{"version": 2}', "ValueError"),
        ('{"version": 1, "root": {"handlers": ["nowhere"]}}', "nowhere"),
        (
            '{"version": 1, "handlers": {"a": {"class": "no.such.Handler"}}}',
            "No module named 'no'",
        ),
        (
            json.dumps({"version": 1, "handlers": {"a": {"()": f"{THIS}.raising"}}}),
            "ValueError: never",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_reported_in_a_line(
    text: str | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(LogConfigError) as caught:
        configure_logging("INFO", "text", SECRETS, file)

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_the_command_line_reads_the_setting(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use(monkeypatch, bench, LOG_CONFIG="nowhere.toml")
    assert await command("migrate") == 2
    assert "LOG_CONFIG: nowhere.toml cannot be used: FileNotFoundError" in capsys.readouterr().err

    assert await command("check") == 1
    assert "✗ logs: LOG_CONFIG cannot be used: FileNotFoundError" in capsys.readouterr().out

    everyone = {"handlers": SENTRY, "root": {"handlers": ["sentry"], "level": "INFO"}}
    use(monkeypatch, bench, LOG_CONFIG=str(a_file(tmp_path, everyone)))
    assert await command("migrate") == 0
    await asyncio.to_thread(logger.error, "the token is %s", bench.settings().secrets()[0])
    assert [it.getMessage() for it in Sentry.seen] == ["the token is ***"]
