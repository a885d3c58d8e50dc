"""Two thousand pushes, due at once, to a Telegram that refuses floods."""

import asyncio
import time
from datetime import UTC, datetime

from bot.chats.outbox import ChatMessage
from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.outbox import store as outbox_store
from bot.sandbox.telegram import flood
from bot.sandbox.telegram.flood import FloodControl
from tests.bench.metrics import Row
from tests.conftest import Bench
from tests.processes import BotProcess

PUSHES = 2000
LEAST_SHARE = 0.9


async def run(bench: Bench) -> list[Row]:
    """Return at which share of Telegram's rate they arrive, and how many were refused."""
    bench.playground.flood = FloodControl()
    await _due(bench)
    process = BotProcess(bench, "run", module="bot")
    await process.start()
    calls = bench.playground.calls
    while not (sent := [call for call in calls if call.method == "sendMessage"]):
        await asyncio.sleep(0.01)
    began = time.perf_counter()
    while sum(call.result is not None for call in sent) < PUSHES:
        await asyncio.sleep(0.05)
        sent = [call for call in calls if call.method == "sendMessage"]
    took = time.perf_counter() - began
    await process.interrupt()
    most, span = flood.OVERALL
    ideal = (PUSHES - most) / most * span
    return [
        Row(
            f"{PUSHES:,} pushes due",
            f"{took:.1f} s, {ideal / took:.0%} of the rate that is allowed",
            f"at least {LEAST_SHARE:.0%}",
        ),
        Row("refused for flood", str(sum(call.error is not None for call in sent)), "0"),
    ]


async def _due(bench: Bench) -> None:
    world, now = bench.playground.world, datetime.now(UTC)
    database = Database(f"sqlite:///{bench.folder / 'bot.sqlite3'}")
    await migrate(database)
    async with database.begin() as session:
        for number in range(PUSHES):
            person = world.add_person(f"Person {number}")
            world.private_chat(person).started = True
            session.add(
                Chat(
                    id=person.id, type="private", title=person.name, language="en", created_at=now
                )
            )
            outbox_store.add(session, person.id, ChatMessage.DECISION, {"approved": True}, now)
    await database.close()
