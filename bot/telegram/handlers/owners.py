"""What only owners may do: /balance, /unresolved, letting chats in."""

import re

from telegram import Update

from bot.domain.access import Permission, Standing
from bot.domain.errors import N_
from bot.domain.orders import OrderState
from bot.domain.typed import order_number
from bot.i18n import Translator
from bot.storage import directory, orders, panel, panels
from bot.storage.engine import Session, Topic, touch
from bot.storage.tables import Order
from bot.telegram import talk
from bot.telegram.callback_data import CallbackData, UnresolvedAction
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.message_text import text_of
from bot.telegram.screens import owners as screens
from bot.telegram.screens import panels as panel_screens
from bot.telegram.screens import unresolved as cards
from bot.telegram.screens.screen import Screen

SHOWN_AT_ONCE = 10
_PROMPT = re.compile(r"🔢 #(\d{1,18})\b")
_DECISIONS: dict[str, OrderState] = {
    UnresolvedAction.SEND_AGAIN_SURE: OrderState.QUEUED,
    UnresolvedAction.DROP: OrderState.DROPPED,
    UnresolvedAction.DROP_SURE: OrderState.DROPPED,
}
_DECIDED = {
    OrderState.QUEUED: N_("📤 Order {order} is sent again."),
    OrderState.DROPPED: N_("🗑 Order {order} is dropped."),
}
_NUMBER = re.compile(r"[\w-]{1,64}", re.ASCII)


@access.command(Permission.BALANCE)
async def balance(update: Update, context: Context) -> None:
    """Show the balance as it was last told, and again when the panel has answered: /balance."""
    async with context.read() as session:
        screen = screens.balance(await panel.look(session), context.t, context.now())
    sent = await talk.reply(update, context, screen)
    async with context.begin() as session:
        await panel.ask_balance(session, context.visit.chat.id, sent.message_id, context.now())


@access.tap(Permission.BALANCE)
async def balance_tap(update: Update, context: Context, _: CallbackData) -> None:
    """Ask for the balance now, and let orders go on if it is enough: `b`."""
    await context.answer(update, context.t.plain("Asking the provider …"))
    message = update.effective_message
    if message is not None:
        async with context.begin() as session:
            chat_id, now = context.visit.chat.id, context.now()
            await panel.ask_balance(session, chat_id, message.message_id, now)


@access.command(Permission.UNRESOLVED)
async def unresolved(update: Update, context: Context) -> None:
    """Show the orders whose answer was lost, a card each: /unresolved."""
    async with context.read() as session:
        found = await orders.in_state(session, [OrderState.UNKNOWN])
        changed = await panels.affected(session)
        here = (await panel.look(session)).panel_id
    if changed is not None:
        await talk.reply(update, context, panel_screens.changed(context.t, changed))
    if not found:
        text = context.t("✅ Every order has an answer.")
        await talk.reply(update, context, Screen(text))
    for order in found[:SHOWN_AT_ONCE]:
        where = {"elsewhere": order.panel_id != here}
        await talk.reply(update, context, cards.card(order, context.t, context.now(), where))
    if len(found) > SHOWN_AT_ONCE:
        more = context.t("And {number} more.", number=len(found) - SHOWN_AT_ONCE)
        await talk.reply(update, context, Screen(more))


