"""Many people confirm at once, while the panel is slow."""

import asyncio
import time

from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.model import Message
from tests.bench.crowd import Crowd, Member
from tests.bench.flow import POLL_SECONDS, SETTLE_SECONDS, fill
from tests.bench.metrics import Row
from tests.conftest import Bench
from tests.processes import BotProcess

PEOPLE = 200
PANEL_SECONDS = 0.5
CONCURRENCY = 8
CHECK_SECONDS = 0.005
MOST_SECONDS, MOST_SHARE = 1.0, 1.5


async def run(bench: Bench) -> list[Row]:
    """Return how long the last tap's answer and the last order took, with Telegram's limits on."""
    bench.panel.balance += 1_000_000
    echoed = await _echo(bench)
    summaries = await _summaries(bench)
    bench.panel.faults.add("add", Fault.SLOW, seconds=PANEL_SECONDS)
    process = BotProcess(
        bench,
        "run",
        module="bot",
        PROVIDER_CONCURRENCY=str(CONCURRENCY),
        POLL_SECONDS=str(POLL_SECONDS),
    )
    await process.start()
    await process.said("catalogue_read", times=2)
    await asyncio.sleep(SETTLE_SECONDS)
    try:
        answered, placed = await _confirm(bench, summaries)
    finally:
        await process.interrupt()
    ideal = PEOPLE * PANEL_SECONDS / CONCURRENCY
    return [
        Row(
            f"{PEOPLE} write to the echo bot at once: the last is answered after",
            f"{echoed:.2f} s",
        ),
        Row(
            f"{PEOPLE} confirm at once: the last tap is answered after",
            f"{answered:.2f} s, {answered / echoed:.2f} of that",
            f"at most {MOST_SECONDS:.0f} s",
        ),
        Row(
            f"all placed, {PANEL_SECONDS} s a call, {CONCURRENCY} at once, after",
            f"{placed:.1f} s, {placed / ideal:.2f} of the panel's own {ideal:.1f} s",
            f"at most {MOST_SHARE}",
        ),
    ]


async def _echo(bench: Bench) -> float:
    """Return the seconds after which the echo bot has answered everybody: of this machine."""
    process = BotProcess(bench, "echo", module="tests.bench.bots")
    await process.start()
    await asyncio.sleep(SETTLE_SECONDS)
    crowd = Crowd(bench.playground.world, PEOPLE)
    try:
        return await crowd.act(lambda member: member.say("word", "word"))
    finally:
        await process.interrupt()


async def _summaries(bench: Bench) -> list[tuple[Member, Message]]:
    """Have everybody fill a form, with a bot that keeps no limits: it would take minutes."""
    process = BotProcess(bench, "ours", module="tests.bench.bots")
    await process.start()
    await process.said("catalogue_read")
    crowd = Crowd(bench.playground.world, PEOPLE)
    found: list[tuple[Member, Message]] = []

    async def part(member: Member) -> None:
        found.append((member, await fill(member)))

    try:
        await crowd.act(part)
    finally:
        await process.interrupt()
    return found


async def _confirm(bench: Bench, summaries: list[tuple[Member, Message]]) -> tuple[float, float]:
    began = time.perf_counter()
    queries = [member.press(summary, "Confirm") for member, summary in summaries]
    await asyncio.gather(*(query.answered.wait() for query in queries))
    answered = time.perf_counter() - began
    while len(bench.panel.orders) < PEOPLE:
        await asyncio.sleep(CHECK_SECONDS)
    return answered, time.perf_counter() - began
