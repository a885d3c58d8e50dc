"""The buttons of a list: Confirm, Cancel, Withdraw, and what becomes of it then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

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
from bot.orders.handlers import order
from bot.orders.mass import handlers, quantity, store
from bot.orders.mass.buttons import MassAction
from bot.orders.mass.repeats import rewritten
from bot.orders.mass.screens import progress as progress_screens
from bot.orders.mass.screens import summary as summary_screens
from bot.orders.mass.service import confirming, placing
from bot.orders.mass.service.progress import progress_of
from bot.orders.mass.tables import MassOrder
from bot.orders.screens import wallets
from bot.orders.tables import Step
from bot.spending.service import approvals
from bot.wallet.rules.ledger import RefusedError

NO_LIST = N_("This list no longer exists. Send a new one with /mass.")


@dataclass(frozen=True, slots=True)
class _Reaction:
    """What follows from a tap, once it is committed.

    Attributes:
        said: the answer to the tap.
        then: shows what has become of the list.
    """

    said: str = ""
    then: Callable[[Update, Context, MassOrder], Awaitable[None]] | None = None


@gate.tap(Permission.ORDER)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a list: `q:<mass order>:<action>:<argument>`."""
    async with context.begin() as session:
        found = await store.get(session, data.number(0))
        reaction = await _react(session, update, context, found, data)
    if reaction.said:
        await context.answer(update, reaction.said, alert=True)
    if found is None:
        await messages.show(update, context, Screen(context.t(NO_LIST)))
    elif reaction.then is not None:
        await reaction.then(update, context, found)


async def _react(
    session: Session,
    update: Update,
    context: Context,
    found: MassOrder | None,
    data: CallbackData,
) -> _Reaction:
    t, actor, action = context.t, context.actor, data.text(1)
    if found is None or found.chat_id != actor.chat.id:
        return _Reaction(t.plain(NO_LIST))
    if action in _OF_CONFIRMED and found.confirmed_at is not None:
        return _OF_CONFIRMED[action](context, found)
    if not actor.acts_for(found.user_id):
        return _Reaction(t.plain("Only {name} can use this list.", name=found.user_name))
    return await _of_its_person(session, update, context, found, data)


async def _of_its_person(
    session: Session, update: Update, context: Context, found: MassOrder, data: CallbackData
) -> _Reaction:
    action = data.text(1)
    if action in _BEFORE_CONFIRM and found.confirmed_at is None:
        return await _BEFORE_CONFIRM[action](session, found, data)
    if action in _WITHDRAWING:
        return _Reaction(await _WITHDRAWING[action](session, context, found), _show_progress)
    if found.confirmed_at is None and data.text(2) != summary_screens.digest(found):
        return _Reaction(context.t.plain(OUT_OF_DATE), _show_again)
    return await _confirm(session, update, context, found)


async def _confirm(
    session: Session, update: Update, context: Context, found: MassOrder
) -> _Reaction:
    """Confirm a list if it is what was shown."""
    t, actor = context.t, context.actor
    if found.confirmed_at is not None:
        again = found.seen_update == update.update_id
        return (
            _Reaction(then=_go_on)
            if again
            else _Reaction(t.plain("This list has already been ordered."))
        )
    if actor.chat.paused:
        return _Reaction(t.plain(PAUSED))
    currency = catalogue_here(context).currency
    try:
        confirmed = await confirming.confirm(
            session,
            found,
            handlers.validate_here(context, found.text),
            currency=currency,
            chat=actor.chat,
            role=actor.role,
            storefront=live_catalogue(context).storefront,
            owners=context.services.owners,
            update_id=update.update_id,
            now=context.now(),
        )
    except RefusedError as refused:
        return _Reaction(wallets.refused(t, refused, currency), _redraw)
    return _Reaction(then=_go_on if confirmed else _show_changed)


async def _discard(session: Session, found: MassOrder, _: CallbackData) -> _Reaction:
    await store.discard(session, found)
    return _Reaction(then=_show_left)


async def _change_payer(_: Session, found: MassOrder, __: CallbackData) -> _Reaction:
    """Have a list paid from its person's own wallet, or from the group's again."""
    found.pays_self = not found.pays_self and found.user_id > 0
    return _Reaction(then=_redraw)


async def _set_quantity(_: Session, __: MassOrder, data: CallbackData) -> _Reaction:
    return _Reaction(then=partial(quantity.tapped, quantity=data.number(2)))


async def _show_service(_: Session, __: MassOrder, data: CallbackData) -> _Reaction:
    """Show the service whose number was sent, instead of the question what was meant."""

    async def open_card(update: Update, context: Context, _: MassOrder) -> None:
        await order.open_form(update, context, step=Step.CARD, service_id=data.number(2))
        query = update.callback_query
        await messages.remove(context, query.message.message_id if query and query.message else 0)

    return _Reaction(then=open_card)


