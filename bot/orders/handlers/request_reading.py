"""What a message asks for, by what is on sale where it was sent."""

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial

from telegram import Message, MessageOriginChannel

from bot.catalogue.on_sale import catalogue_here, index_here
from bot.catalogue.rules.platforms import platforms_in
from bot.catalogue.rules.services import Service
from bot.core.errors import InputError
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import linked_text_of
from bot.orders.links import parse_link
from bot.orders.requests import Choices, OrderRequest, Said, is_suitable, meanings, read
from bot.orders.rules.readers import reader_for
from bot.orders.service.requests import Shop


def shop_of(context: Context) -> Shop:
    """Return where this person orders."""
    catalogue, actor = catalogue_here(context), context.actor
    read_date, today = context.t.read_date, context.now().date()
    return Shop(
        catalogue,
        index_here(context),
        partial(reader_for, catalogue, read_date=read_date, today=today),
        actor.chat.id,
        actor.user_id,
    )


def mention(context: Context) -> re.Pattern[str]:
    """Return what finds the bot's own name in a text."""
    return re.compile(rf"(?<![\w@])@{context.bot.username}\b", re.IGNORECASE)


def said_in(context: Context, text: str) -> Said:
    """Return what a text says of an order; the bot's own name is only whom it is said to.

    Raises:
        InputError: a link in it is cut, or in some markup.
    """
    catalogue, index = catalogue_here(context), index_here(context)
    said = read(
        mention(context).sub(" ", text),
        is_service=lambda it: catalogue.with_id(it) is not None,
        is_known=index.knows,
    )
    return _with_named(said)


def _with_named(said: Said) -> Said:
    """Return what was said with the link of a name on the platform that is named with it."""
    platforms = platforms_in(" ".join(said.words))
    if said.links or len(said.names) != 1 or len(platforms) != 1:
        return said
    try:
        return replace(said, links=(parse_link(said.names[0], platforms[0]),), names=())
    except InputError:
        return said


def choices_of(context: Context, text: str, quoted: Message | None = None) -> Choices:
    """Return what the line behind a command asks for; nothing if nothing can be ordered by it.

    Args:
        quoted: a message whose links count where the text has none.

    Raises:
        InputError: a link in it is cut, or it names a service that there is not.
    """
    said = said_in(context, text)
    if not said.links and quoted is not None:
        said = replace(said, links=links_of(context, quoted))
    return asked_by(context, said, service_first=True)


def asked_by(context: Context, said: Said, *, service_first: bool = False) -> Choices:
    """Return what was asked for; nothing if it is none that can be ordered by.

    Raises:
        InputError: it names a service that there is not.
    """
    catalogue = catalogue_here(context)

    def suits(it: Service) -> bool:
        category = catalogue.category_of(it.key)
        return category is not None and is_suitable(it, category, said.links)

    options = meanings(said, catalogue.with_id, suits, service_first=service_first)
    if not said.links:  # a number alone is a service
        options = tuple(it for it in options if it.service is not None)[:1] or options
    if not said.links and len(said.names) == 1:
        options = tuple(
            it if it.service is None else replace(it, links=said.names) for it in options
        )
    number = said.numbers[0].text if said.numbers else ""
    return Choices(tuple(filter(_is_order, options)), about=number)


def _is_order(request: OrderRequest) -> bool:
    """Return whether something was asked for that a search for words would lose."""
    if request.links or request.service is not None:
        return True
    return request.quantity is not None and bool(request.words)


def is_about(context: Context, services: Collection[Service], said: Said) -> bool:
    """Return whether a message may be about these services: its words mean no others."""
    words, index = " ".join(said.words), index_here(context)
    if not words or index.only({it.key for it in services}).search(words).total:
        return True
    return not index.search(words).total


def links_of(context: Context, message: Message) -> tuple[str, ...]:
    """Return the links in somebody's message; a forwarded post without any is meant itself.

    Raises:
        InputError: one is cut, or in some markup.
    """
    return said_by(context, message).links


def said_by(context: Context, message: Message) -> Said:
    """Return what a message says of an order; a forwarded post without links means itself.

    Raises:
        InputError: a link in it is cut, or in some markup.
    """
    said, post = said_in(context, linked_text_of(message)), post_of(message)
    return replace(said, links=(post,)) if post and not said.links else said


def post_of(message: Message) -> str:
    """Return the link to the post of a public channel that was forwarded; else nothing."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel) or not origin.chat.username:
        return ""
    return f"https://t.me/{origin.chat.username}/{origin.message_id}"


def with_post(message: Message, asked: Choices) -> Choices:
    """Return what a message asks for; of a forwarded post with links it may also be itself."""
    post = post_of(message)
    if not post or any(it.links == (post,) for it in asked.options):
        return asked
    return replace(asked, options=(OrderRequest((post,)), *asked.options))
