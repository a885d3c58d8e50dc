"""`demo` and `panel`: the stand-ins for the outside world."""

import argparse
import asyncio
import errno
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bot.cli.start import FAILED, OK, PRIVILEGED, ROOTS_PORT, StartError
from bot.core.logs import configure_logging
from bot.core.process import run, until_stopped


def demo_command(arguments: argparse.Namespace) -> int:
    """Run the real bot on sandbox panels and a local Bot API, or play one order there."""
    from bot.demo import played, serving  # noqa: PLC0415 - a bot at work holds no playground

    configure_logging("WARNING", "text", [])
    if arguments.play:
        return OK if run(played.play()) else FAILED
    serve = partial(serving.serve_demo, selling=arguments.selling, panels=arguments.panels)
    return _serve_on(arguments.port, serve)


def panel_command(arguments: argparse.Namespace) -> int:
    """Run the sandbox panel alone, or several of them."""
    from bot.demo import serving  # noqa: PLC0415 - as above

    configure_logging("INFO", "text", [])
    count: int = arguments.panels
    return _serve_on(arguments.port, partial(serving.serve_panels, count=count), count)


def _serve_on(
    port: int, serve: Callable[[int, asyncio.Event], Coroutine[Any, Any, None]], ports: int = 1
) -> int:
    try:
        run(until_stopped(lambda stop: serve(port, stop)))
    except OSError as error:
        if error.errno == errno.EACCES and port < PRIVILEGED:
            raise StartError(ROOTS_PORT.format(name="--port")) from None
        if error.errno != errno.EADDRINUSE:
            raise
        ports_tried = range(port, port + ports)
        taken = next((it for it in ports_tried if f", {it})" in str(error)), port)
        raise StartError(
            f"Port {taken} is taken by another program. Choose one: --port {taken + 10}"
        ) from None
    return OK
