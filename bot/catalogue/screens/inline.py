"""What inline mode shows: services to be sent into any chat, or a button that leads to the bot."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.catalogue.rules.services import Service
from bot.catalogue.screens import texts
from bot.core.i18n import Translator
from bot.core.telegram.deep_links import link_to_service
from bot.core.telegram.screen import lines, shorten

TITLE_LENGTH = 120
OPEN_BOT = "inline"
"""What the bot is started with from above the results; to /start it says nothing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The answer to an inline query: articles, or a button where there are none."""

    articles: Sequence[InlineQueryResultArticle] = ()
    button: InlineQueryResultsButton | None = None


def offer(t: Translator, services: Sequence[Service], currency: str, bot_username: str) -> Offer:
    """Offer services; where there are none, the way to the bot."""
    if not services:
        return _way_to_the_bot(t.plain("Nothing was found. Open the bot"))
    return Offer([_article(t, service, currency, bot_username) for service in services])


def closed(t: Translator) -> Offer:
    """Say that the bot is private, and lead to where one asks to be let in."""
    return _way_to_the_bot(t.plain("This bot is private. Ask to be let in"))


def _way_to_the_bot(label: str) -> Offer:
    return Offer(button=InlineQueryResultsButton(label, start_parameter=OPEN_BOT))


def _article(
    t: Translator, service: Service, currency: str, bot_username: str
) -> InlineQueryResultArticle:
    limits = t.plain(
        "From {minimum} to {maximum}", minimum=service.minimum, maximum=service.maximum
    )
    link = link_to_service(bot_username, service.key)
    order = InlineKeyboardButton(t.plain("🛒 Order"), url=link, style="primary")
    text = lines(texts.service_lines(t, service, currency), t("ID {id}", id=service.id))
    return InlineQueryResultArticle(
        id=str(service.key),
        title=shorten(service.name, TITLE_LENGTH),
        description=f"{texts.rate(t, service, currency).unescape()} · {limits}",
        input_message_content=InputTextMessageContent(text),
        reply_markup=InlineKeyboardMarkup([[order]]),
    )
