"""Calls to a panel: at the operator's pace, reads repeated with back-off, others sent once."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from tenacity import AsyncRetrying, RetryCallState, wait_exponential_jitter

from bot.panel.api import actions
from bot.panel.api.actions import Action
from bot.panel.api.answers import Answer, Found, Read, read_clean
from bot.panel.api.call_log import CallLog
from bot.panel.api.errors import BusyError, PanelError, RefusedError
from bot.panel.api.transport import Transport
from bot.panel.api.verdict import Outcome, evaluate, evaluate_each

logger = logging.getLogger(__name__)

Decided = TypeVar("Decided")


class Calls:
    """The calls of one panel.

    Args:
        min_interval: seconds between two calls at least.

    Attributes:
        log: how the latest went.
    """

    def __init__(self, transport: Transport, min_interval: float) -> None:
        self.log = CallLog()
        self._transport = transport
        self._min_interval = min_interval
        self._pace = asyncio.Lock()
        self._next_call = 0.0
        self._readers: set[asyncio.Task[Any]] = set()
        self._is_stopping = False

    def stop_reading(self) -> None:
        """Cancel the tasks that wait for an answer to a read, from now on."""
        self._is_stopping = True
        for task in self._readers:
            task.cancel()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def of_one(
        self,
        action: Action,
        params: Mapping[str, str] | None = None,
        asked: str = "",
        *,
        read: Read = read_clean,
    ) -> Found:
        """Return what the answer about one thing proves.

        Args:
            asked: the number of the order or refill, if it is about one.

        Raises:
            PanelError: it proves nothing, or a refusal.
        """

        def decide(answer: Answer) -> Outcome:
            return evaluate(action, answer, asked)

        return await self.decided(action, params or {}, decide, read=read)

    async def of_each(self, action: Action, name: str, asked: Sequence[str]) -> dict[str, Outcome]:
        """Return what the answer proves about each of several, sent as `name`."""

        def decide(answer: Answer) -> dict[str, Outcome] | PanelError:
            return evaluate_each(action, answer, asked)

        return await self.decided(action, {name: ",".join(asked)}, decide)

    async def decided(
        self,
        action: Action,
        params: Mapping[str, str],
        decide: Callable[[Answer], Decided | PanelError],
        *,
        read: Read = read_clean,
    ) -> Decided:
        """Return what `decide` makes of an answer; what may be repeated is."""
        with self._cancelled_by_stop(action):
            async for attempt in AsyncRetrying(
                retry=lambda state: _repeats(action, state), wait=_wait, reraise=True
            ):
                with attempt:
                    return await self._once(action, params, decide, read)
        raise AssertionError("a retry loop ends by returning or raising")

    @contextmanager
    def _cancelled_by_stop(self, action: Action) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None or not action.is_read:
            yield
            return
        self._readers.add(task)
        if self._is_stopping:
            task.cancel()
        try:
            yield
        finally:
            self._readers.discard(task)

    async def _once(
        self,
        action: Action,
        params: Mapping[str, str],
        decide: Callable[[Answer], Decided | PanelError],
        read: Read,
    ) -> Decided:
        await self._take_turn()
        began = time.monotonic()
        outcome, failure = "ok", ""
        try:
            decided = decide(await self._transport.post(action, params, read))
            if isinstance(decided, PanelError):
                raise decided
        except PanelError as error:
            outcome = type(error).__name__
            # What the panel refuses in words it has answered.
            failure = "" if isinstance(error, RefusedError) else error.text
            raise
        finally:
            ms = round((time.monotonic() - began) * 1000)
            self.log.record(ms, failure)
            logger.debug("panel_call", extra={"action": action.name, "outcome": outcome, "ms": ms})
        return decided

    async def _take_turn(self) -> None:
        """Keep the pause between two calls that the operator has set."""
        if self._min_interval <= 0:
            return
        async with self._pace:
            wait = self._next_call - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._next_call = time.monotonic() + self._min_interval


def _repeats(action: Action, state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return isinstance(error, PanelError) and actions.may_repeat(
        action, error, state.attempt_number
    )


_backoff = wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.5)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, BusyError) else None
    return max(_backoff(state), asked or 0.0)
