"""/privacy and /forget: what is stored about a person, as a file, and no more if they like."""

import asyncio
import json
from collections.abc import Sequence
from functools import partial

from telegram import Update

from bot.chats.buttons import PrivacyAction
from bot.chats.screens import privacy as screens
from bot.chats.service import privacy as service
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.inbox.store import REMEMBERED
from bot.core.money import Money
from bot.core.telegram import messages, uploads
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.wallet.selling import wallet_currency

FILE_NAME = "my-data.json"


@gate.command(Permission.PRIVACY)
async def privacy(update: Update, context: Context) -> None:
    """Say what is stored and why: /privacy."""
    screen = _privacy(context)
    await messages.reply(update, context, screen)


@gate.command(Permission.PRIVACY)
async def forget(update: Update, context: Context) -> None:
    """Ask whether a person wants to be forgotten: /forget. Others would read along in a group."""
    if context.actor.is_group:
        text = context.t("Write /forget in your private chat with me.")
        await messages.reply(update, context, Screen(text))
        return
    await messages.reply(update, context, await _sure(context))


@gate.tap(Permission.PRIVACY)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of privacy: `pr:<action>`."""
    action = data.text(0)
    if context.actor.is_group:
        await gate.refuse(update, context)
        return
    await context.answer(update)
    if action == PrivacyAction.EXPORT:
        await _send_data(context)
    elif action == PrivacyAction.FORGET:
        await messages.show(update, context, await _sure(context))
    elif action == PrivacyAction.FORGET_SURE:
        await _forget_if_known(update, context, data.text(1))
    elif action == PrivacyAction.SHOW:
        await messages.show(update, context, _privacy(context))


def _privacy(context: Context) -> Screen:
    in_group = context.actor.is_group
    has_wallets = wallet_currency(context) is not None
    return screens.privacy(
        context.t, in_group=in_group, remembered=REMEMBERED, has_wallets=has_wallets
    )


async def _sure(context: Context) -> Screen:
    """Ask whether a person wants to be forgotten, with all that they lose by it."""
    return screens.sure(context.t, await _under_way(context), await _at_stake(context))


async def _at_stake(context: Context) -> Sequence[Money]:
    async with context.read() as session:
        return await service.at_stake(session, context.services.personal, context.actor.user_id)


async def _under_way(context: Context) -> int:
    async with context.read() as session:
        return await service.count_under_way(
            session, context.services.personal, context.actor.user_id
        )


async def _send_data(context: Context) -> None:
    async with context.read() as session:
        found = await service.everything(session, context.services.personal, context.actor.user_id)
    write = partial(json.dumps, found, ensure_ascii=False, indent=1)
    await uploads.send_file(context, FILE_NAME, await asyncio.to_thread(write))  # it may be long


async def _forget_if_known(update: Update, context: Context, shown: str) -> None:
    """Erase if what is lost with it is what was shown; when the file has arrived.

    Money may come in while the file is sent. A second time there is next to nothing to erase.
    """
    is_known = screens.digest(await _at_stake(context)) == shown
    if is_known:
        await _send_data(context)
        is_known = await _forget(context, shown)
    screen = (
        screens.forgotten(context.t, await _under_way(context))
        if is_known
        else await _sure(context)
    )
    await messages.show(update, context, screen)


async def _forget(context: Context, shown: str) -> bool:
    personal, user_id = context.services.personal, context.actor.user_id
    async with context.begin() as session:
        at_stake = await service.at_stake(session, personal, user_id)
        is_known = screens.digest(at_stake) == shown
        if is_known:
            await service.forget(session, personal, user_id, context.now())
    return is_known
