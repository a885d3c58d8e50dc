"""The webhook as anybody on the network meets it: only Telegram gets an update in."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.app import App
from bot.core.telegram.webhook import LARGEST_UPDATE
from tests.conftest import Bench
from tests.ordering import order_default
from tests.postgres import Postgres
from tests.processes import free_port
from tests.proof import first_quick, proof
from tests.queries import recorded
from tests.rate_limits import FAST

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Front:
    """A web process in this one, and what was registered for it."""

    def __init__(self, bench: Bench, app: App, port: int) -> None:
        self.app = app
        self.base = f"http://127.0.0.1:{port}"
        webhook = bench.playground.updates.webhook
        assert webhook is not None
        self.url, self.secret = webhook.url, webhook.secret
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        await self._session.close()

    async def post(
        self, body: bytes | io.BytesIO, secret: str | None = None, url: str | None = None
    ) -> int:
        headers = {HEADER: self.secret if secret is None else secret}
        async with self._session.post(url or self.url, data=body, headers=headers) as answer:
            return answer.status

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self.base + path) as answer:
            return answer.status, await answer.text()

    async def inbox(self) -> int:
        async with self.app.database.read() as session:
            return int(await session.scalar(text("select count(*) from inbox")) or 0)


@pytest.fixture
async def front(bench: Bench, postgres: Postgres) -> AsyncIterator[Front]:
    port = free_port()
    bench.environment |= {
        "DATABASE_URL": postgres.database(),
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    web = App(bench.settings(), clock=bench.now, rate_limits=FAST)
    work = App(bench.settings(), clock=bench.now, rate_limits=FAST)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        started = [asyncio.Event(), asyncio.Event()]
        tasks.create_task(web.web(stop, started=started[0]))
        tasks.create_task(work.work(stop, started=started[1]))
        for event in started:
            await event.wait()
        await web.catalogue.stocked.wait()
        front = Front(bench, web, port)
        yield front
        await front.close()
        stop.set()


def an_update(number: int = 900_001) -> dict[str, Any]:
    person = {"id": 77, "is_bot": False, "first_name": "Max"}
    chat = {"id": 77, "type": "private", "first_name": "Max"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "/start"}
    return {"update_id": number, "message": message}


async def test_an_order_goes_through_a_web_and_a_worker(bench: Bench, front: Front) -> None:
    chat = bench.private()
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1


async def test_the_address_is_telegrams_alone(bench: Bench, front: Front) -> None:
    body = json.dumps(an_update()).encode()
    before = await front.inbox()
    assert await front.post(body, secret="") == 403
    assert await front.post(body, secret="wrong") == 403
    assert await front.post(body, secret="né".encode().decode("latin-1")) == 403
    assert await front.post(body, url=f"{front.base}/telegram/guess") == 404
    assert (await front.get(front.url.removeprefix(front.base)))[0] == 405
    assert await front.inbox() == before
    token = bench.settings().telegram_bot_token.get_secret_value()
    assert token not in front.url
    assert token.partition(":")[2] not in front.url + front.secret


@pytest.mark.parametrize(
    "body",
    first_quick(
        1,
        [
            b"{",
            b'{"update_id": "1"}',
            b"",
            b"[]",
            b"null",
            b"\xff\xfe",
            b'{"message": {}}',
            b"[" * 10**5,
        ],
    ),
)
async def test_what_is_no_update_is_refused(front: Front, body: bytes) -> None:
    assert await front.post(body) == 400
    assert await front.inbox() == 0


@proof
async def test_what_is_too_large_is_refused(front: Front) -> None:
    assert await front.post(io.BytesIO(b"x" * (LARGEST_UPDATE + 1))) == 413
    assert await front.inbox() == 0


@proof
async def test_a_number_that_no_update_has_is_refused(front: Front) -> None:
    assert await front.post(b'{"update_id": 99999999999999999999999}') == 400
    assert await front.post(b'{"update_id": true}') == 400


async def test_a_redelivery_is_taken_and_dropped(bench: Bench, front: Front) -> None:
    body = json.dumps(an_update()).encode()
    assert [await front.post(body), await front.post(body)] == [200, 200]
    assert await front.inbox() == 1


async def test_it_says_how_it_is(bench: Bench, front: Front) -> None:
    await order_default(bench.private())
    assert await front.get("/healthz") == (200, "ok\n")
    with recorded(front.app.database) as asked:
        assert await front.get("/readyz") == (200, "ok\n")
    assert not [it for it in asked if "count(" in it.statement]  # as often as it likes
    status, metrics = await front.get("/metrics")
    while "bot_panel_errors_lately" not in metrics:  # written down by a loop, now and then
        front.app.workers.wake()
        await asyncio.sleep(0.05)
        status, metrics = await front.get("/metrics")
    assert status == 200
    assert "bot_updates_waiting 0" in metrics.splitlines()
    assert any(line.startswith('bot_orders{state="') for line in metrics.splitlines())
    assert "bot_panel_errors_lately 0" in metrics.splitlines()


@proof
async def test_without_a_database_telegram_is_asked_to_come_again(front: Front) -> None:
    async with front.app.database.begin() as session:
        await session.execute(text("alter table inbox rename to away"))
        await session.execute(text("alter table orders rename to away2"))
        await session.execute(text("alter table alembic_version rename to away3"))
    try:
        assert await front.post(json.dumps(an_update()).encode()) == 503
        assert (await front.get("/healthz"))[0] == 200
        assert (await front.get("/readyz"))[0] == 503
        assert (await front.get("/metrics"))[0] == 503
    finally:
        async with front.app.database.begin() as session:
            await session.execute(text("alter table away rename to inbox"))
            await session.execute(text("alter table away2 rename to orders"))
            await session.execute(text("alter table away3 rename to alembic_version"))
    assert await front.post(json.dumps(an_update()).encode()) == 200
