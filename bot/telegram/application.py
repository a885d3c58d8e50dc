"""The Telegram application: PTB's builder with our transport, limiter, context and handlers."""

from httpx import Limits
from httpx_aiohttp import AiohttpTransport
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from telegram.request import HTTPXRequest

from bot.telegram import handlers
from bot.telegram.context import BotApplication, BotData, Context, Services
from bot.telegram.limiter import Limiter

READ_SECONDS = 20.0
POLL_READ_SECONDS = 10.0  # on top of the long poll itself
CONNECTIONS = 256


def build_application(
    token: str, api_url: str, services: Services, limiter: Limiter
) -> BotApplication:
    """Return the application, not started; updates come from `bot.telegram.updates`.

    Args:
        api_url: base address of the Bot API; requests go to `<api_url>/bot<token>/<method>`.
    """
    base = api_url.rstrip("/")
    application: BotApplication = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(_request())
        .get_updates_request(_request(read_timeout=POLL_READ_SECONDS))
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
    handlers.register(application)
    return application


def _request(read_timeout: float = READ_SECONDS) -> HTTPXRequest:
    # httpx's own pool gets slower with every request in flight; aiohttp's does not.
    transport = AiohttpTransport(limits=Limits(max_connections=CONNECTIONS))
    return HTTPXRequest(read_timeout=read_timeout, httpx_kwargs={"transport": transport})
