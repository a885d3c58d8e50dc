"""How updates reach the bot: long polls that end each other, and webhooks."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.loopback import LoopbackServer
from bot.sandbox.telegram.errors import ApiError
from bot.sandbox.telegram.updates import UpdateQueue, Webhook


async def test_a_poll_waits_for_an_update() -> None:
    queue = UpdateQueue()
    poll = asyncio.create_task(queue.get(0, 100, 10))
    await asyncio.sleep(0)
    queue.put({"message": {"text": "x"}})
    assert [update["update_id"] for update in await poll] == [1]
    assert await queue.get(2, 100, 0) == []


async def test_a_newer_poll_ends_the_older() -> None:
    queue = UpdateQueue()
    old = asyncio.create_task(queue.get(0, 100, 10))
    await asyncio.sleep(0)
    new = asyncio.create_task(queue.get(0, 100, 10))
    with pytest.raises(ApiError, match="terminated by other getUpdates"):
        await old
    queue.put({"message": {}})
    assert len(await new) == 1


async def test_only_allowed_kinds_come() -> None:
    queue = UpdateQueue()
    queue.put({"chat_member": {}})
    queue.allow(["chat_member"])
    queue.put({"message": {}})
    queue.put({"chat_member": {}})
    assert [list(update)[1] for update in await queue.get(0, 100, 0)] == ["chat_member"]


async def test_a_webhook_gets_updates_in_order_until_it_takes_them() -> None:
    seen: list[Any] = []
    done = asyncio.Event()

    async def take(request: web.Request) -> web.Response:
        seen.append(((await request.json())["update_id"], request.headers.copy()))
        if len(seen) == 1:
            return web.Response(status=500)
        if len(seen) == 3:
            done.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    server = LoopbackServer(app, 0)
    await server.start()
    queue = UpdateQueue()
    try:
        queue.set_webhook(Webhook(f"{server.url}/hook", "secret"))
        with pytest.raises(ApiError, match="webhook is active"):
            await queue.get(0, 100, 0)
        queue.put({"message": {}})
        queue.put({"message": {}})
        await asyncio.wait_for(done.wait(), 10)
    finally:
        await queue.close()
        await server.stop()
    assert [number for number, _ in seen] == [1, 1, 2]
    assert seen[0][1]["X-Telegram-Bot-Api-Secret-Token"] == "secret"


async def test_a_checkout_waits_for_no_other_update_of_its_person() -> None:
    asked, done = asyncio.Event(), asyncio.Event()

    async def take(request: web.Request) -> web.Response:
        if "pre_checkout_query" in await request.json():
            asked.set()
        else:
            await asked.wait()
            done.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    server = LoopbackServer(app, 0)
    await server.start()
    queue = UpdateQueue()
    try:
        queue.set_webhook(Webhook(f"{server.url}/hook"))
        queue.put({"message": {"chat": {"id": 5}}})
        queue.put({"pre_checkout_query": {"from": {"id": 5}}})
        await asyncio.wait_for(done.wait(), 30)
    finally:
        await queue.close()
        await server.stop()


def test_webhooks_go_to_loopback_only() -> None:
    with pytest.raises(ApiError, match="only addresses on"):
        UpdateQueue().set_webhook(Webhook("https://example.org/hook"))
