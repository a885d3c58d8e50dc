"""Inline mode: `@bot words` in any chat lists services; a picked one leads to the order form."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from telegram import InlineQuery, Update
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.catalogue.on_sale import catalogue_here, index_here
from bot.catalogue.rules.search_terms import words_of
from bot.catalogue.rules.services import Service
from bot.catalogue.screens import inline as screens
from bot.catalogue.search import Filters
from bot.catalogue.service.quick_picks import on_sale, quick_picks
from bot.core.access import arrival
from bot.core.access.roles import Permission
from bot.core.errors import InputError
from bot.core.telegram.context import Actor, Context, unreachable
from bot.core.telegram.errors import Failure, meaning
from bot.orders import forms
from bot.orders.links import links_in
from bot.orders.requests import OrderRequest
from bot.orders.service import requests

logger = logging.getLogger(__name__)

PAGE_SIZE = 20
CACHE_SECONDS = 5
"""So long Telegram gives the same person the same answer again; prices and permissions change."""
_MOST_DIGITS = 6


async def query(update: Update, context: Context) -> None:
    """Offer services to who may order them; others are shown where to ask for it."""
    asked = update.inline_query or unreachable("an update without an inline query")
    actor = await arrival.at_home(asked.from_user, context)
    if not actor.may(Permission.ORDER):
        await _answer(context, asked, screens.closed(actor.t))
        return
    start = _start(asked)
    request = _request(asked)
    found = await _found(context, actor, asked, request)
    page = list(islice(found, start, start + PAGE_SIZE))
    shop = screens.Shop(catalogue_here(context).currency, context.bot.username)
    offer = screens.offer(actor.t, page, shop, *request.links[:1])
    more = next(found, None) is not None
    await _answer(context, asked, offer, str(start + PAGE_SIZE) if more else None)


def _start(asked: InlineQuery) -> int:
    """Return where to go on: the offset that Telegram brings back is ours, or empty."""
    digits = asked.offset
    is_ours = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_ours else 0


def _request(asked: InlineQuery) -> OrderRequest:
    """Return the link that is asked about, with the words beside it."""
    try:
        found = links_in(asked.query)
    except InputError:  # of a cut one nobody knows where it leads
        return OrderRequest()
    return OrderRequest(found.links[:1], words=words_of(f"{found.before} {found.after}"))


async def _found(
    context: Context, actor: Actor, asked: InlineQuery, request: OrderRequest
) -> Iterator[Service]:
    """Return what suits a link, or what the words mean; else quick picks, then everything."""
    if request.links:
        return iter(await _suitable(context, actor, request))
    catalogue, words = catalogue_here(context), words_of(asked.query)
    if words:
        keys = index_here(context).search(words, filters=Filters(orderable=True)).keys
        return iter(on_sale(catalogue, keys))
    async with context.read() as session:
        picks = await quick_picks(session, catalogue, actor.chat.id, actor.user_id)
    own = {service.key: service for service in chain(picks.favourites, picks.recent)}
    everything = (service for category in catalogue.categories for service in category.services)
    others = (service for service in everything if service.key not in own)
    listed = chain(own.values(), others)
    return (service for service in listed if forms.form_for(service.type) is not None)


async def _suitable(context: Context, actor: Actor, request: OrderRequest) -> Sequence[Service]:
    """Return what suits a link, what the person likes first."""
    catalogue, index = catalogue_here(context), index_here(context)
    found = await asyncio.to_thread(requests.suitable, request, catalogue, index)
    async with context.read() as session:
        habits = await requests.habits_of(session, catalogue, actor.chat.id, actor.user_id)
    return habits.ranked(found)


async def _answer(
    context: Context, asked: InlineQuery, offer: screens.Offer, next_offset: str | None = None
) -> None:
    """Answer, for this person alone; PTB would make `[]` of an empty offset, which is none."""
    try:
        await context.bot.answer_inline_query(
            asked.id,
            offer.articles,
            cache_time=CACHE_SECONDS,
            is_personal=True,
            next_offset=next_offset,
            button=offer.button,
        )
    except BadRequest as error:
        if meaning(error) is not Failure.TOO_LATE:
            raise
    except (NetworkError, RetryAfter) as error:
        # Not tried again: who types on has asked anew, and would wait for this one.
        logger.info("inline_answer_lost", extra={"error": error.message})
