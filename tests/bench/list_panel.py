"""A panel, in a process of its own, that answers `services` with a file, as it is just now."""

import asyncio
import sys
from pathlib import Path

from aiohttp import web

from bot.sandbox.loopback import LoopbackServer

BALANCE = '{"balance":"100","currency":"USD"}'


class ListPanel:
    """Serves the list."""

    def __init__(self, file: Path) -> None:
        self._file = file
        app = web.Application()
        app.router.add_post("/", self._answer)
        self.server = LoopbackServer(app, 0)

    async def _answer(self, request: web.Request) -> web.Response:
        asked = (await request.post()).get("action")
        text = self._file.read_text(encoding="utf-8") if asked == "services" else BALANCE
        return web.Response(text=text, content_type="application/json")


async def main() -> None:
    """Serve until the process is ended; the address is printed."""
    panel = ListPanel(Path(sys.argv[1]))
    await panel.server.start()
    sys.stdout.write(panel.server.url + "/\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
