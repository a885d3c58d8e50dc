"""How a server that was told to fail answers a call, before it looks at it and when it is done."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.loopback import cut
from bot.sandbox.panel.faults import Fault, Injected

_GUARD_PAGE = "<!DOCTYPE html><html><title>Just a moment...</title><body>Checking</body></html>"


def _server_error(_: object) -> web.Response:
    return web.json_response({"error": "Internal server error"}, status=500)


def _says(injected: Injected, answer: Any) -> web.Response:
    return web.json_response(injected.body(answer), status=injected.code)


def _too_many(injected: Injected) -> web.Response:
    wait = {"Retry-After": str(round(injected.seconds))}
    return web.json_response({"error": "Too many requests"}, status=429, headers=wait)


_BEFORE: dict[Fault, Callable[[Injected], web.Response]] = {
    Fault.ERROR_500: _server_error,
    Fault.HTML_500: lambda _: web.Response(text=_GUARD_PAGE, content_type="text/html", status=502),
    Fault.HTML_200: lambda _: web.Response(text=_GUARD_PAGE, content_type="text/html"),
    Fault.RATE_LIMIT: _too_many,
    Fault.MAINTENANCE: lambda _: web.json_response(
        {"status": "error", "msg": "The system is in maintenance"}
    ),
}
_AFTER: dict[Fault, Callable[[Any], web.Response]] = {
    Fault.ERROR_500_AFTER: _server_error,
    Fault.EMPTY: lambda _: web.Response(),
    Fault.NULL: lambda _: web.json_response(None),
    Fault.NO_ID: lambda _: web.json_response({"status": "success"}),
    Fault.TRUNCATED: lambda answer: web.Response(
        text=json.dumps(answer)[:-2], content_type="application/json"
    ),
}


async def before(injected: Injected, request: web.Request) -> web.Response | None:
    """Return what a fault answers in place of the panel, before it looks at the call."""
    if injected.fault is Fault.SLOW:
        await asyncio.sleep(injected.seconds)
    if injected.fault is Fault.RESET:
        return cut(request)
    if injected.fault is Fault.SAYS:
        return _says(injected, None)
    answer = _BEFORE.get(injected.fault)
    return answer(injected) if answer else None


async def after(injected: Injected, request: web.Request, answer: Any) -> web.Response | None:
    """Return what becomes of the answer when the call is done."""
    if injected.fault is Fault.SLOW_AFTER:
        await asyncio.sleep(injected.seconds)
    if injected.fault is Fault.LOST_ANSWER:
        return cut(request)
    if injected.fault is Fault.SAYS_AFTER:
        return _says(injected, answer)
    shown = _AFTER.get(injected.fault)
    return shown(answer) if shown else None
