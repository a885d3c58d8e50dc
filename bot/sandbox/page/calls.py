"""How the page's calls are served: only to the page itself, as JSON, refusals in words."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.loopback import is_own_page
from bot.sandbox.telegram.errors import ApiError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Action = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


def as_json(action: Action) -> Handler:
    """Serve what takes a JSON object."""

    async def read(request: web.Request) -> dict[str, Any]:
        # No other site's page can send this type without being asked first.
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send JSON.")
        body = await request.json()
        if not isinstance(body, dict):
            raise web.HTTPBadRequest(text="Send a JSON object.")
        return body

    return _served(read, action)


def as_form(action: Action) -> Handler:
    """Serve what takes a form with a file."""

    async def read(request: web.Request) -> dict[str, Any]:
        return dict(await request.post())

    return _served(read, action)


def _served(read: Callable[[web.Request], Awaitable[dict[str, Any]]], action: Action) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        if not is_own_page(request):  # a browser says where a POST comes from
            raise web.HTTPForbidden(text="Only the chat page may do this.")
        try:
            return web.json_response(await action(await read(request)))
        except (ValueError, TypeError, AttributeError) as error:
            return web.json_response({"error": _sentence(error)}, status=400)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=error.code)
        except web.HTTPException as error:
            return web.json_response({"error": error.text}, status=error.status)

    return handler


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
