"""What could not be handled or told, for owners: /problems."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.access.service import chats
from bot.core.dead_letters import ProblemKind, reference
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.owners.buttons import ProblemAction
from bot.owners.screens import problems as screens
from bot.owners.service import problems as service

SHOWN_AT_ONCE = 10


@gate.command(Permission.PROBLEMS)
async def problems(update: Update, context: Context) -> None:
    """Show the latest problems, a card each: /problems."""
    async with context.begin() as session:
        found, total = await service.read_latest(session, SHOWN_AT_ONCE)
        shown = {problem.lane: await chats.get(session, problem.lane) for problem in found}
    if not found:
        await messages.reply(update, context, Screen(context.t("✅ There are no problems.")))
    for problem in found:
        screen = screens.problem(problem, shown[problem.lane], context.t, context.now())
        await messages.reply(update, context, screen)
    if total > len(found):
        more = context.t("And {number} more.", number=total - len(found))
        await messages.reply(update, context, Screen(more))


@gate.tap(Permission.PROBLEMS)
async def problem_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Try something again or forget it: `x:<kind>:<number>:<action>`."""
    t, now = context.t, context.now()
    kind = ProblemKind.PUSH if data.text(0) == ProblemKind.PUSH else ProblemKind.UPDATE
    again = data.text(2) == ProblemAction.TRY_AGAIN
    do = service.try_again if again else service.drop
    async with context.begin() as session:
        done = await do(session, kind, data.number(1), now)
    if not done:
        text = t.plain("This problem no longer exists.")
        await context.answer(update, text, alert=True)
        return
    await context.answer(update)
    name = reference(kind, data.number(1))
    said = t("🔁 {reference} will be tried again.", reference=name)
    if not again:
        said = t("🗑 {reference} was discarded.", reference=name)
    await messages.show(update, context, Screen(said))
