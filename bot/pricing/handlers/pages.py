"""The pages of prices, as they are now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.catalogue.on_sale import live_catalogue
from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.pricing.buttons import PriceAction
from bot.pricing.rules.overview import unsold
from bot.pricing.rules.prices import Buyer
from bot.pricing.rules.scopes import read_buyer, read_goods
from bot.pricing.rules.selling import Selling
from bot.pricing.screens import home as home_screens
from bot.pricing.screens import markups, rates, services, tiers
from bot.pricing.screens.home import home_row
from bot.pricing.screens.labels import PriceView
from bot.pricing.screens.tiers import CustomerCard
from bot.pricing.service import board

FOUND_SHOWN = 8


async def load(session: Session, context: Context, selling: Selling) -> PriceView:
    """Return what pages are drawn from."""
    found = await board.load(session, selling)
    return PriceView(context.t, found, live_catalogue(context).current)


async def home(view: PriceView, context: Context, number: int = 0) -> Screen:
    """Draw what holds for all prices, and a page of the markups."""
    kept = await asyncio.to_thread(unsold, view.board.prices, view.offers)
    return await asyncio.to_thread(home_screens.home, view, kept, number, context.now())


async def _home(view: PriceView, context: Context, data: CallbackData, _: Session) -> Screen:
    return await home(view, context, data.number(1))


async def _rule(view: PriceView, context: Context, data: CallbackData, _: Session) -> Screen:
    buyer, goods = read_buyer(data.text(1)), read_goods(data.text(2))
    if buyer is None or goods is None:
        return await home(view, context)
    return await asyncio.to_thread(markups.rule, view, buyer, goods)


async def _buyers(view: PriceView, _: Context, __: CallbackData, ___: Session) -> Screen:
    return markups.buyers(view)


def _of_buyer(draw: Callable[[PriceView, Buyer, int], Screen]) -> "Draw":
    async def page(view: PriceView, context: Context, data: CallbackData, _: Session) -> Screen:
        buyer = read_buyer(data.text(1))
        return await home(view, context) if buyer is None else draw(view, buyer, data.number(2))

    return page


async def _rate(view: PriceView, context: Context, _: CallbackData, __: Session) -> Screen:
    return rates.rate(view, context.now())


async def _margin(view: PriceView, _: Context, __: CallbackData, ___: Session) -> Screen:
    return rates.margin(view)


async def _tiers(view: PriceView, _: Context, __: CallbackData, ___: Session) -> Screen:
    return tiers.tiers(view)


async def _tier(view: PriceView, _: Context, data: CallbackData, __: Session) -> Screen:
    return tiers.tier(view, data.number(1))


async def _members(view: PriceView, _: Context, data: CallbackData, __: Session) -> Screen:
    return tiers.members(view, data.number(1), data.number(2))


async def _customer(
    view: PriceView, context: Context, data: CallbackData, session: Session
) -> Screen:
    chat = await chats.get(session, data.number(1))
    if chat is None:
        return Screen(context.t("Nothing was found."), [home_row(view)])
    return tiers.customer(view, CustomerCard(chat.id, chat.title))


async def _service(view: PriceView, _: Context, data: CallbackData, __: Session) -> Screen:
    return services.service(view, data.number(1))


async def _unsold(view: PriceView, _: Context, data: CallbackData, __: Session) -> Screen:
    kept = await asyncio.to_thread(unsold, view.board.prices, view.offers)
    return services.unsold(view, kept, data.number(1))


Draw = Callable[[PriceView, Context, CallbackData, Session], Awaitable[Screen]]
"""Draws a page; the button's data says what it is about."""
PAGES: Mapping[str, Draw] = {
    PriceAction.HOME: _home,
    PriceAction.RULE: _rule,
    PriceAction.BUYERS: _buyers,
    PriceAction.GOODS: _of_buyer(lambda view, buyer, _: markups.goods(view, buyer)),
    PriceAction.PLATFORMS: _of_buyer(lambda view, buyer, _: markups.platforms(view, buyer)),
    PriceAction.CATEGORIES: _of_buyer(markups.categories),
    PriceAction.RATE: _rate,
    PriceAction.MARGIN: _margin,
    PriceAction.TIERS: _tiers,
    PriceAction.TIER: _tier,
    PriceAction.MEMBERS: _members,
    PriceAction.CUSTOMER: _customer,
    PriceAction.SERVICE: _service,
    PriceAction.UNSOLD: _unsold,
}


def found(view: PriceView, context: Context, words: str, buyer: Buyer | None) -> Screen:
    """List the services that words mean: a number of the panel, or a part of a name."""
    keys = live_catalogue(context).index.search(words, limit=FOUND_SHOWN).keys
    return markups.services(view, keys, buyer)
