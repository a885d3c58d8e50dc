"""Owners say whether they have added the money that came to the account at the panel."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.panel.screens import books as screens
from bot.panel.service import books, bot_state


@gate.tap(Permission.ADMIN)
async def deposit_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Take the answer: `pd:<entry>:<1 or 0>:<its latest>`; another owner's meanwhile stays."""
    async with context.begin() as session:
        found = await books.answer(
            session,
            data.number(0),
            context.actor.user_id,
            context.now(),
            is_deposit=data.number(1) == 1,
            instead_of=data.number(2) if data.text(2) else None,
        )
    await context.answer(update)
    if found is not None:
        await messages.show(update, context, screens.answered(context.t, found))


@gate.tap(Permission.ADMIN)
async def deposits_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Show what owners were asked about at a panel, or one of it: `pb:<entry or 0>:<panel>`."""
    async with context.read() as session:
        panel_id = data.number(1) if data.text(1) else (await bot_state.get(session)).panel_id
        listed = await books.deposits(session, panel_id)
        one = await books.find_deposit(session, data.number(0))
    await context.answer(update)
    screen = screens.deposits(context.t, listed) if one is None else screens.card(context.t, one)
    await messages.show(update, context, screen)
