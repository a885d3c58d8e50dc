"""The Telegram application: built with our transport, limiter, context and handlers, connected."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    wait_exponential_jitter,
)

from bot.core.feature import Features
from bot.core.redaction import Redactor
from bot.core.telegram import handlers
from bot.core.telegram.context import BotApplication, BotData, BotServices, Context
from bot.core.telegram.limiter import Limiter
from bot.core.telegram.transport import Transport

READ_SECONDS = 20.0

logger = logging.getLogger(__name__)


def build_application(
    token: str,
    api_url: str,
    services: BotServices,
    *,
    features: Features,
    limiter: Limiter,
    redact: Redactor,
) -> BotApplication:
    """Return the application, not started; updates come from `bot.core.inbox.update_inbox`.

    Args:
        api_url: base address of the Bot API; requests go to `<api_url>/bot<token>/<method>`.
    """
    base = api_url.rstrip("/")
    application: BotApplication = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(Transport(READ_SECONDS, redact))
        .get_updates_request(Transport(READ_SECONDS, redact))
        .rate_limiter(limiter)
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                allow_sending_without_reply=True,
            )
        )
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .updater(None)
        .job_queue(None)
        .build()
    )
    application.bot_data.services = services
    handlers.register(application, features)
    return application


async def connect(application: BotApplication) -> None:
    """Ask Telegram who we are; without a network, wait for it.

    Raises:
        InvalidToken: Telegram does not know the token.
    """
    retrying = AsyncRetrying(
        retry=retry_if_exception(_is_passing),
        wait=wait_exponential_jitter(multiplier=1, max=30),
        before_sleep=_say_that_it_is_away,
        reraise=True,
    )
    async for attempt in retrying:
        with attempt:
            await application.initialize()


def _say_that_it_is_away(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    wait = round(state.upcoming_sleep, 1)
    logger.warning("telegram_away", extra={"reason": str(error), "retry_in_seconds": wait})


def _is_passing(error: BaseException) -> bool:
    if isinstance(error, BadRequest | InvalidToken):
        return False
    return isinstance(error, NetworkError | RetryAfter)


@asynccontextmanager
async def closed(application: BotApplication) -> AsyncIterator[None]:
    """Close the connections to Telegram at the end, however far the start has come."""
    try:
        yield
    finally:
        if application.running:
            await application.stop()
        await application.shutdown()
        await application.bot.shutdown()  # PTB leaves those of a start that has failed
