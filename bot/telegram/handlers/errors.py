"""When a handler fails: it is logged, noted for another try, and the person is told."""

import logging

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.telegram.context import BotApplication, Context

logger = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """Log a failure and hand the update back to the inbox, which tries it again or sets it aside.

    Raises:
        ApplicationHandlerStop: always; PTB would try the next group of handlers otherwise.
    """
    number = update.update_id if isinstance(update, Update) else None
    logger.error("update_failed", extra={"update": number}, exc_info=context.error)
    if isinstance(update, Update) and context.error is not None:
        context.services.note_failure(update, context.error)
        if update.callback_query is not None and context.has_visit:
            await context.answer(update, context.t.plain("Something went wrong. Trying again."))
    raise ApplicationHandlerStop


async def tell_of_failure(application: BotApplication, update: Update, reference: str) -> None:
    """Tell the person that their message or tap could not be handled, and how to refer to it."""
    chat = update.effective_chat
    services = application.bot_data.services
    if chat is None or services is None:
        return
    language = update.effective_user.language_code if update.effective_user else None
    t = services.catalogues.translator(language)
    text = t("😕 Something went wrong, sorry. Reference: {reference}", reference=reference)
    try:
        await application.bot.send_message(chat.id, text)
    except TelegramError:
        logger.warning("failure_not_told", extra={"reference": reference})
