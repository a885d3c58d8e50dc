"""The order log: /orders, an order's card and its buttons."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context, unreachable
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import OUT_OF_DATE
from bot.orders.buttons import LogFilter, OrderAction
from bot.orders.handlers import offers, order
from bot.orders.handlers.outgoing import card_view
from bot.orders.rules.states import WITHDRAWABLE, OrderState
from bot.orders.screens import order_card as screens
from bot.orders.screens import order_log as log_screens
from bot.orders.service import order_log, starts, unsent, watchers
from bot.orders.service.transitions import draw_card
from bot.orders.tables import Order, Step
from bot.refills.screens import refill_texts
from bot.refills.service import cancellations, refills
from bot.refills.service.cancellations import CancelAsked
from bot.spending.service import approvals


@gate.command(Permission.SEE_ORDERS)
async def log(update: Update, context: Context) -> None:
    """Show this chat's log: /orders."""
    async with context.read() as session:
        screen = await _page(session, context, LogFilter.ALL, 0)
    await messages.reply(update, context, screen)


@gate.tap(Permission.SEE_ORDERS)
async def log_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Turn a page of the log, or filter it: `l:<filter>:<page>`."""
    chosen = LogFilter(data.text(0)) if data.text(0) in set(LogFilter) else LogFilter.ALL
    await context.answer(update)
    async with context.begin() as session:
        screen = await _page(session, context, chosen, max(data.number(1), 0))
        await watchers.unfollow(session, context.actor.chat.id, _tapped(update))
    await messages.show(update, context, screen)


async def _page(session: Session, context: Context, chosen: LogFilter, number: int) -> Screen:
    actor = context.actor
    page = await order_log.load_page(
        session, actor.chat.id, number, ended=chosen.is_ended, only=actor.sees_only
    )
    return log_screens.log(actor, chosen, page, context.now())


@gate.tap(Permission.SEE_ORDERS)
async def card_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of an order's card: `o:<order>:<action>`."""
    async with context.read() as session:
        found = await order_log.get_here(session, context.actor.chat.id, data.number(0))
    if found is None:
        await context.answer(update, context.t.plain("There is no such order here."), alert=True)
        return
    if context.actor.sees_only not in {None, found.user_id}:
        text = context.t.plain(
            "Only {name} and administrators can see this.", name=found.user_name
        )
        await context.answer(update, text, alert=True)
        return
    action = _ACTIONS.get(data.text(1))
    if data.text(1) in {OrderAction.REFILL, OrderAction.REFILL_LISTED}:
        await _refill(update, context, found, data)
    elif data.text(1) == OrderAction.WITHDRAW:
        await _withdraw(update, context, found, data)
    elif action is not None:
        await action(update, context, found)


def _tapped(update: Update) -> int:
    message = update.effective_message
    return message.message_id if message else 0


async def _show(update: Update, context: Context, found: Order) -> None:
    """Turn the message into the order's card, which stays true as long as it is there."""
    await context.answer(update)
    async with context.begin() as session:
        screen = await _card(session, context, found, _tapped(update))
        await _follow(session, found, _tapped(update))
    await messages.show(update, context, screen)


async def _open(update: Update, context: Context, found: Order) -> None:
    await context.answer(update)
    async with context.read() as session:
        screen = await _card(session, context, found)
    sent = await messages.reply(update, context, screen)
    async with context.begin() as session:
        await _follow(session, found, sent.message_id)


async def _follow(session: Session, found: Order, message_id: int, *, asks: bool = False) -> None:
    view = card_view(found, message_id, asks=asks)
    await watchers.follow(session, found, found.chat_id, message_id, view)


async def _card(
    session: Session, context: Context, found: Order, message_id: int | None = None
) -> Screen:
    actor, now = context.actor, context.now()
    card = await order_log.load_card(session, found, actor.refill_wait, now)
    unfolded = message_id is not None and message_id == found.form_message_id
    return screens.card(card, actor, now, unfolded=unfolded)


async def _fold(update: Update, context: Context, found: Order) -> None:
    """Show an order's own message as it stands in the chat."""
    await context.answer(update)
    async with context.begin() as session:
        now = context.now()
        await watchers.unfollow(session, found.chat_id, _tapped(update))
        confirmed = await order_log.load_confirmed(session, found, now)
        screen = screens.after_confirm(confirmed, context.t, now)
    await messages.show(update, context, screen)


async def _refresh(update: Update, context: Context, found: Order) -> None:
    query = update.callback_query or unreachable("a tap without a callback query")
    if found.provider_order_id is None or query.message is None:
        await _show(update, context, found)
        return
    await context.answer(update, context.t.plain("Asking the panel …"))
    async with context.begin() as session:
        message_id = query.message.message_id
        view = card_view(found, message_id)
        await watchers.watch(session, [found], found.chat_id, message_id, view, now=context.now())


async def _refill(update: Update, context: Context, found: Order, data: CallbackData) -> None:
    if not context.actor.may(Permission.CHANGE_ORDERS):
        await gate.refuse(update, context)
        return
    async with context.read() as session:
        wait, now = context.actor.refill_wait, context.now()
        terms = await refills.load_terms(session, found, wait, now)
    if terms.decision.allowed and data.number(2) != terms.number:
        said = context.t.plain(OUT_OF_DATE)
    else:
        said = await ask_refill(context, found)
    await context.answer(update, said)
    if data.text(1) == OrderAction.REFILL_LISTED:
        await messages.show(update, context, await offers.refills(context))
    else:
        await _show(update, context, found)


