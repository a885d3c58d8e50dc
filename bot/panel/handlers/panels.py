"""Owners say whether a panel with another address or key is the same account."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.panel.buttons import PanelAction
from bot.panel.screens import panels as screens
from bot.panel.service import panels


@gate.tap(Permission.ADMIN)
async def panel_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Do what an owner says of the panel: `pn:<panel>:<action>`."""
    async with context.begin() as session:
        screen = await _decided(session, context, data)
    await context.answer(update)
    await messages.show(update, context, screen)


async def _decided(session: Session, context: Context, data: CallbackData) -> Screen:
    t, panel_id, action = context.t, data.number(0), data.text(1)
    asked = await panels.affected(session)
    if asked is None or asked.panel_id != panel_id:
        return screens.changed(t, asked)
    if action == PanelAction.OTHER:
        return screens.other_sure(t, asked)
    if action == PanelAction.SAME and await panels.keep(session, panel_id):
        return Screen(t("✅ It is the same account. Everything goes on as before."))
    if action == PanelAction.OTHER_SURE and await panels.switch(session, panel_id, context.now()):
        return Screen(t("🔀 From now on the bot orders at {host}.", host=asked.new_host))
    return screens.changed(t, asked)
