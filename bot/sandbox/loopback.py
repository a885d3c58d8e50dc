"""What the local servers share: serving on loopback, and cutting a connection as networks do.

Only this machine's own programs and pages are answered: any page that a browser shows could call
them otherwise, also by a name of its own that leads here (DNS rebinding).

They are served by aiohttp because it hands out the connection: a fault that closes it without an
answer must be a real one.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware
from yarl import URL

HOST = "127.0.0.1"
CLOSE_SECONDS = 0.2
"""How long open requests may still take when a server stops."""


_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_OWN_SITES = frozenset({"", "none", "same-origin"})
_FORBIDDEN = "Only its own page may ask for this."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LoopbackServer:
    """One web application on a port of its own.

    Args:
        pages: begins the path of what may be opened by a link from elsewhere, beside `/`.
    """

    def __init__(self, app: web.Application, port: int, *, pages: str | None = None) -> None:
        app.middlewares.append(_refusing_strangers(pages))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_SECONDS)
        self._site: web.TCPSite | None = None
        self._port = port

    async def start(self) -> None:
        """Serve; return when connections are accepted.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        await self.open_port()
        self._port = self._runner.addresses[0][1]

    @property
    def is_open(self) -> bool:
        """Return whether connections are accepted."""
        return self._site is not None

    async def open_port(self) -> None:
        """Accept connections, again where it was."""
        if self._site is None:
            self._site = web.TCPSite(self._runner, HOST, self._port)
            await self._site.start()

    async def close_port(self) -> None:
        """Refuse connections, as a machine that is down; those that are open are cut."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()

    async def stop(self) -> None:
        """Stop serving; what is still open is cut."""
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Return the address, without a slash at the end."""
        return f"http://{HOST}:{self._port}"


def _refusing_strangers(pages: str | None) -> Middleware:
    """Answer what was meant for this server, and not what another site's page asks for."""

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        is_page = request.path == "/" or bool(pages and request.path.startswith(pages))
        opened = is_page and request.method == "GET"  # by a link, maybe
        site = "" if opened else request.headers.get("Sec-Fetch-Site", "")
        origin = request.headers.get("Origin")
        if not _is_own(f"http://{request.headers.get('Host', '')}", request):
            raise web.HTTPForbidden(text=_FORBIDDEN)
        if site not in _OWN_SITES or (origin is not None and not is_own_page(request)):
            raise web.HTTPForbidden(text=_FORBIDDEN)
        return await handler(request)

    return refuse


def is_own_page(request: web.Request) -> bool:
    """Return whether a request comes from a page of this very server, as a browser says."""
    origin = request.headers.get("Origin", "")
    return origin == f"http://{request.headers.get('Host', '')}" and _is_own(origin, request)


def _is_own(address: str, request: web.Request) -> bool:
    try:
        url = URL(address)
        here = request.transport.get_extra_info("sockname") if request.transport else None
        return here is not None and url.host in _NAMES and url.port == here[1]
    except ValueError:
        return False


def cut(request: web.BaseRequest) -> web.Response:
    """Close the connection without an answer; the returned response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