async def ask_refill(context: Context, found: Order) -> str:
    """Write a refill down, or say why, and from when, it cannot be asked for."""
    t, actor = context.t, context.actor
    async with context.begin() as session:
        decision = await refills.ask(
            session, found.id, actor.name, actor.refill_wait, context.now()
        )
    if not decision.allowed:
        return refill_texts.reason(t, decision)
    return t.plain("Refill requested. You will be notified when it is done.")


async def _cancel(update: Update, context: Context, found: Order) -> None:
    await context.answer(update)
    async with context.begin() as session:
        await _follow(session, found, _tapped(update), asks=True)
    await messages.show(update, context, screens.sure(context.t, found))


async def _cancel_sure(update: Update, context: Context, found: Order) -> None:
    if not context.actor.may(Permission.CHANGE_ORDERS):
        await gate.refuse(update, context)
        return
    await context.answer(update, await ask_cancel(context, found))
    await _show(update, context, found)


async def ask_cancel(context: Context, found: Order) -> str:
    """Write a cancellation down, and say what came of it."""
    t = context.t
    async with context.begin() as session:
        asked = await cancellations.ask(session, found, context.actor.name, context.now())
    return t.plain(_CANCEL_ASKED[asked])


_CANCEL_ASKED = {
    CancelAsked.REQUESTED: N_(
        "Cancellation requested. You will be notified of what the panel says."
    ),
    CancelAsked.ASKED_BEFORE: N_("The cancellation has already been requested."),
    CancelAsked.IMPOSSIBLE: N_("This order can't be canceled now."),
}


async def _withdraw(update: Update, context: Context, found: Order, data: CallbackData) -> None:
    """Withdraw an order that has not left, if it still is what the button's message showed."""
    t, actor = context.t, context.actor
    if not actor.acts_for(found.user_id):
        text = t.plain("Only {name} can withdraw this order.", name=found.user_name)
        await context.answer(update, text, alert=True)
        return
    async with context.begin() as session:
        refusal = await _withdrawn(session, context, found, data.text(2))
        if refusal:
            draw_card(session, found, context.now())
    await context.answer(
        update, refusal or t.plain("The order was withdrawn."), alert=bool(refusal)
    )
    message = update.effective_message
    if message is not None and message.message_id != found.form_message_id:
        async with context.read() as session:
            found = await order_log.get_here(session, found.chat_id, found.id) or found
        await _show(update, context, found)


async def _withdrawn(session: Session, context: Context, found: Order, shown: str) -> str:
    """Withdraw an order; return what keeps it from that, nothing if it was withdrawn."""
    t = context.t
    if found.state is OrderState.WITHDRAWN:
        return t.plain("This order has already been withdrawn.")
    if found.state in WITHDRAWABLE and shown != screens.digest(found):
        return t.plain(OUT_OF_DATE)
    if await _end_unsent(session, context, found, shown):
        return ""
    if found.state is OrderState.AWAITING:
        return t.plain("This has already been decided.")
    return t.plain("It is too late: the order has already been sent.")


async def _end_unsent(session: Session, context: Context, found: Order, shown: str) -> bool:
    """End an order that waits for an approval, or to be sent; `False` if it does so no more."""
    name, now = context.actor.name, context.now()
    if found.state is OrderState.AWAITING:
        return await approvals.withdraw(session, found, name, now)
    queued = await unsent.lock_queued(session, found.id)
    if queued is None or shown != screens.digest(queued):
        return False
    await unsent.withdraw(session, queued, name, now)
    return True


async def _notify_start(update: Update, context: Context, found: Order) -> None:
    t, actor = context.t, context.actor
    async with context.begin() as session:
        waits = await starts.await_start(session, found, actor.user_id, actor.name)
    text = t.plain("🔔 You will be notified when it starts.")
    if not waits:
        text = t.plain("It has started already, or ended.")
    await context.answer(update, text, alert=not waits)


async def _again(update: Update, context: Context, found: Order) -> None:
    if not context.actor.may(Permission.ORDER):
        await gate.refuse(update, context)
        return
    category = catalogue_here(context).category_of(found.service_id)
    if category is None:
        text = context.t.plain("This service is no longer sold.")
        await context.answer(update, text, alert=True)
        return
    await context.answer(update)
    answers = {key: value for key, value in found.answers.items() if value is not None}
    await order.open_form(
        update,
        context,
        step=Step.SUMMARY,
        service_id=found.service_id,
        category_id=category.id,
        answers=answers,
        quote=found.quote or {"type": found.service_type},
    )


_ACTIONS: dict[str, Callable[[Update, Context, Order], Awaitable[None]]] = {
    OrderAction.SHOW: _show,
    OrderAction.OPEN: _open,
    OrderAction.FOLD: _fold,
    OrderAction.REFRESH: _refresh,
    OrderAction.CANCEL: _cancel,
    OrderAction.CANCEL_SURE: _cancel_sure,
    OrderAction.NOTIFY_START: _notify_start,
    OrderAction.AGAIN: _again,
}
