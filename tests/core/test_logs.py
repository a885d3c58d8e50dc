"""Log lines: their two forms, and that no secret gets into any of them."""

import asyncio
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import quote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from bot.core.logs import EventFormatter, JsonFormatter, TextFormatter, configure_logging
from bot.core.redaction import MASK, Redactor

TOKEN = "1234567890:AAH-a_token_of_thirty_five_letters00"
KEY = "k3y/with+signs & spaces"
CHECKOUT = Path(__file__).parents[2]
Form = Literal["text", "json"]

logger = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    handlers, level, excepthook = root.handlers[:], root.level, sys.excepthook
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook = handlers, excepthook
    root.setLevel(level)


Said = Callable[[], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return lambda: capsys.readouterr().err


def read_json(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def complain(words: str) -> NoReturn:
    raise ValueError(words)


def test_an_event_is_a_line_of_text(said: Said) -> None:
    configure_logging("INFO", "text", [])

    logger.info(
        "order_placed",
        extra={"order": 12, "number": "23501", "charge": Decimal("0.90"), "why": "two words"},
    )

    time, rest = said().split(" ", 1)
    assert rest == (
        'INFO    bot.test order_placed order=12 number=23501 charge=0.90 why="two words"\n'
    )
    assert time[10] == "T"
    assert time.endswith("Z")


def test_an_event_is_a_json_object(said: Said) -> None:
    configure_logging("INFO", "json", [])

    logger.info(
        "order_placed",
        extra={"order": 12, "charge": Decimal("0.90"), "ids": (1, "2"), "ms": 1.5, "note": None},
    )

    [event] = read_json(said())
    assert event.pop("time").endswith("Z")
    assert event == {
        "level": "INFO",
        "logger": "bot.test",
        "event": "order_placed",
        "order": 12,
        "charge": "0.90",
        "ids": [1, "2"],
        "ms": 1.5,
        "note": None,
    }


def test_times_are_utc() -> None:
    record = logging.makeLogRecord({"created": 1_700_000_000.25, "msg": "tick"})

    event = json.loads(JsonFormatter(Redactor([])).format(record))

    assert event["time"] == "2023-11-14T22:13:20.250Z"


def test_a_field_does_not_replace_what_every_event_has(said: Said) -> None:
    configure_logging("INFO", "json", [])

    logger.info("tick", extra={"time": "noon", "level": 3})

    [event] = read_json(said())
    assert event["level"] == "INFO"
    assert (event["time_"], event["level_"]) == ("noon", 3)


@pytest.mark.parametrize("form", ["text", "json"])
def test_whatever_a_value_holds_it_stays_one_line(form: Form, said: Said) -> None:
    configure_logging("INFO", form, [])

    logger.info("a\nb %s", "c\r\x1b[31m", extra={"words": "x\ny\u2028z", "name\n": 1})

    assert len(said().splitlines()) == 1


def test_a_traceback_is_indented_in_text_and_a_field_in_json(said: Said) -> None:
    def fail() -> None:
        try:
            complain("first\nsecond")
        except ValueError:
            logger.exception("failed")

    configure_logging("INFO", "text", [])
    fail()
    head, *trace = said().splitlines()
    assert head.endswith("ERROR   bot.test failed")
    assert trace[0] == "    Traceback (most recent call last):"
    assert trace[-2:] == ["    ValueError: first", "    second"]
    assert all(line.startswith("    ") for line in trace)

    configure_logging("INFO", "json", [])
    fail()
    [event] = read_json(said())
    assert event["exception"].splitlines()[0] == "Traceback (most recent call last):"
    assert event["exception"].endswith("ValueError: first\nsecond")


def test_a_line_that_cannot_be_written_is_written_as_far_as_it_can(said: Said) -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError(KEY)

    configure_logging("INFO", "text", [KEY])

    logger.info("only %d", "words")
    logger.info("seen", extra={"thing": Broken()})

    first, second = said().splitlines()
    assert first.endswith("only %d TypeError")
    assert second.endswith('seen thing="<Broken: RuntimeError>"')


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", ["DEBUG", "WARNING", "CRITICAL"])
@pytest.mark.parametrize(
    "name", ["bot.panel.api", "httpx", "telegram.ext", "sqlalchemy", "asyncio"]
)
def test_no_secret_passes_by_any_way(form: Form, level: str, name: str, said: Said) -> None:
    configure_logging("DEBUG", form, [TOKEN, KEY, ""])
    there = logging.getLogger(name)
    there.setLevel("DEBUG")
    severity = logging.getLevelNamesMapping()[level]

    there.log(severity, "said " + KEY)
    there.log(severity, "sent %s to %s", {"key": KEY}, httpx.URL(f"http://x/bot{TOKEN}/getMe"))
    there.log(severity, "body %s", quote_plus(KEY))
    there.log(severity, "field", extra={"one": KEY, "many": [{KEY: b"x" + KEY.encode()}]})
    there.log(severity, "tail", extra={"token": TOKEN.partition(":")[2]})
    try:
        complain(f"unhappy with {KEY} and {TOKEN}")
    except ValueError:
        there.log(severity, "raised", exc_info=True, stack_info=True)

    text = said()
    assert text.count(MASK) >= 8
    for secret in (KEY, quote_plus(KEY), TOKEN, TOKEN.partition(":")[2]):
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET http://h/bot123:abc/getMe", "GET http://h/bot***/getMe"),
        ("http://h/file/bot123:abc/photos/1.jpg", "http://h/file/bot***/photos/1.jpg"),
        ("/bot123%3Aabc/x", "/bot***/x"),
        (f"the token {TOKEN} was rejected", "the token *** was rejected"),
        ("at 12:30 chat 1234567890: hello", "at 12:30 chat 1234567890: hello"),
        ("/bots/12:abc", "/bots/12:abc"),
    ],
)
def test_what_looks_like_a_token_is_masked_unasked(text: str, expected: str) -> None:
    assert Redactor([])(text) == expected


