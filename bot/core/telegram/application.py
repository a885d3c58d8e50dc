"""The Telegram application: PTB's builder with our transport, limiter, context and handlers."""

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults

from bot.core.feature import Features
from bot.core.redaction import Redactor
from bot.core.telegram import handlers
from bot.core.telegram.context import BotApplication, BotData, BotServices, Context
from bot.core.telegram.limiter import Limiter
from bot.core.telegram.transport import Transport

READ_SECONDS = 20.0


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
