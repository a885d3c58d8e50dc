"""Orders about whose cost owners are asked: the buttons, and the number that is typed."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import number_between
from bot.orders.buttons import ChargeAction
from bot.orders.rules.final_price import OpenRuns
from bot.orders.screens import charges as screens
from bot.orders.service import charges as service
from bot.orders.tables import Order

DELIVERED_QUESTION = "delivered"
_OVER = N_("This order no longer needs an answer.")


@gate.tap(Permission.UNRESOLVED)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let an order cost what an owner says: `ch:<order>:<action>:<what was shown>`."""
    action, screen = data.text(1), None
    async with context.begin() as session:
        order = await service.lock_asked(session, data.number(0))
        runs = None if order is None else await service.runs_of(session, order)
        if order is not None and data.text(2) != screens.shown_at(order, runs):
            screen = screens.ask(order, runs, context.t)
        elif order is not None and action == ChargeAction.WAIT:
            await service.wait(session, order, context.actor.user_id, context.now())
            screen = screens.waits(order, context.t)
        elif order is not None and action != ChargeAction.DELIVERED:
            done = _delivered(order, runs, action)
            await service.charge_share(session, order, done, context.actor.user_id, context.now())
            screen = screens.decided(order, context.t)
    if order is None:
        await context.answer(update, context.t.plain(_OVER), alert=True)
        return
    await context.answer(update)
    if screen is None:
        prompt = screens.ask_delivered(order, context.t)
        await asking.ask(context, prompt, DELIVERED_QUESTION, str(order.id), hint="843")
    else:
        await messages.show(update, context, screen)


def _delivered(order: Order, runs: OpenRuns | None, action: str) -> int:
    if action == ChargeAction.SO_FAR and runs is not None:
        return runs.came
    return order.quantity if action == ChargeAction.ALL else 0


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take how much of an order was delivered.

    Raises:
        InputError: it is no number, or more than was ordered.
    """
    async with context.begin() as session:
        order = await service.lock_asked(session, int(asked.about))
        if order is not None:
            done = number_between(text_of(update.message), 0, order.quantity)
            await service.charge_share(session, order, done, context.actor.user_id, context.now())
    await messages.reply(update, context, _answer(context, order))


def _answer(context: Context, order: Order | None) -> Screen:
    if order is None:
        return Screen(context.t(_OVER))
    return screens.decided(order, context.t)
