"""/privacy and /forget: what is stored about a person, as a file, and no more if they like."""

import asyncio
import json
from functools import partial

from telegram import Update

from bot.domain.access import Permission
from bot.storage import personal_file
from bot.storage import privacy as storage
from bot.telegram import talk
from bot.telegram.callback_data import CallbackData, PrivacyAction
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.screens import privacy as screens
from bot.telegram.screens.screen import Screen

FILE_NAME = "my-data.json"


@access.command(Permission.PRIVACY)
async def privacy(update: Update, context: Context) -> None:
    """Say what is stored and why: /privacy."""
    screen = screens.privacy(context.t, in_group=context.visit.is_group)
    await talk.reply(update, context, screen)


@access.command(Permission.PRIVACY)
async def forget(update: Update, context: Context) -> None:
    """Ask whether a person wants to be forgotten: /forget. Others would read along in a group."""
    if context.visit.is_group:
        text = context.t("Write /forget in your private chat with me.")
        await talk.reply(update, context, Screen(text))
        return
    await talk.reply(update, context, screens.sure(context.t, await _under_way(context)))


@access.tap(Permission.PRIVACY)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of privacy: `pr:<action>`."""
    action, t = data.text(0), context.t
    if context.visit.is_group:
        await access.refuse(update, context)
        return
    await context.answer(update)
    if action == PrivacyAction.EXPORT:
        await _send_data(context)
    elif action == PrivacyAction.FORGET:
        await talk.show(update, context, screens.sure(t, await _under_way(context)))
    elif action == PrivacyAction.FORGET_SURE:
        await _forget(update, context)
    elif action == PrivacyAction.SHOW:
        await talk.show(update, context, screens.privacy(t, in_group=False))


async def _under_way(context: Context) -> int:
    async with context.read() as session:
        return await storage.count_under_way(session, context.visit.user_id)


async def _send_data(context: Context) -> None:
    async with context.read() as session:
        found = await personal_file.everything(session, context.visit.user_id)
    write = partial(json.dumps, found, ensure_ascii=False, indent=1)
    await talk.send_file(context, FILE_NAME, await asyncio.to_thread(write))  # it may be long


async def _forget(update: Update, context: Context) -> None:
    """Erase when the file has arrived; a second time there is next to nothing to erase."""
    await _send_data(context)
    async with context.begin() as session:
        await storage.forget(session, context.visit.user_id, context.now())
    screen = screens.forgotten(context.t, await _under_way(context))
    await talk.show(update, context, screen)
