"""A local Bot API without a bot, a person in it, and its calls."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from bot.sandbox.telegram.server import Playground
from tests.sandbox.browser import browser, context, page, page_bench, parts

__all__ = ["browser", "context", "page", "page_bench", "parts"]

TOKEN = "4711:test-token"
Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def playground(request: pytest.FixtureRequest) -> AsyncIterator[Playground]:
    server = Playground(token=TOKEN, flood_control=getattr(request, "param", False))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def anna(playground: Playground) -> Person:
    return playground.world.add_person("Anna", username="anna")


@pytest.fixture
async def chat(playground: Playground, anna: Person) -> ChatClient:
    """Return Anna's private chat, which the bot may write to."""
    client = ChatClient(playground, anna, playground.world.private_chat(anna))
    await client.say("/start")
    return client


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[Api]:
    async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - loopback is not encrypted

        async def call(method: str, **params: Any) -> dict[str, Any]:
            url = f"{playground.api_url}/bot{TOKEN}/{method}"
            answer = await client.post(url, json=params)
            body: dict[str, Any] = answer.json()
            assert answer.status_code == body.get("error_code", 200)
            return body

        yield call
