"""Pictures and files of a hundred thousand orders: time, memory, and who waits meanwhile."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.core.charts.layout import Format
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.bench.metrics import Row, percentile
from tests.conftest import Bench
from tests.order_log import fill
from tests.processes import BotProcess

ORDERS = 100_000
DAYS = 365
PATIENCE_SECONDS = 300.0
CHECK_SECONDS = 0.05
WARM_DRAWS = 5
MOST_MORE = 40
"""MiB that the bot itself may take for a report; what draws and writes has its own."""
MIB = 2**20


async def run(bench: Bench) -> list[Row]:
    """Return how long pictures and files took, how others fared, and the memory."""
    owner = bench.private()
    database = Database(f"sqlite:///{bench.folder / 'bot.sqlite3'}")
    await migrate(database)
    await fill(database, ORDERS, datetime.now(UTC), days=DAYS, chats=(owner.chat.id,))
    await database.close()
    process = BotProcess(bench, "ours", module="tests.bench.bots")
    await process.start()
    await process.said("catalogue_read")
    other = Other(bench.private(bench.playground.world.add_person("Max")))
    watch = Watch(process.pid)
    try:
        await other.ask()  # it has met everybody
        rest = watch.bot()
        rows = [*await _pictures(owner), *await _files(owner, other, watch)]
        more = (watch.peak() - rest) / MIB
    finally:
        await process.interrupt()
    return [
        *rows,
        Row(
            f"memory: the bot at rest {rest / MIB:.0f} MiB, at most",
            f"{more:.0f} MiB more; what draws and writes: {watch.helpers / MIB:.0f} MiB",
            f"at most {MOST_MORE} MiB more",
        ),
    ]


async def _pictures(owner: ChatClient) -> list[Row]:
    first, _ = await _timed(owner, f"/stats {DAYS}")
    year, _ = await _timed(owner, f"/stats {DAYS}")
    week = sorted([(await _timed(owner, "/stats 7"))[0] for _ in range(WARM_DRAWS)])
    return [
        Row(f"/stats over {ORDERS:,} orders", f"first {first:.1f} s, then {year:.1f} s"),
        Row("/stats over the last 7 days of them", f"p50 {percentile(week, 0.5):.2f} s"),
    ]


async def _files(owner: ChatClient, other: "Other", watch: "Watch") -> list[Row]:
    rows = []
    for format_ in Format:
        waiting = asyncio.create_task(other.go_on())
        watching = asyncio.create_task(watch.go_on())
        since = owner.mark()
        took, sent = await _timed(owner, f"/export {format_.value} all", "document")
        await owner.wait_for("were sent", since=since)
        for task in (waiting, watching):
            task.cancel()
        await asyncio.sleep(1)  # now it is forgotten
        assert sent.file is not None
        size = sent.file["as_sent"]["file_size"] / MIB
        waits = sorted(other.waits)
        p50, p95 = (percentile(waits, share) * 1000 for share in (0.5, 0.95))
        rows += [
            Row(f"/export of {ORDERS:,} orders, {format_.value}", f"{took:.1f} s, {size:.1f} MiB"),
            Row(
                "somebody else is answered meanwhile in",
                f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, at most {waits[-1] * 1000:.0f} ms",
            ),
        ]
        other.waits.clear()
    return rows


async def _timed(owner: ChatClient, text: str, kind: str = "photo") -> tuple[float, Message]:
    """Return how long it took until a picture, or a document, was there."""
    since, began = owner.mark(), time.perf_counter()
    await owner.say(text)
    sent = await owner.wait_for(
        lambda message: message.file is not None and message.file["kind"] == kind,
        since=since,
        timeout=PATIENCE_SECONDS,
    )
    return time.perf_counter() - began, sent


class Other:
    """Somebody who asks one thing after the other."""

    def __init__(self, chat: ChatClient) -> None:
        self._chat = chat
        self.waits: list[float] = []

    async def ask(self) -> None:
        """Ask, and wait for the answer."""
        since, began = self._chat.mark(), time.perf_counter()
        await self._chat.say("/orders")
        await self._chat.wait_for("Orders", since=since)
        self.waits.append(time.perf_counter() - began)

    async def go_on(self) -> None:
        """Ask again and again."""
        self.waits.clear()
        while True:
            await self.ask()
            await asyncio.sleep(CHECK_SECONDS)


class Watch:
    """The memory of a bot and of the processes that it starts (Linux)."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.helpers = 0

    def bot(self) -> int:
        """Return the bot's resident memory in bytes."""
        return _field(self._pid, "VmRSS")

    def peak(self) -> int:
        """Return the most that it ever was."""
        return _field(self._pid, "VmHWM")

    async def go_on(self) -> None:
        """Look at the bot's processes, and remember the most that they have together."""
        while True:
            self.helpers = max(self.helpers, sum(self._children()))
            await asyncio.sleep(CHECK_SECONDS)

    def _children(self) -> Iterator[int]:
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        for pid in children:
            with suppress(OSError, StopIteration):
                yield _field(int(pid), "VmRSS")


def _field(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024
