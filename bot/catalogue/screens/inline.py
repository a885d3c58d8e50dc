"""What inline mode shows: services to be sent into any chat, or a button that leads to the bot."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
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
from bot.core.telegram.deep_links import link_to_order, link_to_service, room_beside
from bot.core.telegram.names import clip
from bot.core.telegram.screen import lines, shorten
from bot.orders.links import packed

TITLE_LENGTH = 120
LINK_SHOWN = 300  # units
OPEN_BOT = "inline"
"""What the bot is started with from above the results; to /start it says nothing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The answer to an inline query: articles, or a button where there are none."""

    articles: Sequence[InlineQueryResultArticle] = ()
    button: InlineQueryResultsButton | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """In which currency services are sold, and by which bot."""

    currency: str
    bot_username: str


def offer(t: Translator, services: Sequence[Service], shop: Shop, link: str = "") -> Offer:
    """Offer services; where there are none, the way to the bot.

    Args:
        link: what they are to be ordered for.
    """
    if not services:
        return _way_to_the_bot(t.plain("Nothing was found. Open the bot"))
    return Offer([_article(t, service, shop, link) for service in services])


def closed(t: Translator) -> Offer:
    """Say that the bot is private, and lead to where one asks to be let in."""
    return _way_to_the_bot(t.plain("This bot is private. Ask to be let in"))


def _way_to_the_bot(label: str) -> Offer:
    return Offer(button=InlineQueryResultsButton(label, start_parameter=OPEN_BOT))


def _article(t: Translator, service: Service, shop: Shop, link: str) -> InlineQueryResultArticle:
    said = filter(None, [texts.rate(t, service, shop.currency), texts.limits(t, service)])
    url = _link_to_order(service, shop, link)
    order = InlineKeyboardButton(t.plain("🛒 Order"), url=url, style="primary")
    text = lines(
        texts.service_lines(t, service, shop.currency),
        t("ID {id}", id=service.shown_id),
        Markup("🔗 {}").format(clip(link, LINK_SHOWN)) if link else None,
    )
    return InlineQueryResultArticle(
        id=str(service.key),
        title=shorten(service.name, TITLE_LENGTH),
        description=" · ".join(it.unescape() for it in said),
        input_message_content=InputTextMessageContent(text),
        reply_markup=InlineKeyboardMarkup([[order]]),
    )


def _link_to_order(service: Service, shop: Shop, link: str) -> str:
    """Return the link to a service's form, for a link if that is short enough to be carried."""
    written = packed(link, room_beside(service.key)) if link else None
    if written is None:
        return link_to_service(shop.bot_username, service.key)
    return link_to_order(shop.bot_username, service.key, written)
