"""A process of the bot: its event loop."""

import asyncio

import uvloop

from bot.core.process import run


async def loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_the_loop_is_the_quickest_there_is() -> None:
    assert isinstance(run(loop()), uvloop.Loop)
