"""What could not be handled or told, for owners: /problems."""

from telegram import Update

from bot.domain.access import Permission
from bot.storage import chats
from bot.storage import problems as given_up
from bot.storage.problems import ProblemKind
from bot.telegram import talk
from bot.telegram.callback_data import CallbackData, ProblemAction
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.screens import problems as screens
from bot.telegram.screens.screen import Screen

SHOWN_AT_ONCE = 10


@access.command(Permission.PROBLEMS)
async def problems(update: Update, context: Context) -> None:
    """Show the latest problems, a card each: /problems."""
    async with context.begin() as session:
        found, total = await given_up.listed(session, SHOWN_AT_ONCE)
        titles = {problem.lane: await chats.get(session, problem.lane) for problem in found}
        await given_up.looked(session)
    if not found:
        await talk.reply(update, context, Screen(context.t("✅ There are no problems.")))
    for problem in found:
        screen = screens.problem(problem, titles[problem.lane], context.t, context.now())
        await talk.reply(update, context, screen)
    if total > len(found):
        more = context.t("And {number} more.", number=total - len(found))
        await talk.reply(update, context, Screen(more))


@access.tap(Permission.PROBLEMS)
async def problem_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Try something again or forget it: `x:<kind>:<number>:<action>`."""
    t, now = context.t, context.now()
    kind = ProblemKind.PUSH if data.text(0) == ProblemKind.PUSH else ProblemKind.UPDATE
    again = data.text(2) == ProblemAction.TRY_AGAIN
    do = given_up.try_again if again else given_up.forget
    async with context.begin() as session:
        done = await do(session, kind, data.number(1), now)
    if not done:
        text = t.plain("This problem is gone already.")
        await context.answer(update, text, alert=True)
        return
    await context.answer(update)
    reference = f"{kind.value}{data.number(1)}"
    said = t("🔁 {reference} is tried again.", reference=reference)
    if not again:
        said = t("🗑 {reference} is forgotten.", reference=reference)
    await talk.show(update, context, Screen(said))
