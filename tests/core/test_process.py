"""A process of the bot: its event loop, and how it is broken off."""

import asyncio

import uvloop

from bot.core.process import run, run_until


async def loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_the_loop_is_the_quickest_there_is() -> None:
    assert isinstance(run(loop()), uvloop.Loop)


async def test_what_is_stopped_before_it_begins_does_not_begin() -> None:
    begun = []

    async def work() -> None:
        begun.append(1)

    stop = asyncio.Event()
    stop.set()
    assert not await run_until(stop, work())
    assert not begun
