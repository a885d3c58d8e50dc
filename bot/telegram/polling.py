"""Updates by long polling: the inbox has them before they are acknowledged."""

import asyncio
import logging
import random
from collections.abc import Sequence

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.storage.trouble import DatabaseError
from bot.telegram import talk
from bot.telegram.updates import UpdateInbox

logger = logging.getLogger(__name__)

POLL_SECONDS = 25
POLL_READ_SECONDS = 10.0  # on top of the long poll itself
LONGEST_PAUSE = 30.0
_CONFLICT = (
    "another process polls with this bot's token, and each takes updates from the other: "
    "end it, or give this one a token of its own from @BotFather"
)


class Poller:
    """Asks Telegram for updates by long polling, and acknowledges what is in the inbox."""

    def __init__(self, bot: Bot, inbox_: UpdateInbox, allowed_updates: Sequence[str]) -> None:
        self._bot = bot
        self._inbox = inbox_
        self._allowed_updates = list(allowed_updates)
        self._offset = 0
        self._failures = 0
        self._accepting: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a poll in flight is given up, nothing is lost by that.

        Raises:
            InvalidToken: Telegram does not know the token (any more).
        """
        stopping = asyncio.create_task(stop.wait())
        polling = asyncio.create_task(self._poll_forever())
        try:
            await asyncio.wait([stopping, polling], return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                polling.result()
        finally:
            stopping.cancel()
            polling.cancel()
            await asyncio.gather(stopping, polling, return_exceptions=True)
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
            except EndPointNotFound:
                await self._bot.get_me()  # says whether it is the token that is not known
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(talk.seconds(error))
            except (TelegramError, DatabaseError) as error:
                await self._pause(error)

    async def _poll(self) -> None:
        # As they come: PTB's `get_updates` would read each into objects that the inbox writes out
        # again. Methods are case-insensitive; PTB warns where it has one of the same name.
        updates = await self._bot.do_api_request(
            "GetUpdates",
            {
                "offset": self._offset,
                "timeout": POLL_SECONDS,
                "allowed_updates": self._allowed_updates,
            },
            read_timeout=POLL_SECONDS + POLL_READ_SECONDS,
        )
        if updates:
            # Shielded: a stop that comes now must not leave a batch half handed on.
            accept = self._inbox.accept(updates)
            self._accepting = asyncio.create_task(accept, name="accept")
            await asyncio.shield(self._accepting)
            self._offset = updates[-1]["update_id"] + 1

    async def _pause(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            logger.error("another_poller", extra={"hint": _CONFLICT})
        else:
            logger.warning("polling_failed", extra={"error": str(error)})
        longest = min(LONGEST_PAUSE, 2.0**self._failures)
        self._failures += 1
        await asyncio.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - jitter
