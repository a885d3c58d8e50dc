"""The order flow next to a bare echo bot on the same server."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.sandbox.telegram.model import Message
from tests.bench.crowd import Crowd, Member
from tests.bench.metrics import Row, percentile
from tests.conftest import Bench
from tests.processes import BotProcess

PEOPLE = 20
TURNS = 5  # of each bot, one after the other: a machine is not as quick all the time
ROUNDS = 8
WARM_ROUNDS = 2
SETTLE_SECONDS = 5.0  # a bot that starts tells Telegram its menus
POLL_SECONDS = 15.0  # as without the setting; an order of the sandbox ends before its first check
UPDATES = 7  # of a form, from /order to the summary; Confirm is one more
TARGET = 0.5

Part = Callable[[Member], Awaitable[object]]


async def run(bench: Bench) -> list[Row]:
    """Return updates a second and how long people waited, for the echo bot and for ours."""
    bench.panel.balance += 1_000_000
    echo, form, placed = Speed(), Speed(), Speed()
    for _ in range(TURNS):
        await _measure(bench, "echo", _echo, UPDATES, echo)
        await _measure(bench, "ours", fill, UPDATES, form)
        await _measure(bench, "ours", order, UPDATES + 1, placed)
        (bench.folder / "bot.sqlite3").unlink()  # no turn works for another's orders
    target = f"at least {TARGET}"
    return [
        Row("echo bot, python-telegram-bot's defaults", echo.text()),
        Row("filling the form", form.text()),
        Row("the same, and the orders placed, tracked, pushed", placed.text()),
        Row("filling the form / echo bot", f"{form.rate / echo.rate:.2f}", target),
        Row("with the orders / echo bot", f"{placed.rate / echo.rate:.2f}", target),
    ]


@dataclass(slots=True)
class Speed:
    """What a bot has done, the seconds that took, its CPU's, and how long people waited."""

    updates: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return updates a second."""
        return self.updates / self.seconds

    def text(self) -> str:
        """Return it as the table shows it."""
        waits = sorted(self.waits)
        p50, p99 = (percentile(waits, share) * 1000 for share in (0.5, 0.99))
        cpu = self.cpu_seconds / self.updates * 1000
        return (
            f"{self.rate:.0f} updates/s, {cpu:.1f} ms of CPU each, p50 {p50:.0f} ms, "
            f"p99 {p99:.0f} ms"
        )


async def _measure(bench: Bench, bot: str, part: Part, updates: int, speed: Speed) -> None:
    """Let everybody play their part with a bot, and add up what it does."""
    process = BotProcess(bench, bot, module="tests.bench.bots", POLL_SECONDS=str(POLL_SECONDS))
    await process.start()
    crowd = Crowd(bench.playground.world, PEOPLE)
    try:
        if bot != "echo":
            await process.has_catalogue()
        await asyncio.sleep(SETTLE_SECONDS)
        for _ in range(WARM_ROUNDS):
            await crowd.act(part)
        before = process.cpu_seconds()
        for _ in range(ROUNDS):
            speed.seconds += await crowd.act(part)
            speed.waits += crowd.waits
        speed.cpu_seconds += process.cpu_seconds() - before
        speed.updates += PEOPLE * ROUNDS * updates
    finally:
        await process.interrupt()


async def _echo(member: Member) -> None:
    for number in range(UPDATES):
        await member.say(f"word {number}", f"word {number}")


async def fill(member: Member) -> Message:
    """Fill a form, and return its summary."""
    link = f"https://www.instagram.com/p{member.person.id}/"
    shown = await member.say("/order", "Choose a platform")
    shown = await member.tap(shown, "Instagram", "Choose a category")
    shown = await member.tap(shown, "Followers", "Choose a service")
    shown = await member.tap(shown, "1", "ID ")
    await member.tap(shown, "🛒 Order", "link")
    await member.say(link, "quantity")
    return await member.say("100", "Total")


async def order(member: Member) -> None:
    """Fill a form, and confirm it."""
    await member.tap_and_go(await fill(member), "Confirm")
