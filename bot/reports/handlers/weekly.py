"""The page of settings for a group's weekly summary."""

from telegram import Update

from bot.chats.rules.settings import By
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.reports.buttons import WeeklyAction
from bot.reports.rules.weekly import HOURS, WEEKDAYS
from bot.reports.screens import weekly as screens
from bot.reports.service import weekly


@gate.tap(Permission.SETTINGS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of the page: `wk:<action>:<value>`."""
    actor = context.actor
    if not actor.is_group:
        return
    by = By(actor.user_id, actor.name, context.now())
    async with context.begin() as session:
        if data.text(0) == WeeklyAction.OFF:
            await weekly.turn_off(session, actor.chat.id, by)
        elif (values := _values(context, data)) is not None:
            await weekly.set_up(session, actor.chat.id, by, **values)
        summary = await weekly.get(session, actor.chat.id)
    await context.answer(update, context.t.plain("Saved."))
    await messages.show(update, context, screens.settings(context.t, summary, actor.thread_id))


def _values(context: Context, data: CallbackData) -> dict[str, int | None] | None:
    """Return what a button sets; `None` for what this bot never offered."""
    number, here = data.number(1), {"topic_id": context.actor.thread_id}
    match data.text(0):
        case WeeklyAction.ON | WeeklyAction.HERE:
            return dict(here)
        case WeeklyAction.WEEKDAY if 0 <= number < WEEKDAYS:
            return {"weekday": number}
        case WeeklyAction.HOUR if 0 <= number < HOURS:
            return {"hour": number}
    return None
