"""The weather of a storm: either side fails now and then, a call at a time."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.server import Playground
from tests.conftest import Bench

STORMY_ADDS = (
    Fault.LOST_ANSWER,
    Fault.RESET,
    Fault.ERROR_500,
    Fault.ERROR_500_AFTER,
    Fault.TRUNCATED,
    Fault.HTML_200,
    Fault.RATE_LIMIT,
    Fault.SLOW_AFTER,
)
STORMY_STATUSES = (*STORMY_ADDS, Fault.EMPTY, Fault.MAINTENANCE)
Saying = tuple[Fault, int, Callable[[Any], Any]]
STRANGE_ADDS: tuple[Saying, ...] = (
    # After it was booked, words that sound like a refusal, or like patience.
    (Fault.SAYS_AFTER, 504, lambda _: {"error": "The upstream server is temporarily unavailable"}),
    (Fault.SAYS_AFTER, 503, lambda _: {"error": "Not enough funds on balance"}),
    (Fault.SAYS_AFTER, 200, lambda _: {"error": "SQLSTATE[HY000]: MySQL server has gone away"}),
    (Fault.SAYS_AFTER, 200, lambda _: {"error": "cURL error 28: Operation timed out"}),
    (Fault.SAYS_AFTER, 200, lambda _: {"error": "Temporarily out of order, please try later"}),
    # A number beside an error, a warning, or a flag.
    (
        Fault.SAYS_AFTER,
        200,
        lambda it: {**it, "error": "Insufficient quantity, created partially"},
    ),
    (Fault.SAYS_AFTER, 200, lambda it: {**it, "error": "0"}),
    (Fault.SAYS_AFTER, 200, lambda it: {**it, "success": False, "message": "Notification failed"}),
    (Fault.SAYS_AFTER, 200, lambda it: {"status": "success", "data": it}),
    # No number of an order.
    (Fault.SAYS, 200, lambda _: {"order": 0}),
    (Fault.SAYS, 200, lambda _: {"status": "error", "id": 7}),
    (Fault.SAYS, 403, lambda _: {"id": "cf-8f2", "title": "Access denied"}),
)
STRANGE_STATUSES: tuple[Saying, ...] = (
    (Fault.SAYS, 200, lambda _: {"status": "error", "msg": "Maintenance, back in an hour"}),
    (Fault.SAYS, 200, lambda _: {"status": 0, "msg": "Invalid API key"}),
    (Fault.SAYS_AFTER, 200, lambda it: {"status": "success", "data": it}),
    (Fault.SAYS_AFTER, 200, lambda it: {"result": it}),
)
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")


async def make_weather(bench: Bench, draw: random.Random, stop: asyncio.Event) -> None:
    """Have one of the panels, or Telegram, fail now and then until `stop` is set.

    While nobody calls, faults do not pile up: a bot that is killed all the time would meet nothing
    else.
    """
    while not stop.is_set():
        await asyncio.sleep(draw.uniform(0.2, 1.8))
        if draw.randrange(len(_AT_PANEL) + len(_AT_TELEGRAM)) < len(_AT_PANEL):
            draw.choice(_AT_PANEL)(draw.choice(bench.panels), draw)
        else:
            draw.choice(_AT_TELEGRAM)(bench.playground, draw)
    for panel in bench.panels:
        panel.faults.clear()
    bench.playground.faults.clear()


def _stormy_add(panel: SandboxPanel, draw: random.Random) -> None:
    _fail_panel(panel, "add", draw.choice(STORMY_ADDS), draw.uniform(0.2, 2))


def _stormy_status(panel: SandboxPanel, draw: random.Random) -> None:
    _fail_panel(panel, "status", draw.choice(STORMY_STATUSES), draw.random())


def _strange_add(panel: SandboxPanel, draw: random.Random) -> None:
    _say_at_panel(panel, "add", draw.choice(STRANGE_ADDS))


def _strange_status(panel: SandboxPanel, draw: random.Random) -> None:
    _say_at_panel(panel, "status", draw.choice(STRANGE_STATUSES))


def _say_at_panel(panel: SandboxPanel, action: str, saying: Saying) -> None:
    fault, code, body = saying
    if not panel.faults.waits_for(action):
        panel.faults.add(action, fault, times=1, code=code, body=body)


def _fail_panel(panel: SandboxPanel, action: str, fault: Fault, seconds: float) -> None:
    if not panel.faults.waits_for(action):
        panel.faults.add(action, fault, times=1, seconds=seconds)


def _flood(playground: Playground, draw: random.Random) -> None:
    _fail_telegram(playground, draw.choice(METHODS[:2]), retry_after=1)


def _bad_gateway(playground: Playground, draw: random.Random) -> None:
    _fail_telegram(playground, draw.choice(METHODS), code=502, description="Bad Gateway")


def _cut(playground: Playground, draw: random.Random) -> None:
    _fail_telegram(playground, draw.choice(METHODS), reset=True)


def _fail_telegram(playground: Playground, method: str, **fault: Any) -> None:
    if not playground.faults.waits_for(method):
        playground.faults.add(method, times=1, **fault)


_AT_PANEL = (_stormy_add, _strange_add, _stormy_status, _strange_status)
_AT_TELEGRAM = (_flood, _bad_gateway, _cut)