SECRETS = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"), min_size=12
)


@given(secret=SECRETS, formatter=st.sampled_from([TextFormatter, JsonFormatter]))
def test_any_secret_is_masked_wherever_it_stands(
    secret: str, formatter: type[EventFormatter]
) -> None:
    try:
        complain(secret)
    except ValueError:
        trace = sys.exc_info()
    record = logging.makeLogRecord(
        {
            "msg": f"m {secret} %s %s",
            "args": (secret, {"k": secret}),
            "exc_info": trace,
            "f": secret,
        }
    )

    text = formatter(Redactor([secret])).format(record)

    for form in (secret, json.dumps(secret)[1:-1], quote_plus(secret)):
        assert form not in text


async def test_neither_httpx_nor_ptb_reveals_the_token(said: Said) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    configure_logging("DEBUG", "text", [])
    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        for base, error in (
            (f"http://127.0.0.1:{port}/bot", InvalidToken),
            ("http://127.0.0.1:1/bot", NetworkError),
        ):
            bot = Bot(TOKEN, base_url=base)
            try:
                await bot.initialize()
            except error:
                logger.exception("failed")
            finally:
                await bot.shutdown()

    text = said()
    assert "Set Bot API URL" in text
    assert "HTTP Request: POST" in text
    assert "InvalidToken" in text
    assert TOKEN.partition(":")[2] not in text


@pytest.mark.parametrize(("level", "is_logged"), [("INFO", False), ("DEBUG", True)])
def test_requests_are_logged_only_at_debug(level: str, said: Said, *, is_logged: bool) -> None:
    configure_logging(level, "text", [])

    logging.getLogger("httpx").info("HTTP Request: GET http://x")
    logging.getLogger("sqlalchemy.engine").info("SELECT link")

    assert ("HTTP Request" in said()) == is_logged


def test_a_library_with_a_handler_of_its_own_goes_through_ours(said: Said) -> None:
    library = logging.getLogger("uvicorn.access")
    library.addHandler(logging.StreamHandler(sys.stderr))
    library.propagate = False

    configure_logging("INFO", "json", [])
    library.info('"POST /bot%s/getMe"', TOKEN, extra={"color_message": TOKEN})

    [event] = read_json(said())
    assert event["event"] == '"POST /bot***/getMe"'
    assert "color_message" not in event


def test_warnings_are_events(said: Said) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure_logging("INFO", "json", [KEY])
        warnings.warn(f"old key {KEY}", UserWarning, stacklevel=1)

    [event] = read_json(said())
    assert event["logger"] == "py.warnings"
    assert "old key ***" in event["event"]


def test_a_crash_is_an_event_too() -> None:
    program = (
        "from bot.core.logs import configure_logging\n"
        f"configure_logging('INFO', 'json', [{KEY!r}])\n"
        f"raise RuntimeError({KEY!r})\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    [event] = read_json(done.stderr)
    assert done.returncode == 1
    assert event["event"] == "crashed"
    assert event["exception"].endswith("RuntimeError: ***")
    assert KEY not in done.stderr


def test_neither_a_thread_nor_a_line_that_fails_reveals_a_secret() -> None:
    program = (
        "import logging, threading\n"
        "from bot.core.logs import configure_logging\n"
        f"key = {KEY!r}\n"
        "configure_logging('INFO', 'json', [key])\n"
        "def fail(): raise RuntimeError(key)\n"
        "class Dying:\n"
        "    def __del__(self): raise RuntimeError(key)\n"
        "threads = [threading.Thread(target=fail)]\n"
        "[it.start() for it in threads]; [it.join() for it in threads]\n"
        "Dying()\n"
        "endless = {}\n"
        "endless['it'] = endless\n"
        "logging.error('deep %s', key, extra={'deep': endless})\n"
        "try: fail()\n"
        "except RuntimeError: raise KeyboardInterrupt\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    *lines, last = done.stderr.splitlines()
    assert [json.loads(line)["event"] for line in lines[:2]] == ["crashed", "exception_ignored"]
    assert [json.loads(line)["event"] for line in lines[2:]] == ["deep ***"]
    assert json.loads(last)["event"] == "interrupted"
    assert "signs" not in done.stderr