_BEFORE_CONFIRM: dict[str, Callable[[Session, MassOrder, CallbackData], Awaitable[_Reaction]]] = {
    MassAction.CANCEL: _discard,
    MassAction.PAYER: _change_payer,
    MassAction.QUANTITY: _set_quantity,
    MassAction.SERVICE: _show_service,
}


async def _withdraw(session: Session, context: Context, found: MassOrder) -> str:
    """Withdraw a list that waits for an approval; return the answer."""
    if await approvals.withdraw(session, found, context.actor.name, context.now()):
        return context.t.plain("The list was withdrawn. Nothing was ordered.")
    return context.t.plain("This has already been decided.")


async def _withdraw_waiting(session: Session, context: Context, found: MassOrder) -> str:
    """Withdraw what has not left of a list; return the answer."""
    t, name = context.t, context.actor.name
    count = await placing.withdraw_waiting(session, found, name, context.now())
    if not count:
        return t.plain("It is too late: all orders have already been sent.")
    return t.plural_plain(
        "{number} order was withdrawn.", "{number} orders were withdrawn.", count
    )


_WITHDRAWING: dict[str, Callable[[Session, Context, MassOrder], Awaitable[str]]] = {
    MassAction.WITHDRAW: _withdraw,
    MassAction.WITHDRAW_WAITING: _withdraw_waiting,
}


def _show(context: Context, found: MassOrder) -> _Reaction:
    if context.actor.sees_only in {None, found.user_id}:
        return _Reaction(then=_show_progress)
    return _Reaction(
        context.t.plain("Only {name} and administrators can see this.", name=found.user_name)
    )


def _repeat(context: Context, found: MassOrder) -> _Reaction:
    t, actor = context.t, context.actor
    if not actor.acts_for(found.user_id) and actor.sees_only is not None:
        said = t.plain(
            "Only {name} and administrators can order this list again.", name=found.user_name
        )
        return _Reaction(said)
    if actor.chat.paused:
        return _Reaction(t.plain(PAUSED))
    return _Reaction(then=_order_again)


_OF_CONFIRMED: dict[str, Callable[[Context, MassOrder], _Reaction]] = {
    MassAction.SHOW: _show,
    MassAction.AGAIN: _repeat,
}


async def _order_again(update: Update, context: Context, found: MassOrder) -> None:
    """Show what a list that was ordered comes to today, to be confirmed by who has tapped."""
    async with context.read() as session:
        again = await rewritten(session, found, catalogue_here(context))
    if not again.text:
        said = context.t.plain("None of its services is sold any more.")
        await context.answer(update, said, alert=True)
        return
    await context.answer(update)
    await handlers.begin(update, context, again.text, again)


async def _show_left(update: Update, context: Context, _: MassOrder) -> None:
    screen = Screen(context.t("✕ The list was discarded. Nothing was ordered."))
    await messages.show(update, context, screen)
    await order.offer_again(update, context)


async def _show_changed(update: Update, context: Context, found: MassOrder) -> None:
    """Show what a list comes to now, and what of that was shown otherwise."""
    await context.answer(update, context.t.plain(CHANGED))
    await _redraw(update, context, found)


async def _show_again(update: Update, context: Context, found: MassOrder) -> None:
    """Show the list as it is now in the message of an older one."""
    if not found.text:
        await messages.show(update, context, Screen(context.t(OUT_OF_DATE)))
        return
    await _redraw(update, context, found)


async def _redraw(update: Update, context: Context, found: MassOrder) -> None:
    validated = handlers.validate_here(context, found.text)
    async with context.begin() as session:
        shown = await handlers.summarise_here(session, context, found.id, validated)
    if shown is None:
        return
    changed = summary_screens.changes(context.t, found.quotes, shown.mass.quotes)
    screen = summary_screens.summary(context.actor, shown, validated, changed)
    await messages.show(update, context, screen)


async def _go_on(update: Update, context: Context, found: MassOrder) -> None:
    """Place what was confirmed, unless it waits for an approval, and show how it stands."""
    async with context.read() as session:
        waits = await approvals.holds(session, found.id)
    said = context.t.plain("The orders were accepted.")
    if waits:
        said = context.t.plain("The list is waiting for approval.")
    await context.answer(update, said)
    await placing.place_all(context.begin, found.id, context.now())
    await _show_progress(update, context, found)
    await order.offer_again(update, context)


async def _show_progress(update: Update, context: Context, found: MassOrder) -> None:
    await context.answer(update)
    async with context.read() as session:
        mass = await store.find(session, found.id)
        shown = None if mass is None else await progress_of(session, mass)
    if shown is not None:
        await messages.show(update, context, progress_screens.progress(shown, context.t))
