"""Updates by long polling: the inbox has them before they are acknowledged."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeGuard

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.core.database.errors import DatabaseError
from bot.core.inbox.update_inbox import UpdateInbox
from bot.core.process import run_until
from bot.core.telegram.errors import seconds
from bot.core.telegram.token_watch import check_token

logger = logging.getLogger(__name__)

POLL_SECONDS = 25
POLL_READ_SECONDS = 10.0  # on top of the long poll itself
SHORTEST_POLL = 1.0
"""A poll that brings nothing takes `POLL_SECONDS`; one that is over so soon has not waited."""
LONGEST_PAUSE = 30.0
_MOST_DOUBLINGS = 10
_CONFLICT = (
    "another process polls with this bot's token, and each takes updates from the other: "
    "end it, or give this one a token of its own from @BotFather"
)


class Poller:
    """Asks Telegram for updates by long polling, and acknowledges what is in the inbox.

    Args:
        sleep: waits between two attempts, so many seconds.
    """

    def __init__(
        self,
        bot: Bot,
        inbox_: UpdateInbox,
        allowed_updates: Sequence[str],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._inbox = inbox_
        self._allowed_updates = list(allowed_updates)
        self._sleep = sleep
        self._offset = 0
        self._failures = 0
        self._accepting: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a poll in flight is given up, nothing is lost by that.

        Raises:
            InvalidToken: Telegram does not know the token (any more).
        """
        try:
            await run_until(stop, self._poll_forever())
        finally:
            if self._accepting is not None:
                await asyncio.gather(self._accepting, return_exceptions=True)

    async def _poll_forever(self) -> None:
        webhook_gone = False
        while True:
            try:
                if not webhook_gone:
                    await self._bot.delete_webhook(drop_pending_updates=False)
                    webhook_gone = True
                await self._poll()
                self._failures = 0
            except RetryAfter as error:
                await self._pause(error, at_least=seconds(error))
            except (EndPointNotFound, InvalidToken) as error:
                await check_token(self._bot)
                await self._pause(error)
            except (TelegramError, DatabaseError) as error:
                await self._pause(error)

    async def _poll(self) -> None:
        """Ask once, and hand on what came.

        Raises:
            TelegramError: there was an error, or an answer after which asking on at once would
                bring the same again.
        """
        asked_at = time.monotonic()
        updates = await self._ask()
        before = self._offset
        if updates:
            # Shielded: a stop that comes now must not leave a batch half handed on.
            accept = self._inbox.accept(updates)
            self._accepting = asyncio.create_task(accept, name="accept")
            await asyncio.shield(self._accepting)
            # Not always a larger one: after a quiet week Telegram begins to count elsewhere.
            self._offset = updates[-1]["update_id"] + 1
        if self._offset == before and time.monotonic() - asked_at < SHORTEST_POLL:
            raise TelegramError("getUpdates brings nothing new and does not wait for it")

    async def _ask(self) -> list[dict[str, Any]]:
        # As they come: PTB's `get_updates` would read each into objects that the inbox writes out
        # again. Methods are case-insensitive; PTB warns where it has one of the same name.
        try:
            updates = await self._bot.do_api_request(
                "GetUpdates",
                {
                    "offset": self._offset,
                    "timeout": POLL_SECONDS,
                    "allowed_updates": self._allowed_updates,
                },
                read_timeout=POLL_SECONDS + POLL_READ_SECONDS,
            )
        except (AttributeError, KeyError, TypeError) as error:  # PTB reads some JSON like that
            raise TelegramError("getUpdates was not answered as the Bot API answers") from error
        if not _are_updates(updates):
            raise TelegramError("getUpdates was not answered with updates")
        return updates

    async def _pause(self, error: Exception, *, at_least: float = 0.0) -> None:
        """Wait before asking again: longer with every failure in a row, or as Telegram says."""
        if isinstance(error, Conflict):
            logger.error("another_poller", extra={"hint": _CONFLICT})
        else:
            logger.warning("polling_failed", extra={"error": str(error)})
        longest = min(LONGEST_PAUSE, 2.0 ** min(self._failures, _MOST_DOUBLINGS))
        self._failures += 1
        pause = random.uniform(longest / 2, longest)  # noqa: S311 - jitter
        await self._sleep(max(pause, at_least))


def _are_updates(answer: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(answer, list) and all(
        isinstance(update, dict) and isinstance(update.get("update_id"), int) for update in answer
    )
