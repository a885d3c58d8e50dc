"""A process of the bot: its event loop, its end by signals, and what stays in its memory."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Part = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""Something that serves until its event is set."""


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, on the quickest event loop that there is for this platform."""
    with asyncio.Runner(loop_factory=_new_event_loop) as runner:
        return runner.run(main)


def _new_event_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415 - not on Windows
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def until_stopped(serve: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Serve; SIGINT and SIGTERM set the event that is handed over, and a second one kills."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask_to_stop(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask_to_stop, number)
    await serve(stop)


async def run_until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Wait for a piece of work, and break it off when `stop` is set; `False` if it was."""
    if stop.is_set():
        work.close()  # what is broken off at its first step may leave things half open
        return False
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        return working.done()
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


async def serve(parts: Sequence[Part], stop: asyncio.Event) -> None:
    """Run the parts until `stop` is set or one dies; stop them one after the other."""
    running = []
    for part in parts:
        end = asyncio.Event()
        running.append((end, asyncio.create_task(part(end))))
    stopping = asyncio.create_task(stop.wait(), name="stop")
    tasks = [task for _, task in running]
    try:
        await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        logger.info("stopping")
        stopping.cancel()
        for end, task in running:
            end.set()
            await asyncio.wait([task])
        await asyncio.gather(*tasks)
        logger.info("stopped")


@asynccontextmanager
async def frozen_once_started() -> AsyncIterator[asyncio.Event]:
    """Yield an event: once it is set, the garbage collector leaves alone all that is loaded.

    It stays as long as the process, and looking through it again and again takes time.
    """
    started = asyncio.Event()

    async def freeze() -> None:
        await started.wait()
        gc.collect()
        gc.freeze()

    freezing = asyncio.create_task(freeze(), name="freeze")
    try:
        yield started
    finally:
        freezing.cancel()
