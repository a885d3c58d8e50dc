"""A message that says what to order: /order with a line, a link, numbers, a forwarded post."""

import asyncio

from telegram import Message, Update

from bot.catalogue.on_sale import catalogue_here
from bot.catalogue.rules.search_terms import words_of
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import InputError
from bot.core.telegram import deep_links, messages, texts
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import PAUSED
from bot.orders.handlers import request_lists
from bot.orders.handlers.order import open_form
from bot.orders.handlers.request_reading import choices_of, shop_of
from bot.orders.handlers.result_steps import search_for
from bot.orders.links import links_in, unpacked
from bot.orders.mass import handlers as mass_handlers
from bot.orders.requests import Choices, OrderRequest, fitting
from bot.orders.service import requests as service
from bot.orders.tables import Step


@gate.command(Permission.ORDER)
async def order(update: Update, context: Context) -> None:
    """Open the form, as far as the line behind the command fills it: /order 101 <link> 1000.

    As a reply to somebody's message it is an order for the links in that. A line by which nothing
    can be ordered is looked for.

    Raises:
        InputError: a link in it is cut, or it names a service that there is not.
    """
    if context.actor.chat.paused:
        await messages.reply(update, context, Screen(context.t(PAUSED)))
        return
    line = arguments_of(update, linked=True)
    text = request_lists.list_in(context, line)
    if text is not None:
        await mass_handlers.begin(update, context, text)
        return
    asked = choices_of(context, line, _answered(update))
    words = words_of(line)
    if asked.options:
        await open_request(update, context, asked)
    elif words:
        await open_form(update, context, **search_for(catalogue_here(context), words))
    else:
        await open_form(update, context)


def _answered(update: Update) -> Message | None:
    """Return the message of somebody else that a command replies to."""
    message = update.message
    if message is None or messages.own_message_answered(update) is not None:
        return None
    return message.reply_to_message


async def opened_by_link(update: Update, context: Context) -> bool:
    """Open the form at what a link to the bot is for, in private: a service, a link, or both."""
    start = deep_links.start_of(context.args)
    links = _links_in(start.link)
    if context.actor.is_group or (start.service is None and not links):
        return False
    if links and context.actor.may(Permission.ORDER):
        request = OrderRequest(links[:1], start.service)
        await open_request(update, context, Choices((request,)))
    elif start.service is not None:
        await open_form(update, context, step=Step.CARD, service_id=start.service)
    else:
        return False
    return True


def _links_in(payload: str) -> tuple[str, ...]:
    """Return the links that were written into a link to the bot."""
    written = unpacked(payload)
    if not written:
        return ()
    try:
        return links_in(written if "://" in written else f"https://{written}").links
    except InputError:
        return ()


async def open_request(update: Update, context: Context, asked: Choices) -> None:
    """Open a form at what was asked for; where that may be several things, ask which."""
    if context.actor.chat.paused:
        await messages.reply(update, context, Screen(context.t(PAUSED)))
        return
    if len(asked.options) > 1:
        await open_form(update, context, step=Step.MEANING, choices=asked.as_json())
        return
    request, shop = asked.options[0], shop_of(context)
    await asyncio.to_thread(fitting, shop.catalogue, request.links)  # the first time it is long
    async with context.read() as session:
        begun = await service.begin(session, request, shop)
    note = None if begun.wrong is None else texts.input_error(context.t, begun.wrong)
    await open_form(update, context, note=note, **begun.values)
