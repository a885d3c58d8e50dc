"""Bots to be measured, each in a process of its own: `python -m tests.bench.bots ours|echo`."""

import asyncio
import os
import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.app import App
from bot.config.loading import load_settings
from bot.core.logs import configure_logging
from bot.core.process import frozen_once_started, run, until_stopped
from bot.core.telegram.limiter import RateLimit, RateLimits
from tests.rate_limits import PATIENT

UNLIMITED = RateLimits(*[RateLimit(1000, 0.001)] * 3)


async def ours(stop: asyncio.Event) -> None:
    """Serve as `python -m bot run` does, without Telegram's limits: the bench has none."""
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format, [])
    async with frozen_once_started() as started:
        await App(settings, rate_limits=UNLIMITED, flood_limits=PATIENT).run(stop, started)


def echo() -> None:
    """Answer each message with its text: python-telegram-bot with its defaults."""
    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    application = builder.base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, _repeat))
    application.run_polling()


async def _repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> Any:
    message = update.effective_message
    assert message is not None
    await message.reply_text(message.text or "")


if __name__ == "__main__":
    if sys.argv[1] == "echo":
        echo()
    else:
        run(until_stopped(ours))
