"""Orders without a clear answer, which owners decide about: /unresolved."""

import re

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.text.typed import order_number
from bot.orders.buttons import UnresolvedAction
from bot.orders.screens import unresolved as screens
from bot.orders.service import unresolved as service
from bot.orders.tables import Order
from bot.panel.screens import panels as panel_screens
from bot.panel.service import overview, panel_state, panels

SHOWN_AT_ONCE = 10
NUMBER_QUESTION = "panel_number"
_NUMBER = re.compile(r"[\w-]{1,64}", re.ASCII)
_NO_NUMBER = N_("That is not an order number. Send just the number, for example 23501.")


@gate.command(Permission.UNRESOLVED)
async def unresolved(update: Update, context: Context) -> None:
    """Show the orders whose answer was lost, a card each: /unresolved."""
    async with context.read() as session:
        found, total = await service.load_unclear(session, SHOWN_AT_ONCE)
        changed = await panels.affected(session)
        names = await overview.names(session)
    if changed is not None:
        await messages.reply(update, context, panel_screens.changed(context.t, changed))
    if not found:
        text = context.t("✅ Every order has an answer.")
        await messages.reply(update, context, Screen(text))
    for order, is_elsewhere in found:
        where = {"elsewhere": is_elsewhere, "panel": names.get(order.panel_id, "")}
        await messages.reply(update, context, screens.card(order, context.t, context.now(), where))
    if total > len(found):
        more = context.t("And {number} more.", number=total - len(found))
        await messages.reply(update, context, Screen(more))


@gate.tap(Permission.UNRESOLVED)
async def unresolved_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Do what an owner says of an order without an answer: `u:<order>:<action>:<...>`."""
    t = context.t
    async with context.begin() as session:
        order = await service.lock_unclear(session, data.number(0))
        screen = None if order is None else await _answered(session, context, order, data)
    if order is None:
        await context.answer(update, t.plain("This order already has its answer."), alert=True)
        return
    await context.answer(update)
    if screen is None:
        prompt = screens.ask_number(order, t)
        await asking.ask(context, prompt, NUMBER_QUESTION, str(order.id), hint="23501")
    else:
        await messages.show(update, context, screen)


async def _answered(
    session: Session, context: Context, order: Order, data: CallbackData
) -> Screen | None:
    """Do what a button of an order's card says; return what to show.

    `None`: the question for the number.
    """
    action, number = data.text(1), data.text(2)
    t, owner, now = context.t, context.actor.user_id, context.now()
    if action == UnresolvedAction.PLACED:
        return None
    if action == UnresolvedAction.PLACED_AS:
        taken = await service.take_number(session, order, number, owner, now)
        return screens.number_taken(t, order, number, taken)
    if action == UnresolvedAction.PLACED_FOR:
        taken = await service.accept_number(session, order, number, owner, now)
        return screens.number_taken(t, order, number, taken)
    return await _decided(session, context, order, data)


async def _decided(session: Session, context: Context, order: Order, data: CallbackData) -> Screen:
    """Send an order again, or drop it; an older card's button shows the card anew instead."""
    action, t, now = data.text(1), context.t, context.now()
    where = {
        "elsewhere": await panel_state.is_out_of_reach(session, order.panel_id),
        "panel": await overview.name_among(session, order.panel_id),
    }
    is_sent = action in {UnresolvedAction.SEND_AGAIN, UnresolvedAction.SEND_AGAIN_SURE}
    if data.text(2) != screens.shown_at(order) or (is_sent and where["elsewhere"]):
        return screens.card(order, t, now, where)
    if action == UnresolvedAction.SEND_AGAIN:
        return screens.send_again_sure(order, t, now)
    is_doubtful = screens.may_be_answered(order, now) or screens.was_charged(order)
    if action == UnresolvedAction.DROP and is_doubtful:
        return screens.drop_sure(order, t, now)
    owner = context.actor.user_id
    if action == UnresolvedAction.SEND_AGAIN_SURE:
        await service.send_again(session, order, owner, now)
        return screens.sent_again(order, t)
    if action in {UnresolvedAction.DROP, UnresolvedAction.DROP_SURE}:
        await service.drop(session, order, owner, now)
        return screens.dropped(order, t)
    return screens.card(order, t, now, where)


async def number_reply(update: Update, context: Context, asked: Question) -> None:
    """Take the number that an owner gives an order without an answer; the panel has to know it.

    Raises:
        InputError: it is no number of a panel.
    """
    number = order_number(text_of(update.message)).lstrip("#")
    t = context.t
    if _NUMBER.fullmatch(number) is None:
        raise InputError(_NO_NUMBER)
    async with context.begin() as session:
        order = await service.lock_unclear(session, int(asked.about))
        screen = Screen(t("This order already has its answer."))
        if order is not None:
            owner, now = context.actor.user_id, context.now()
            taken = await service.take_number(session, order, number, owner, now)
            screen = screens.number_taken(t, order, number, taken)
    await messages.reply(update, context, screen)