@access.tap(Permission.UNRESOLVED)
async def unresolved_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Do what an owner says of an order without an answer: `u:<order>:<action>:<...>`."""
    t = context.t
    async with context.begin() as session:
        order = await orders.get_for_change(session, data.number(0))
        if order is None or order.state is not OrderState.UNKNOWN:
            order, screen = None, None
        elif data.text(1) in {UnresolvedAction.PLACED_AS, UnresolvedAction.PLACED_FOR}:
            screen = await _with_number(session, context, order, data)
        else:
            screen = await _decided(session, context, order, data)
    if order is None:
        await context.answer(update, t.plain("This order has its answer already."), alert=True)
        return
    await context.answer(update)
    if screen is None:
        await talk.ask(context, cards.ask_number(order, t), reply_to=None, hint="23501")
    else:
        await talk.show(update, context, screen)


async def _decided(
    session: Session, context: Context, order: Order, data: CallbackData
) -> Screen | None:
    """Do what a button of an order's card says; an older card's is shown anew instead.

    Returns what to show, `None`: the question for the number.
    """
    action, t, now = data.text(1), context.t, context.now()
    if action == UnresolvedAction.PLACED:
        return None
    where = {"elsewhere": await panel.is_elsewhere(session, order)}
    is_sent = action in {UnresolvedAction.SEND_AGAIN, UnresolvedAction.SEND_AGAIN_SURE}
    if data.text(2) != cards.shown_at(order) or (is_sent and where["elsewhere"]):
        return cards.card(order, t, now, where)
    if action == UnresolvedAction.SEND_AGAIN:
        return cards.send_again_sure(order, t, now)
    if action == UnresolvedAction.DROP and cards.may_be_answered(order, now):
        return cards.drop_sure(order, t, now)
    after = _DECISIONS.get(action)
    if after is None:
        return cards.card(order, t, now, where)
    order.due_at = now
    await orders.move(session, order, after, now=now, note=_by(context))
    return Screen(t(_DECIDED[after], order=f"#{order.id}"))


async def _with_number(
    session: Session, context: Context, order: Order, data: CallbackData
) -> Screen:
    """Take the number on a button for the order's: the panel has named it, or knows it."""
    number, t, now = data.text(2), context.t, context.now()
    if data.text(1) == UnresolvedAction.PLACED_AS:
        return await _take_number(session, context, order, number)
    other = await orders.with_number(session, number, besides=order)
    if other is not None:
        return Screen(cards.belongs_to(t, number, other.id))
    note = f"number {number} with another charge, {_by(context)}"
    await orders.place(session, order, number, now=now, look_at=now, note=note)
    touch(session, Topic.LOOKS)
    return _placed(t, order, number)


async def _take_number(session: Session, context: Context, order: Order, number: str) -> Screen:
    """Have the panel asked about a number; of one at another panel an owner's word is taken."""
    t, now = context.t, context.now()
    other = await orders.with_number(session, number, besides=order)
    if other is not None:
        return Screen(cards.belongs_to(t, number, other.id))
    if await panel.is_elsewhere(session, order):
        note = f"number {number} at another panel, {_by(context)}"
        await orders.place(session, order, number, now=now, look_at=None, note=note)
        return _placed(t, order, number)
    orders.claim_number(session, order, number, now)
    return Screen(t("🔎 Asking the provider about number {number} …", number=number))


def _placed(t: Translator, order: Order, number: str) -> Screen:
    name = f"#{order.id}"
    return Screen(t("✅ Order {order} was placed as number {number}.", order=name, number=number))


def _by(context: Context) -> str:
    return f"by owner {context.visit.user_id}"


def is_number_reply(update: Update, _: Context) -> bool:
    """Tell whether a message answers the question for an order's number at the provider."""
    return talk.answered(update, _PROMPT) is not None


@access.command(Permission.UNRESOLVED)
async def number_reply(update: Update, context: Context) -> None:
    """Take the number that an owner gives an order without an answer; the panel has to know it."""
    prompt = talk.answered(update, _PROMPT)
    number = order_number(text_of(update.message)).lstrip("#")
    t = context.t
    if prompt is None or _NUMBER.fullmatch(number) is None:
        text = t("That is not an order's number. Reply with the number alone, for example 23501.")
        await talk.reply(update, context, Screen(text))
        return
    async with context.begin() as session:
        order = await orders.get_for_change(session, int(prompt.group(1)))
        screen = Screen(t("This order has its answer already."))
        if order is not None and order.state is OrderState.UNKNOWN:
            screen = await _take_number(session, context, order, number)
    await talk.reply(update, context, screen)


@access.tap(Permission.LET_IN)
async def access_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let a chat in, or not: `a:<chat>:<yes or no>`."""
    t, standing = context.t, Standing.REFUSED
    if data.text(1) == "yes":
        standing = Standing.APPROVED
    async with context.begin() as session:
        chat, is_news = await directory.answer(session, data.number(0), standing, context.now())
    if chat is None:
        await context.answer(update, t.plain("This chat is gone."), alert=True)
        return
    done = t.plain("Saved.") if is_news else t.plain("This was decided already.")
    await context.answer(update, done)
    said = t("🚫 {title} was refused.", title=chat.title)
    if chat.standing is Standing.APPROVED:
        said = t("✅ {title} was let in.", title=chat.title)
    await talk.show(update, context, Screen(said))
