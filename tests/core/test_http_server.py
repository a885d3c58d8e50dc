"""What anybody may do to the port of a `web` process, and that Telegram still gets through."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import aiohttp
import pytest
from aiohttp import web

from bot.core.telegram import http_server
from bot.core.telegram.http_server import Listener
from tests.processes import free_port
from tests.proof import proof

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(http_server, "REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(http_server, "IDLE_SECONDS", 1.0)

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/slow":
            await asyncio.sleep(1.5)
        return web.Response(text=str(len(await request.read())))

    application = web.Application()
    application.router.add_route("*", "/{any:.*}", answer)
    number = free_port()
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(Listener(application, "127.0.0.1", number).run(stop))
        await asyncio.sleep(0.1)
        yield number
        stop.set()


async def dial(stack: AsyncExitStack, port: int) -> Streams:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    stack.callback(writer.close)
    return reader, writer


async def is_cut(reader: asyncio.StreamReader, within: float) -> bool:
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(within):
            await reader.read()
        return True
    with suppress(TimeoutError):
        return reader.exception() is not None
    return False


async def ask(port: int, path: str = "/") -> tuple[int, str]:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as session,
        session.post(f"http://127.0.0.1:{port}{path}", data=b"12345") as answer,
    ):
        return answer.status, await answer.text()


@proof
async def test_1100_open_connections_do_not_make_it_deaf(port: int) -> None:
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert files == most  # more than the 1024 that are usual
    async with AsyncExitStack() as stack:
        held = []
        for number in range(1100):
            reader, writer = await dial(stack, port)
            if number % 2:
                writer.write(b"POST / HTTP/1.1\r\nHost: x\r\n")
            held.append(reader)
        assert await ask(port) == (200, "5")
        assert await is_cut(held[0], 0.2)


async def test_a_request_a_byte_at_a_time_is_cut(port: int) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await dial(stack, port)

        async def drip() -> None:
            with suppress(OSError):
                for octet in b"GET / HTTP/1.1\r\nHost: " + b"x" * 1000:
                    writer.write(bytes([octet]))
                    await writer.drain()
                    await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        assert await is_cut(reader, 1.5)
        dripping.cancel()


async def test_who_says_nothing_is_cut_first_and_after_a_request(port: int) -> None:
    async with AsyncExitStack() as stack:
        silent, _ = await dial(stack, port)
        reader, writer = await dial(stack, port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        await reader.readexactly(1)
        assert await is_cut(silent, 1)
        assert not await is_cut(reader, 0.1)
        assert await is_cut(reader, 3)


async def test_a_kept_connection_has_its_time_for_each_request_anew(port: int) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await dial(stack, port)
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            await reader.readexactly(1)
            await asyncio.sleep(0.4)
        writer.write(b"GET / HT")
        assert await is_cut(reader, 0.9)


async def test_what_is_being_handled_is_not_cut_for_others(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "MOST_CONNECTIONS", 5)
    asked = [asyncio.create_task(ask(port, "/slow")) for _ in range(4)]
    await asyncio.sleep(0.3)
    async with AsyncExitStack() as stack:
        for _ in range(50):
            await dial(stack, port)
        assert await asyncio.gather(*asked) == [(200, "5")] * 4


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % at for at in range(1000)) + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no HTTP at all\r\n\r\n",
    ],
)
async def test_a_head_without_end_is_refused_without_a_word_in_the_log(
    port: int, head: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await dial(stack, port)
        with suppress(OSError):
            writer.write(head)
            await writer.drain()
            answer = await reader.read(100)
            assert not answer or answer.startswith(b"HTTP/1.0 400") or b" 400 " in answer
    assert await ask(port) == (200, "5")
    assert not caplog.records
