"""The demo's page, and the sandbox panel alone."""

import asyncio

from bot.demo.lines import say
from bot.demo.stage import stage
from bot.sandbox.panel.server import SandboxPanel


async def serve_demo(port: int, stop: asyncio.Event) -> None:
    """Serve the chat page until `stop` is set."""
    async with stage(port=port, apart=True) as parts:
        say(f"The bot is running. Talk to it: {parts.playground.page_url}")
        say(f"Sandbox panel: {parts.panel.url}   (Ctrl-C ends the demo)")
        await stop.wait()


async def serve_panel(port: int, stop: asyncio.Event) -> None:
    """Serve the sandbox panel alone until `stop` is set."""
    panel = SandboxPanel(port=port, outcomes=True)
    await panel.start()
    say(f"PROVIDER_API_URL={panel.url}")
    say("PROVIDER_API_KEY=sandbox-key")
    try:
        await stop.wait()
    finally:
        await panel.stop()
