"""What only owners may do: /balance, letting chats in."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import ChatAccess, Permission
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.owners.screens import owners as screens
from bot.owners.service import access
from bot.panel.service import balances, panel_state


@gate.command(Permission.BALANCE)
async def balance(update: Update, context: Context) -> None:
    """Show the balance as it was last told, and again when the panel has answered: /balance."""
    async with context.read() as session:
        screen = screens.balance(await panel_state.get(session), context.t, context.now())
    sent = await messages.reply(update, context, screen)
    async with context.begin() as session:
        await balances.ask(session, context.actor.chat.id, sent.message_id, context.now())


@gate.tap(Permission.BALANCE)
async def balance_tap(update: Update, context: Context, _: CallbackData) -> None:
    """Ask for the balance now, and let orders go on if it is enough: `b`."""
    await context.answer(update, context.t.plain("Asking the provider …"))
    message = update.effective_message
    if message is not None:
        async with context.begin() as session:
            chat_id, now = context.actor.chat.id, context.now()
            await balances.ask(session, chat_id, message.message_id, now)


@gate.tap(Permission.LET_IN)
async def access_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let a chat in, or not: `a:<chat>:<yes or no>`."""
    t, standing = context.t, ChatAccess.REFUSED
    if data.text(1) == "yes":
        standing = ChatAccess.APPROVED
    async with context.begin() as session:
        chat, is_news = await access.answer(session, data.number(0), standing, context.now())
    if chat is None:
        await context.answer(update, t.plain("This chat is gone."), alert=True)
        return
    done = t.plain("Saved.") if is_news else t.plain("This was decided already.")
    await context.answer(update, done)
    said = t("🚫 {title} was refused.", title=chat.title)
    if chat.standing is ChatAccess.APPROVED:
        said = t("✅ {title} was let in.", title=chat.title)
    await messages.show(update, context, Screen(said))
