"""What the local servers share: serving on loopback, and cutting a connection as networks do.

They are served by aiohttp because it hands out the connection: a fault that closes it without an
answer must be a real one.
"""

from aiohttp import web

CLOSE_SECONDS = 0.2
"""How long open requests may still take when a server stops."""


class LoopbackServer:
    """One web application on a port of its own."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_SECONDS)
        self._host = host
        self._port = port

    async def start(self) -> None:
        """Serve; return when connections are accepted.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop serving; what is still open is cut."""
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"http://{self._host}:{self._port}"


def cut(request: web.BaseRequest) -> web.Response:
    """Close the connection without an answer; the returned response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
