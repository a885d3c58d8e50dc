"""Whatever getUpdates is answered with, again and again: asked with pauses, and never given up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken

from bot.app import App
from bot.core.telegram import polling
from bot.core.telegram.polling import Poller
from bot.sandbox.loopback import LoopbackServer
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import TOKEN, Bench, until
from tests.proof import first_quick, mostly_proof

PAUSES = 7
UPDATE = {"update_id": 7, "message": {"chat": {"id": 1}}}


def ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def error(code: int, words: str, **parameters: Any) -> web.Response:
    body = {"ok": False, "error_code": code, "description": words, "parameters": parameters}
    return web.json_response(body, status=code)


ANSWERS = {
    "404 while getMe works": lambda: error(404, "Not Found"),
    "404 as a page": lambda: web.Response(status=404, text="<h1>Not Found</h1>"),
    "401 while getMe works": lambda: error(401, "Unauthorized"),
    "400": lambda: error(400, "Bad Request: offset is wrong"),
    "403": lambda: error(403, "Forbidden"),
    "409": lambda: error(409, "Conflict: terminated by other getUpdates request"),
    "418": lambda: error(418, "I'm a teapot"),
    "429 that asks for no pause": lambda: error(429, "Too Many Requests", retry_after=0),
    "500": lambda: error(500, "Internal Server Error"),
    "502 as a page": lambda: web.Response(status=502, text="<html>Bad Gateway</html>"),
    "a page instead": lambda: web.Response(text="<html>Log in here</html>"),
    "no JSON": lambda: web.Response(text=""),
    "cut JSON": lambda: web.Response(text='{"ok": true, "result": ['),
    "nothing, at once": lambda: ok([]),
    "the same, at once": lambda: ok([UPDATE]),
    "null": lambda: ok(None),
    "an object": lambda: ok({"update_id": 1}),
    "a word": lambda: ok("busy"),
    "no numbers": lambda: ok([{"message": {}}]),
    "numbers in words": lambda: ok([{"update_id": "7"}]),
    "ok as a list": lambda: web.json_response([1, 2]),
}
KINDS = (
    "404 while getMe works",
    "429 that asks for no pause",
    "502 as a page",
    "cut JSON",
    "nothing, at once",
    "the same, at once",
    "numbers in words",
)
"""One answer of each kind, which is quick."""


@dataclass
class Api:
    """A Bot API with one answer to getUpdates."""

    answer: Callable[[], web.Response]
    me: Callable[[], web.Response] | None = None
    polls: int = 0

    async def serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if method == "getupdates":
            self.polls += 1
            return self.answer()
        if method == "getme":
            user = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "a_bot"}
            return self.me() if self.me else ok(user)
        return ok(True)


class Inbox:
    """Takes updates in, and counts them."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def accept(self, updates: list[Any]) -> None:
        self.taken.extend(updates)


class Pauses:
    """Lets the poller's pauses pass at once, and stops it at the last."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.stop = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == PAUSES:
            self.stop.set()
            await asyncio.Event().wait()


@asynccontextmanager
async def poller(api: Api, pauses: Pauses | None = None) -> AsyncIterator[Poller]:
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", api.serve)
    server = LoopbackServer(app, 0)
    await server.start()
    bot = Bot(TOKEN, base_url=f"{server.url}/bot")
    async with bot:
        sleep = pauses.sleep if pauses else asyncio.sleep
        yield Poller(bot, Inbox(), ["message"], sleep=sleep)  # type: ignore[arg-type]
    await server.stop()


@pytest.mark.parametrize("name", mostly_proof({name: name for name in ANSWERS}, *KINDS))
async def test_an_answer_that_repeats_is_asked_for_with_pauses(name: str) -> None:
    api, pauses = Api(ANSWERS[name]), Pauses()
    async with poller(api, pauses) as asking, asyncio.timeout(10):
        await asking.run(pauses.stop)
    assert api.polls == PAUSES + (name == "the same, at once")
    longest = (1, 2, 4, 8, 16, 30, 30)
    assert all(
        most / 2 <= took <= most for took, most in zip(pauses.seconds, longest, strict=True)
    )


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_nobody_knows_ends_it(code: int) -> None:
    api = Api(lambda: error(code, "Unauthorized"))
    async with poller(api) as asking:
        api.me = lambda: error(code, "Unauthorized")
        with pytest.raises(InvalidToken):
            async with asyncio.timeout(10):
                await asking.run(asyncio.Event())
    assert api.polls == 1


async def test_that_the_token_cannot_be_checked_ends_nothing() -> None:
    api = Api(lambda: error(404, "Not Found"))
    async with poller(api) as asking:
        api.me = lambda: error(502, "Bad Gateway")
        stop = asyncio.Event()
        running = asyncio.create_task(asking.run(stop))
        await until(lambda: api.polls >= 2)
        assert not running.done()
        stop.set()
        await running


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the poller pause for moments; how long it pauses is tested above."""
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 0.05)


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize("code", first_quick(1, [400, 404, 500]))
async def test_updates_come_again_afterwards(
    bench: Bench, app: App, chat: ChatClient, code: int
) -> None:
    del app
    fault = bench.playground.faults.add("getUpdates", times=3, code=code, description="Error")
    await chat.say("/help")
    await chat.wait_for("What you can do here")
    await chat.say("/start")
    await chat.wait_for("Hello")
    await until(lambda: fault.taken == 3)
    assert len(chat.bot_messages()) == 2
