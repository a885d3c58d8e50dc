"""Orders whose service changed while they waited: the yes or no of who confirmed them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from telegram import Update

from bot.catalogue.on_sale import live_catalogue
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.orders.buttons import Requoted
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.screens import requotes as screens
from bot.orders.service.quotes import OnOffer, is_endless
from bot.orders.store import requotes
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict
from bot.spending.service import approvals, limits


@gate.tap(Permission.ORDER)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let orders go on as they would be now, or end them: `rq:<o or m>:<id>:<digest>:<answer>`."""
    t, screen = context.t, None
    async with context.begin() as session:
        asked = await _asked(session, data)
        said = _refusal(context, asked) or await _decide(session, context, asked, data)
        if all(order.chat_id == context.actor.chat.id for order in asked):
            screen = await _screen(session, context, data)
    await context.answer(update, said or t.plain("The order is accepted."), alert=bool(said))
    if screen is not None:
        await messages.show(update, context, screen)


async def _asked(session: Session, data: CallbackData) -> Sequence[Order]:
    number = data.number(1)
    if data.text(0) == Requoted.MASS:
        return await requotes.asked_of_list(session, number)
    return await requotes.asked_of_order(session, number)


def _refusal(context: Context, asked: Sequence[Order]) -> str:
    """Say why nothing is done; empty if it is."""
    t, actor = context.t, context.actor
    if not asked or asked[0].chat_id != actor.chat.id:
        return t.plain("This was decided already.")
    if not actor.acts_for(asked[0].user_id):
        return t.plain("Only {name} can decide this.", name=asked[0].user_name)
    return ""


async def _decide(
    session: Session, context: Context, asked: Sequence[Order], data: CallbackData
) -> str:
    """Do what a tap says, if it was said to what is so now; say what keeps it from that."""
    t, name, now = context.t, context.actor.name, context.now()
    if data.text(2) != screens.digest(asked):
        return t.plain("This button is out of date.")
    if data.text(3) != "yes":
        for order in asked:
            await requotes.end(session, order, Verdict.WITHDRAWN, name, now)
        return t.plain("Nothing was ordered.")
    if context.actor.chat.paused:
        return t.plain("⏸ Ordering is paused in this group.")
    is_same, offers = await requotes.refresh(session, asked, live_catalogue(context).file)
    if not is_same:
        return t.plain("Something changed. Please look again.")
    had = [order for order in asked if requotes.can_be_had(order)]
    if not had:
        return t.plain("It still cannot be ordered.")
    await _go_on(session, context, had, offers)
    return ""


async def _go_on(
    session: Session, context: Context, had: Sequence[Order], offers: Mapping[int, OnOffer]
) -> None:
    """Let orders go on, or wait for an approval where they exceed a limit now."""
    actor, now = context.actor, context.now()
    budget = await limits.budget_for_order(session, actor.chat, actor.role, now)
    prices = [Decimal((order.offer or {})["price"]) for order in had]
    endless = any(is_endless(order) for order in had)
    above = budget.excess(sum(prices, Decimal(0)), max(prices), is_endless=endless)
    state = OrderState.QUEUED if above is None else OrderState.AWAITING
    for order in had:
        offer = offers[order.service_id]
        await requotes.go_on(session, order, offer, now, name=actor.name, state=state)
        if above is not None:
            await approvals.ask(session, order, above, context.services.owners, now)


async def _screen(session: Session, context: Context, data: CallbackData) -> Screen | None:
    """Return what the question shows now."""
    number = data.number(1)
    if data.text(0) == Requoted.MASS:
        mass = await session.get(MassOrder, number)
        asked = await requotes.asked_of_list(session, number)
        return None if mass is None else screens.of_list(mass, asked, context.t)
    order = await session.get(Order, number)
    return None if order is None else screens.of_order(order, context.t)
