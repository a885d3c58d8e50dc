"""The demo's page, and sandbox panels alone."""

import asyncio
from contextlib import AsyncExitStack

from bot.demo.lines import say
from bot.demo.stage import stage
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import PROFILES, several


async def serve_demo(
    port: int, stop: asyncio.Event, *, selling: bool = False, panels: int = 2
) -> None:
    """Serve the chat page until `stop` is set.

    Args:
        selling: people pay from wallets.
        panels: how many there are.
    """
    async with stage(port=port, apart=True, selling=selling, panels=panels) as parts:
        say(f"The bot is running. Talk to it: {parts.playground.page_url}")
        urls = ", ".join(panel.url for panel in parts.panels)
        say(f"Sandbox panels: {urls}   (Ctrl-C ends the demo)")
        await stop.wait()


async def serve_panels(port: int, stop: asyncio.Event, *, count: int = 1) -> None:
    """Serve the sandbox panel alone, or several, until `stop` is set; print how to order there.

    Args:
        count: more than one: these panels, on `port` and those that follow.

    Raises:
        OSError: a port is taken.
    """
    alone = [SandboxPanel(port=port, outcomes=True)]
    panels = alone if count == 1 else several(count, port=port, outcomes=True)
    async with AsyncExitStack() as stack:
        for panel in panels:
            stack.push_async_callback(panel.stop)
            await panel.start()
        for panel, profile in zip(panels, PROFILES, strict=False):
            if count > 1:
                say(f"# {profile.name}, with the dialect “{profile.family}”")
            say(f"PROVIDER_API_URL={panel.url}")
            say(f"PROVIDER_API_KEY={panel.key}")
            for name, value in profile.settings.items():
                say(f"{name}={value}")
        await stop.wait()
