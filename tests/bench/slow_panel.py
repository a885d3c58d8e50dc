"""A panel, in a process of its own, that says of any order that it is in progress."""

import asyncio
import sys
import time

from aiohttp import web

from bot.sandbox.loopback import LoopbackServer

SAID = '{"charge":"0.1","start_count":"5","status":"In progress","remains":"50"}'


class SlowPanel:
    """Counts the calls; a GET tells how many there were."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._calls = 0
        app = web.Application()
        app.router.add_post("/", self._answer)
        app.router.add_get("/", self._count)
        self.server = LoopbackServer(app, 0)

    async def _answer(self, request: web.Request) -> web.Response:
        began = time.perf_counter()
        form = await request.post()
        self._calls += 1
        rows = ",".join(f'"{number}":{SAID}' for number in str(form["orders"]).split(","))
        await asyncio.sleep(max(self._latency - (time.perf_counter() - began), 0))
        return web.Response(text=f"{{{rows}}}", content_type="application/json")

    async def _count(self, _: web.Request) -> web.Response:
        return web.Response(text=str(self._calls))


async def main() -> None:
    """Serve until the process is ended; the address is printed."""
    panel = SlowPanel(float(sys.argv[1]))
    await panel.server.start()
    sys.stdout.write(panel.server.url + "/\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
