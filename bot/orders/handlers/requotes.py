"""Orders whose service changed while they waited: the yes or no of who confirmed them."""

from collections.abc import Sequence

from telegram import Update

from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED, OUT_OF_DATE, PAUSED
from bot.orders.buttons import Requoted
from bot.orders.mass.tables import MassOrder
from bot.orders.screens import requotes as screens
from bot.orders.screens import wallets
from bot.orders.service import requotes
from bot.orders.service.requotes import Accepting, Confirming
from bot.orders.tables import Order
from bot.wallet.rules.ledger import RefusedError

_NOT_ACCEPTED = {
    Accepting.PAUSED: PAUSED,
    Accepting.CHANGED: CHANGED,
    Accepting.NOT_AVAILABLE: N_("It still can't be ordered."),
}


@gate.tap(Permission.ORDER)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Let orders go on as they would be now, or end them: `rq:<o or m>:<id>:<digest>:<answer>`."""
    t, screen = context.t, None
    try:
        async with context.begin() as session:
            asked = await _asked(session, data)
            said = _refusal(context, asked) or await _decide(session, context, asked, data)
            if all(order.chat_id == context.actor.chat.id for order in asked):
                screen = await _screen(session, context, data)
    except RefusedError as refused:
        said = wallets.refused(t, refused, catalogue_here(context).currency)
    await context.answer(update, said or t.plain("The order was accepted."), alert=bool(said))
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
        return t.plain("This has already been decided.")
    if not actor.acts_for(asked[0].user_id):
        return t.plain("Only {name} can decide this.", name=asked[0].user_name)
    return ""


async def _decide(
    session: Session, context: Context, asked: Sequence[Order], data: CallbackData
) -> str:
    """Do what a tap says, if it was said to what is so now; say what keeps it from that."""
    t, actor, now = context.t, context.actor, context.now()
    if data.text(2) != screens.digest(asked):
        return t.plain(OUT_OF_DATE)
    if data.text(3) != "yes":
        await requotes.withdraw(session, asked, actor.name, now)
        return t.plain("Nothing was ordered.")
    done = await requotes.accept(
        session,
        asked,
        Confirming(actor.chat, actor.name, actor.role),
        storefront=live_catalogue(context).storefront,
        owners=context.services.owners,
        now=now,
    )
    return t.plain(_NOT_ACCEPTED[done]) if done in _NOT_ACCEPTED else ""


async def _screen(session: Session, context: Context, data: CallbackData) -> Screen | None:
    """Return what the question shows now."""
    number = data.number(1)
    if data.text(0) == Requoted.MASS:
        mass = await session.get(MassOrder, number)
        asked = await requotes.asked_of_list(session, number)
        return None if mass is None else screens.of_list(mass, asked, context.t)
    order = await session.get(Order, number)
    return None if order is None else screens.of_order(order, context.t)
