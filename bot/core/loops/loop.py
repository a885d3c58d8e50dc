"""The one loop: work off what is due, then wait for a wake-up or a pause."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.database.errors import DatabaseAwayError
from bot.core.loops.options import pause

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
IDLE_SECONDS = 1.0
"""What another process has left to do is found so late."""
HOUSEKEEPING_SECONDS = 5.0
"""Between two checks for what nobody waits for."""

Step = Callable[[], Awaitable[bool]]
"""Works off some of what is due; `True` if there may be more."""


async def run_loop(
    name: str, step: Step, wake: asyncio.Event, stop: asyncio.Event, idle: float
) -> None:
    """Run `step` until `stop` is set; a step in flight is finished first.

    Args:
        wake: set when there is work; otherwise the loop checks every `idle` seconds.
    """
    stopping = asyncio.create_task(stop.wait())
    stopping.add_done_callback(lambda _: wake.set())
    try:
        await _work_off(name, step, wake, stop, idle)
    finally:
        stopping.cancel()
        if not stop.is_set():  # else nothing would ever say that its work is no longer done
            logger.error("loop_ended", extra={"loop": name})


async def _work_off(
    name: str, step: Step, wake: asyncio.Event, stop: asyncio.Event, idle: float
) -> None:
    failures = 0
    while not stop.is_set():
        wake.clear()
        try:
            more = await step()
            failures = 0
        except DatabaseAwayError:
            # Which was said once (`database_away`); what is due stays due.
            failures += 1
            more = False
        except Exception:
            logger.exception("step_failed", extra={"loop": name})
            failures += 1
            more = False
        if not more:
            with suppress(TimeoutError):
                async with asyncio.timeout(idle if failures == 0 else _pause(failures)):
                    await wake.wait()


def _pause(failures: int) -> float:
    return pause(failures - 1, longest=LONGEST_PAUSE).total_seconds()


class Job(Protocol):
    """Work that a loop starts and does not wait for.

    Attributes:
        wake: set when there is some.
    """

    wake: asyncio.Event

    async def step(self) -> bool:
        """Start what is due; return whether there may be more."""
        ...

    async def finish(self) -> None:
        """Wait for what is on its way, or leave it to the next start."""
        ...


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop over due work.

    Attributes:
        idle_seconds: between two checks, unless it is woken.
        wake: set when there is work.
        finish: waits for what the steps have started, or leaves it, once the loop has ended.
    """

    name: str
    step: Step
    idle_seconds: float
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    finish: Callable[[], Awaitable[None]] | None = None

    @classmethod
    def of(cls, name: str, job: Job, idle_seconds: float) -> "Loop":
        """Return the loop of a job."""
        return cls(name, job.step, idle_seconds, job.wake, job.finish)

    async def run(self, stop: asyncio.Event) -> None:
        """Run it until `stop` is set."""
        await run_loop(self.name, self.step, self.wake, stop, self.idle_seconds)


async def finish(loops: Iterable[Loop], within: float) -> None:
    """Finish what loops that have ended had started; what hangs even then is left as it is.

    Args:
        within: seconds.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            await asyncio.gather(*(it.finish() for it in loops if it.finish))
