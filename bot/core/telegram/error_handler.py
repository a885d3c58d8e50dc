"""When a handler fails: it is logged, noted for another try, and the person is told."""

import logging

from telegram import Update
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.core.telegram.context import Context
from bot.core.telegram.errors import Failure, meaning

logger = logging.getLogger(__name__)

_NOBODY = frozenset({Failure.GONE, Failure.MUTE, Failure.NO_TOPIC, Failure.NO_MEDIA})


async def failed(update: object, context: Context) -> None:
    """Log a failure and hand the update back to the inbox, which tries it again or sets it aside.

    Where the bot may not write (any more) there is nobody to answer, and nothing to try again.

    Raises:
        ApplicationHandlerStop: always; PTB would try the next group of handlers otherwise.
    """
    number = update.update_id if isinstance(update, Update) else None
    error = context.error
    if isinstance(error, ChatMigrated) and isinstance(update, Update):
        context.services.record_failure(update, error)  # the inbox follows the group
        raise ApplicationHandlerStop
    if isinstance(error, TelegramError) and meaning(error) in _NOBODY:
        logger.info("nobody_to_answer", extra={"update": number, "error": error.message})
        raise ApplicationHandlerStop
    logger.error("update_failed", extra={"update": number}, exc_info=error)
    if isinstance(update, Update) and error is not None:
        context.services.record_failure(update, error)
        if update.callback_query is not None and context.has_actor:
            await context.answer(update, context.t.plain("Something went wrong. Trying again."))
    raise ApplicationHandlerStop
