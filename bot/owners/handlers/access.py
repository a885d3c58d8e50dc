"""Chats that ask to be let in: an owner decides."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import ChatAccess, Permission
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.owners.service import access as service


@gate.tap(Permission.LET_IN)
async def access_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let a chat in, or not: `a:<chat>:<yes or no>`."""
    t, decision = context.t, ChatAccess.REFUSED
    if data.text(1) == "yes":
        decision = ChatAccess.APPROVED
    async with context.begin() as session:
        chat, is_news = await service.answer(session, data.number(0), decision, context.now())
    if chat is None:
        await context.answer(update, t.plain("This chat no longer exists."), alert=True)
        return
    done = t.plain("Saved.") if is_news else t.plain("This has already been decided.")
    await context.answer(update, done)
    said = t("🚫 {title} was refused.", title=chat.title)
    if chat.standing is ChatAccess.APPROVED:
        said = t("✅ {title} was let in.", title=chat.title)
    await messages.show(update, context, Screen(said))
