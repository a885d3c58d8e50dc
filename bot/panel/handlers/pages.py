"""The pages about panels, as they are now."""

from collections.abc import Awaitable, Callable, Mapping

from bot.core.database.engine import Session
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.owners.service import totals
from bot.panel.buttons import PanelsAction
from bot.panel.dependencies import panel_dependencies
from bot.panel.screens import cards
from bot.panel.screens import options as option_screens
from bot.panel.service import overview

Draw = Callable[[Session, Context, int], Awaitable[Screen]]
"""Draws a page about a panel; the list is about none."""


async def listing(session: Session, context: Context, _: int = 0) -> Screen:
    """Draw the list."""
    return cards.listing(context.t, await overview.every(session), context.now())


async def card(session: Session, context: Context, panel_id: int) -> Screen:
    """Draw a panel's card."""
    found = await overview.find(session, panel_id)
    if found is None:
        return cards.gone(context.t)
    days_left = await totals.balance_days(session, found.listed.state, context.now())
    return cards.card(context.t, found, context.now(), days_left)


async def remove(session: Session, context: Context, panel_id: int) -> Screen:
    """Draw the question whether a panel is to be removed."""
    found = await overview.find(session, panel_id)
    return cards.gone(context.t) if found is None else cards.remove_sure(context.t, found)


async def options(session: Session, context: Context, panel_id: int) -> Screen:
    """Draw a panel's peculiarities."""
    found = await overview.find(session, panel_id)
    if found is None:
        return cards.gone(context.t)
    known = panel_dependencies(context).peculiarities
    return option_screens.options(context.t, found.listed, known)


PAGES: Mapping[str, Draw] = {
    PanelsAction.LIST: listing,
    PanelsAction.CARD: card,
    PanelsAction.REMOVE: remove,
    PanelsAction.OPTIONS: options,
}
