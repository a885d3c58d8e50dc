"""Answers made to hold the bot up: trickled, packed, deep, endless, unfit to be stored."""

import asyncio
import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.core.redaction import Redactor
from bot.panel.api import actions, reader
from bot.panel.api.actions import MEBIBYTE, Action
from bot.panel.api.answers import Answer, Found
from bot.panel.api.errors import BusyError, UnclearError
from bot.panel.api.service_list import ListReading, read_services
from bot.panel.api.transport import Transport
from bot.panel.api.verdict import evaluate
from tests.proof import first_quick

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
SOON = 0.5  # seconds
Writing = Callable[[asyncio.StreamWriter], Awaitable[None]]
PLACED = b'{"order": 23501}'


@asynccontextmanager
async def panel(answer: Writing) -> AsyncIterator[Transport]:
    """Run a panel that answers each call with what `answer` writes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"action=")  # the form is sent whole
        try:
            await answer(writer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport = Transport(f"http://127.0.0.1:{port}/api/v2", "key", "", Redactor([]))
    try:
        yield transport
    finally:
        await transport.aclose()
        server.close()


def body_of(body: bytes, packing: str = "") -> Writing:
    async def write(writer: asyncio.StreamWriter) -> None:
        packed = f"Content-Encoding: {packing}\r\n".encode() if packing else b""
        writer.write(HEAD + packed + f"Content-Length: {len(body)}\r\n\r\n".encode())
        for at in range(0, len(body), 10_000):
            writer.write(body[at : at + 10_000])
            await writer.drain()

    return write


async def answer(action: Action, body: bytes, packing: str = "") -> object:
    async with panel(body_of(body, packing)) as transport:
        return (await transport.post(action, {})).value


async def refuses(action: Action, body: bytes, packing: str = "") -> str:
    """Return how a call fails: on its way, or by what came."""
    async with panel(body_of(body, packing)) as transport:
        try:
            outcome = evaluate(actions.ADD, await transport.post(action, {}))
        except UnclearError as error:
            outcome = error
    assert isinstance(outcome, UnclearError)
    return outcome.text


async def trickle_body(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(SOON / 10)


async def trickle_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(SOON / 10)


async def nothing(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize("trickle", [trickle_body, trickle_headers, nothing])
@pytest.mark.parametrize("action", [actions.ADD, actions.STATUS])
async def test_a_call_ends_although_bytes_keep_coming(trickle: Writing, action: Action) -> None:
    began = time.monotonic()
    async with panel(trickle) as transport:
        with pytest.raises(UnclearError, match="no answer in time"):
            await transport.post(replace(action, deadline_seconds=SOON), {})
    assert SOON <= time.monotonic() - began < SOON * 6


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("", bytes),
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
    ],
)
@pytest.mark.parametrize("body", [PLACED, json.dumps(["x" * 99_999]).encode()])
async def test_packed_answers_are_read(
    packing: str, pack: Callable[[bytes], bytes], body: bytes
) -> None:
    assert await answer(actions.ADD, pack(body), packing) == json.loads(body)


@pytest.mark.parametrize("cut", [1, 9, 15])
async def test_a_packed_answer_without_its_end_proves_nothing(cut: int) -> None:
    assert "unpacked" in await refuses(actions.ADD, gzip.compress(PLACED)[:-cut], "gzip")


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("br", b"\x0b\x07\x80" + PLACED + b"\x03"),
        ("zstd", PLACED),
        ("gzip", PLACED),
        ("deflate", PLACED),
        ("gzip, gzip", gzip.compress(gzip.compress(PLACED, mtime=0), mtime=0)),
        ("gzip, br", PLACED),
        ("what", PLACED),
    ],
)
async def test_what_cannot_be_unpacked_is_unclear(packing: str, body: bytes) -> None:
    assert "unpacked" in await refuses(actions.ADD, body, packing)


@pytest.mark.parametrize(
    ("packing", "wbits"), first_quick(1, [("gzip", 31), ("deflate", 15), ("deflate", -15)])
)
@pytest.mark.parametrize("action", first_quick(1, [actions.ADD, actions.STATUS, actions.SERVICES]))
async def test_a_bomb_is_stopped_while_it_is_unpacked(
    packing: str, wbits: int, action: Action
) -> None:
    packer = zlib.compressobj(9, wbits=wbits)
    zeros = bytes(MEBIBYTE)
    bomb = b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()
    async with panel(body_of(bomb, packing)) as transport:
        tracemalloc.start()
        try:
            with pytest.raises(UnclearError, match="too large"):
                await transport.post(action, {})
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 3 * action.largest_answer + 4 * MEBIBYTE


async def test_an_answer_without_an_end_is_stopped() -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    async with panel(endless) as transport:
        with pytest.raises(UnclearError, match="too large"):
            await transport.post(actions.ADD, {})


@pytest.mark.parametrize("body", [b"[" + b"{}," * 700_000 + b"1]", b"[" + b"1," * 900_000 + b"1]"])
async def test_an_answer_of_too_many_values_is_not_read(body: bytes) -> None:
    assert len(body) > actions.STATUS.largest_answer // 2
    assert "too large" in await refuses(replace(actions.ADD, largest_answer=len(body)), body)


@pytest.mark.parametrize("levels", [33, 900, 200_000])
@pytest.mark.parametrize(("opened", "closed"), [(b"[", b"]"), (b'{"error":', b"}")])
@pytest.mark.parametrize("padding", [0, 70_000])  # what is long is read in a thread
async def test_a_deep_answer_is_unclear(
    levels: int, opened: bytes, closed: bytes, padding: int
) -> None:
    body = opened * levels + b"1" + closed * levels + b" " * padding
    assert "no JSON" in await refuses(replace(actions.ADD, largest_answer=4 * MEBIBYTE), body)


@pytest.mark.parametrize("levels", [40, 100_000])
async def test_a_deep_list_of_services_is_none(levels: int) -> None:
    row = b'{"service": 1, "rate": "1", "name": ' + b"[" * levels + b"]" * levels + b"}"
    async with panel(body_of(b"[" + row + b"]")) as transport:
        assert (await transport.post(actions.SERVICES, {}, ListReading(""))).value is None


@pytest.mark.parametrize(
    "body", [b"a\x00b\x1b[31mc\xe2\x80\xaed", b'{"order": "\x00', b"\xff\xfe"]
)
async def test_the_words_of_an_unclear_end_can_be_stored(body: bytes) -> None:
    text = await refuses(actions.ADD, body)
    assert text.isprintable()
    text.encode()


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("99999999999", 3600.0),
        ("1" * 400, 3600.0),
        ("inf", None),
        ("nan", None),
        ("-5", None),
        ("soon", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_a_busy_panel_cannot_ask_for_any_time(said: str, seconds: float | None) -> None:
    async def busy(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 429 Busy\r\nConnection: close\r\nRetry-After: {said}\r\n"
        writer.write(head.encode() + b"Content-Length: 2\r\n\r\n{}")

    async with panel(busy) as transport:
        outcome = evaluate(actions.ADD, await transport.post(actions.ADD, {}))
    assert isinstance(outcome, BusyError)
    assert outcome.retry_after == seconds


async def test_long_texts_hold_nobody_up() -> None:
    long = [
        "😀" * 50_000,
        "&amp;" * 40_000,
        "<" * 200_000,
        "&#" + "9" * 200_000 + ";",
        "\x00" * 9_999,
    ]
    rows = [
        {"service": number, "rate": "1", "min": 1, "max": 9, key: text}
        for number, (key, text) in enumerate(
            [(key, text) for key in ("name", "category", "desc", "type", "time") for text in long],
            1,
        )
    ]
    body = json.dumps(rows, ensure_ascii=False).encode()
    async with panel(body_of(body)) as transport:
        began = time.process_time()
        found = (await transport.post(actions.SERVICES, {}, ListReading(""))).value
        spent = time.process_time() - began
    services = read_services(found)
    assert services is not None
    assert (len(services.services), services.skipped) == (len(rows), 0)
    assert all(len(it.name) <= 500 and len(it.description) <= 4000 for it in services.services)
    assert spent < 3.0


ENDLESS = ("0" * 20_000 + "x", "1." * 10_000, "9" * 20_000, "1'" * 10_000, "é" * 500_000)


@pytest.mark.parametrize("endless", ENDLESS, ids=["zeros", "points", "digits", "marks", "letters"])
def test_endless_values_hold_nobody_up(endless: str) -> None:
    status = {"status": endless, "charge": endless, "remains": endless, endless: endless}
    began = time.process_time()
    outcome = evaluate(actions.STATUS, Answer(200, {"data": status}), "23501")
    assert not isinstance(outcome, Found) or reader.status_of(outcome).remains is None
    assert isinstance(evaluate(actions.BALANCE, Answer(200, {"balance": endless})), UnclearError)
    assert isinstance(evaluate(actions.ADD, Answer(200, {"order": endless})), UnclearError)
    assert time.process_time() - began < 1.0
