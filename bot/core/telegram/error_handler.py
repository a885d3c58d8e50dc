"""When a handler fails: it is logged, and the person is told that it is tried again."""

import logging

from telegram import Update
from telegram.error import ChatMigrated, TelegramError

from bot.core.telegram.context import Context
from bot.core.telegram.errors import Failure, meaning

logger = logging.getLogger(__name__)

_NOBODY = frozenset({Failure.GONE, Failure.MUTE, Failure.NO_TOPIC, Failure.NO_MEDIA})


def is_worth_another_try(error: Exception) -> bool:
    """Return whether to handle an update again: not where the bot may not write (any more)."""
    is_migrated = isinstance(error, ChatMigrated)
    return is_migrated or not (isinstance(error, TelegramError) and meaning(error) in _NOBODY)


async def notify(update: object, context: Context) -> None:
    """Log a failure, and answer the tap that has met it."""
    number = update.update_id if isinstance(update, Update) else None
    error = context.error
    if isinstance(error, ChatMigrated) and isinstance(update, Update):
        return  # the inbox follows the group
    if error is not None and not is_worth_another_try(error):
        reason = error.message if isinstance(error, TelegramError) else ""
        logger.info("nobody_to_answer", extra={"update": number, "error": reason})
        return
    logger.error("update_failed", extra={"update": number}, exc_info=error)
    is_tap = isinstance(update, Update) and update.callback_query is not None
    if isinstance(update, Update) and is_tap and context.has_actor:
        await context.answer(update, context.t.plain("Something went wrong. Trying again…"))
