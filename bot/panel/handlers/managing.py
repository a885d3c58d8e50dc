"""Owners look after the panels that are worked with: pages, and what is done on them."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.texts import CHANGED
from bot.panel.buttons import PanelQuestion, PanelsAction
from bot.panel.handlers import adding, answers, pages
from bot.panel.handlers.outgoing import CARD
from bot.panel.handlers.pages import PAGES, Draw
from bot.panel.screens import cards
from bot.panel.service import balances, connecting, overview
from bot.panel.service.connecting import OfSettingsError, RemovedError
from bot.panel.tables import Panel

_GONE = N_("This panel no longer exists.")
_REMOVED = N_("This panel was removed.")
_OF_SETTINGS = N_("This panel is in .env. Change PROVIDER_API_URL and PROVIDER_API_KEY there.")


@owner_only.tap(Permission.ADMIN)
async def panels_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of these pages: `pp:<action>:<panel>:<about>`."""
    action, panel_id = data.text(0), data.number(1)
    if action in PAGES:
        await context.answer(update)
        await _show(update, context, PAGES[action], panel_id)
    elif action in _CHANGES:
        await _change(update, context, data)
    elif action == PanelsAction.ASK_BALANCE:
        await _ask_balance(update, context, panel_id)
    elif action == PanelsAction.ASK:
        await context.answer(update)
        await _ASKED_BY.get(data.text(2), answers.ask)(update, context, data.text(2), panel_id)
    elif action == PanelsAction.CONFIRM:
        await adding.confirm(update, context, panel_id)
    elif action == PanelsAction.CANCEL:
        await adding.cancel(update, context, panel_id)


async def _show(update: Update, context: Context, draw: Draw, panel_id: int) -> None:
    async with context.read() as session:
        screen = await draw(session, context, panel_id)
    await messages.show(update, context, screen)


async def _change(update: Update, context: Context, data: CallbackData) -> None:
    """Do something with a panel, or say why not, and show how it stands now."""
    panel_id, draw = data.number(1), pages.card
    refusal: str | None = None
    async with context.begin() as session:
        panel = await connecting.find_for_change(session, panel_id)
        try:
            if panel is None:
                refusal = _GONE
            elif not await _CHANGES[data.text(0)](session, context, panel, data.text(2)):
                refusal, draw = CHANGED, pages.remove
        except RemovedError:
            refusal = _REMOVED
        except OfSettingsError:
            refusal = _OF_SETTINGS
    await context.answer(update, context.t.plain(refusal or N_("Saved.")), alert=bool(refusal))
    await _show(update, context, draw, panel_id)


async def _pause(session: Session, _: Context, panel: Panel, __: str) -> bool:
    await connecting.pause(session, panel)
    return True


async def _resume(session: Session, _: Context, panel: Panel, __: str) -> bool:
    await connecting.resume(session, panel)
    return True


async def _remove(session: Session, context: Context, panel: Panel, shown: str) -> bool:
    """Remove a panel; `False`: it is not what was shown when that was asked."""
    found = await overview.find(session, panel.id)
    is_as_shown = found is not None and cards.digest(found) == shown
    if is_as_shown or connecting.is_removed(panel):
        await connecting.remove(session, panel, context.now())
        return True
    return False


async def _no_alert(session: Session, _: Context, panel: Panel, __: str) -> bool:
    await balances.set_threshold(session, panel.id, None)
    return True


async def _ask_balance(update: Update, context: Context, panel_id: int) -> None:
    """Ask for the balance now, and let orders go on if it is enough."""
    await context.answer(update, context.t.plain("Asking the panel …"))
    message = update.effective_message
    if message is not None:
        async with context.begin() as session:
            chat_id, now = context.actor.chat.id, context.now()
            await balances.ask(
                session, chat_id, message.message_id, now, view=CARD, panel_id=panel_id
            )


_Ask = Callable[[Update, Context, str, int], Awaitable[None]]
_ASKED_BY: Mapping[str, _Ask] = {
    PanelQuestion.ADDRESS: adding.ask_address,
    PanelQuestion.KEY: adding.ask_key,
}
_Change = Callable[[Session, Context, Panel, str], Awaitable[bool]]
"""Does something with a panel; `False`: what the button showed is out of date."""
_CHANGES: Mapping[str, _Change] = {
    PanelsAction.PAUSE: _pause,
    PanelsAction.RESUME: _resume,
    PanelsAction.REMOVE_SURE: _remove,
    PanelsAction.NO_ALERT: _no_alert,
}
