"""What only owners may do: /balance, /unresolved, letting chats in."""

import re

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import ChatAccess, Permission
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.text.typed import order_number
from bot.orders.buttons import UnresolvedAction
from bot.orders.rules.states import OrderState
from bot.orders.screens import unresolved as cards
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.owners.screens import owners as screens
from bot.owners.store import directory
from bot.panel.screens import panels as panel_screens
from bot.panel.service import balances, panel_state, panels

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


@gate.command(Permission.UNRESOLVED)
async def unresolved(update: Update, context: Context) -> None:
    """Show the orders whose answer was lost, a card each: /unresolved."""
    async with context.read() as session:
        found = await orders.in_state(session, [OrderState.UNKNOWN])
        changed = await panels.affected(session)
        here = (await panel_state.get(session)).panel_id
    if changed is not None:
        await messages.reply(update, context, panel_screens.changed(context.t, changed))
    if not found:
        text = context.t("✅ Every order has an answer.")
        await messages.reply(update, context, Screen(text))
    for order in found[:SHOWN_AT_ONCE]:
        where = {"elsewhere": order.panel_id != here}
        await messages.reply(update, context, cards.card(order, context.t, context.now(), where))
    if len(found) > SHOWN_AT_ONCE:
        more = context.t("And {number} more.", number=len(found) - SHOWN_AT_ONCE)
        await messages.reply(update, context, Screen(more))


@gate.tap(Permission.UNRESOLVED)
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
        await messages.ask(context, cards.ask_number(order, t), reply_to=None, hint="23501")
    else:
        await messages.show(update, context, screen)


async def _decided(
    session: Session, context: Context, order: Order, data: CallbackData
) -> Screen | None:
    """Do what a button of an order's card says; an older card's is shown anew instead.

    Returns what to show, `None`: the question for the number.
    """
    action, t, now = data.text(1), context.t, context.now()
    if action == UnresolvedAction.PLACED:
        return None
    where = {"elsewhere": await panel_state.is_elsewhere(session, order)}
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
    await orders.transition(session, order, after, now=now, note=_by(context))
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
    notify_on_commit(session, Topic.LOOKS)
    return _placed(t, order, number)


async def _take_number(session: Session, context: Context, order: Order, number: str) -> Screen:
    """Have the panel asked about a number; of one at another panel an owner's word is taken."""
    t, now = context.t, context.now()
    other = await orders.with_number(session, number, besides=order)
    if other is not None:
        return Screen(cards.belongs_to(t, number, other.id))
    if await panel_state.is_elsewhere(session, order):
        note = f"number {number} at another panel, {_by(context)}"
        await orders.place(session, order, number, now=now, look_at=None, note=note)
        return _placed(t, order, number)
    orders.claim_number(session, order, number, now)
    return Screen(t("🔎 Asking the provider about number {number} …", number=number))


def _placed(t: Translator, order: Order, number: str) -> Screen:
    name = f"#{order.id}"
    return Screen(t("✅ Order {order} was placed as number {number}.", order=name, number=number))


def _by(context: Context) -> str:
    return f"by owner {context.actor.user_id}"


def is_number_reply(update: Update, _: Context) -> bool:
    """Return whether a message answers the question for an order's number at the provider."""
    return messages.answered(update, _PROMPT) is not None


@gate.command(Permission.UNRESOLVED)
async def number_reply(update: Update, context: Context) -> None:
    """Take the number that an owner gives an order without an answer; the panel has to know it."""
    prompt = messages.answered(update, _PROMPT)
    number = order_number(text_of(update.message)).lstrip("#")
    t = context.t
    if prompt is None or _NUMBER.fullmatch(number) is None:
        text = t("That is not an order's number. Reply with the number alone, for example 23501.")
        await messages.reply(update, context, Screen(text))
        return
    async with context.begin() as session:
        order = await orders.get_for_change(session, int(prompt.group(1)))
        screen = Screen(t("This order has its answer already."))
        if order is not None and order.state is OrderState.UNKNOWN:
            screen = await _take_number(session, context, order, number)
    await messages.reply(update, context, screen)


@gate.tap(Permission.LET_IN)
async def access_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let a chat in, or not: `a:<chat>:<yes or no>`."""
    t, standing = context.t, ChatAccess.REFUSED
    if data.text(1) == "yes":
        standing = ChatAccess.APPROVED
    async with context.begin() as session:
        chat, is_news = await directory.answer(session, data.number(0), standing, context.now())
    if chat is None:
        await context.answer(update, t.plain("This chat is gone."), alert=True)
        return
    done = t.plain("Saved.") if is_news else t.plain("This was decided already.")
    await context.answer(update, done)
    said = t("🚫 {title} was refused.", title=chat.title)
    if chat.standing is ChatAccess.APPROVED:
        said = t("✅ {title} was let in.", title=chat.title)
    await messages.show(update, context, Screen(said))
