"""A token that Telegram knows no more ends the process: nothing can be received or delivered."""

import asyncio
import logging

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.core.process import run_until

logger = logging.getLogger(__name__)


class TokenWatch:
    """Checks the token when a call was refused as if it were not known."""

    def __init__(self) -> None:
        self._refused = asyncio.Event()

    def record_refusal(self) -> None:
        """Have the token checked: a call was answered with 401 or 404."""
        self._refused.set()

    async def run(self, bot: Bot, stop: asyncio.Event) -> None:
        """Check the token whenever a call was refused, until `stop` is set.

        Raises:
            InvalidToken: Telegram does not know the token any more.
        """
        await run_until(stop, self._check_when_refused(bot))

    async def _check_when_refused(self, bot: Bot) -> None:
        while True:
            await self._refused.wait()
            self._refused.clear()
            await check_token(bot)


async def check_token(bot: Bot) -> None:
    """Find out whether it is the token that is not known, or just one call that fails.

    Raises:
        InvalidToken: it is the token.
    """
    try:
        await bot.get_me()
    except InvalidToken:
        raise
    except TelegramError as error:
        logger.info("token_not_checked", extra={"error": str(error)})
