"""The balance at the panel: /balance."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.owners.screens import balance as screens
from bot.panel.service import balances, overview


@gate.command(Permission.BALANCE)
async def balance(update: Update, context: Context) -> None:
    """Show the balance as it was last told, and again when the panel has answered: /balance."""
    async with context.read() as session:
        screen = screens.balances(await overview.every(session), context.t, context.now())
    sent = await messages.reply(update, context, screen)
    async with context.begin() as session:
        await balances.ask(session, context.actor.chat.id, sent.message_id, context.now())


@gate.tap(Permission.BALANCE)
async def balance_tap(update: Update, context: Context, _: CallbackData) -> None:
    """Ask for the balance now, and let orders go on if it is enough: `b`."""
    await context.answer(update, context.t.plain("Asking the panel …"))
    message = update.effective_message
    if message is not None:
        async with context.begin() as session:
            chat_id, now = context.actor.chat.id, context.now()
            await balances.ask(session, chat_id, message.message_id, now)
