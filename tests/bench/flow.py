"""The order flow next to a bare echo bot on the same server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground.model import Message
from tests.bench.crowd import Crowd, Member
from tests.bench.figures import Row, percentile
from tests.conftest import Bench
from tests.processes import BotProcess

PEOPLE = 20
ROUNDS = 15
WARM_ROUNDS = 2
UPDATES = 7  # of a form, from /order to the summary; Confirm is one more
TARGET = 0.5

Part = Callable[[Member], Awaitable[object]]


async def run(bench: Bench) -> list[Row]:
    """Return updates a second and how long people waited, for the echo bot and for ours."""
    bench.panel.balance += 1_000_000
    echo = await _measure(bench, "echo", _talk, UPDATES)
    form = await _measure(bench, "ours", fill, UPDATES)
    order = await _measure(bench, "ours", _order, UPDATES + 1)
    target = f"at least {TARGET}"
    return [
        Row("echo bot, python-telegram-bot's defaults", echo.text()),
        Row("filling the form", form.text()),
        Row("the same, and the orders placed, tracked, pushed", order.text()),
        Row("filling the form / echo bot", f"{form.rate / echo.rate:.2f}", target),
        Row("with the orders / echo bot", f"{order.rate / echo.rate:.2f}", target),
    ]


@dataclass(frozen=True)
class Speed:
    """Updates a second, the bot's CPU seconds for each, and how long people waited."""

    rate: float
    cpu: float
    waits: list[float]

    def text(self) -> str:
        """Return it as the table shows it."""
        p50, p99 = (percentile(self.waits, share) * 1000 for share in (0.5, 0.99))
        speed = f"{self.rate:.0f} updates/s, {self.cpu * 1000:.1f} ms of CPU each"
        return f"{speed}, p50 {p50:.0f} ms, p99 {p99:.0f} ms"


async def _measure(bench: Bench, bot: str, part: Part, updates: int) -> Speed:
    process = BotProcess(bench, bot, module="tests.bench.bots")
    await process.start()
    crowd = Crowd(bench.playground.world, PEOPLE)
    try:
        if bot != "echo":
            await process.said("catalogue_read")
        for _ in range(WARM_ROUNDS):
            await crowd.act(part)
        seconds, waits = 0.0, []
        busy = process.cpu_seconds()
        for _ in range(ROUNDS):
            seconds += await crowd.act(part)
            waits += crowd.waits
        busy = process.cpu_seconds() - busy
    finally:
        await process.interrupt()
    done = PEOPLE * ROUNDS * updates
    return Speed(done / seconds, busy / done, sorted(waits))


async def _talk(member: Member) -> None:
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


async def _order(member: Member) -> None:
    await member.tap(await fill(member), "Confirm", "#")
