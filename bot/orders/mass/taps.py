"""The buttons of a list: Confirm, Cancel, Withdraw, and what becomes of it then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Update

from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen, lines
from bot.orders.handlers import order
from bot.orders.mass import handlers, screens, service, store
from bot.orders.mass.buttons import MassAction
from bot.orders.mass.tables import MassOrder
from bot.spending.service import approvals


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
    """Serve a button of a list: `q:<mass order>:<action>:<digest>`."""
    async with context.begin() as session:
        found = await store.get(session, data.number(0))
        reaction = await _react(session, update, context, found, data)
    if reaction.said:
        await context.answer(update, reaction.said, alert=True)
    if found is not None and reaction.then is not None:
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
        return _Reaction(t.plain("This list no longer exists. Send a new one with /mass."))
    if not actor.acts_for(found.user_id):
        return _Reaction(t.plain("Only {name} can use this list.", name=found.user_name))
    if action == MassAction.CANCEL and found.confirmed_at is None:
        await store.discard(session, found)
        return _Reaction(then=_show_left)
    if action in _WITHDRAWING:
        return _Reaction(await _WITHDRAWING[action](session, context, found))
    if found.confirmed_at is None and data.text(2) != screens.digest(found):
        return _Reaction(t.plain("This button is out of date."), _show_again)
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
        return _Reaction(t.plain("⏸ Ordering is paused in this group."))
    confirmed = await service.confirm(
        session,
        found,
        handlers.validate_here(context, found.text),
        currency=catalogue_here(context).currency,
        chat=actor.chat,
        role=actor.role,
        file=live_catalogue(context).file,
        owners=context.services.owners,
        update_id=update.update_id,
        now=context.now(),
    )
    return _Reaction(then=_go_on if confirmed else _show_changed)


async def _withdraw(session: Session, context: Context, found: MassOrder) -> str:
    """Withdraw a list that waits for an approval; return the answer."""
    if await approvals.withdraw(session, found, context.actor.name, context.now()):
        return context.t.plain("The list was withdrawn. Nothing was ordered.")
    return context.t.plain("This has already been decided.")


async def _withdraw_waiting(session: Session, context: Context, found: MassOrder) -> str:
    """Withdraw what has not left of a list; return the answer."""
    t, name = context.t, context.actor.name
    count = await service.withdraw_waiting(session, found, name, context.now())
    if not count:
        return t.plain("It is too late: all orders have already been sent.")
    return t.plural_plain(
        "{number} order was withdrawn.", "{number} orders were withdrawn.", count
    )


_WITHDRAWING: dict[str, Callable[[Session, Context, MassOrder], Awaitable[str]]] = {
    MassAction.WITHDRAW: _withdraw,
    MassAction.WITHDRAW_WAITING: _withdraw_waiting,
}


async def _show_left(update: Update, context: Context, _: MassOrder) -> None:
    screen = Screen(context.t("✖️ The list was discarded. Nothing was ordered."))
    await messages.show(update, context, screen)
    await order.offer_again(update, context)


async def _show_changed(update: Update, context: Context, found: MassOrder) -> None:
    """Show what a list comes to now, and what of that was shown otherwise."""
    await context.answer(update, context.t.plain("Something changed. Please look again."))
    await _look_again(update, context, found)


async def _show_again(update: Update, context: Context, found: MassOrder) -> None:
    """Show the list as it is now in the message of an older one."""
    if not found.text:
        await messages.show(update, context, Screen(context.t("This button is out of date.")))
        return
    await _look_again(update, context, found)


async def _look_again(update: Update, context: Context, found: MassOrder) -> None:
    validated = handlers.validate_here(context, found.text)
    async with context.begin() as session:
        shown = await handlers.summarise_here(session, context, found.id, validated)
    if shown is None:
        return
    changed = screens.changes(context.t, found.quotes, shown.mass.quotes)
    note = lines(*changed, screens.limit_note(context.t, shown))
    await messages.show(update, context, screens.summary(context.t, shown.mass, validated, note))


async def _go_on(update: Update, context: Context, found: MassOrder) -> None:
    """Place what was confirmed, unless it waits for an approval, and show how it stands."""
    async with context.read() as session:
        waits = await approvals.holds(session, found.id)
    said = context.t.plain("The orders were accepted.")
    if waits:
        said = context.t.plain("The list is waiting for approval.")
    await context.answer(update, said)
    await service.place_all(context.begin, found.id, context.now())
    async with context.read() as session:
        mass = await store.find(session, found.id)
        shown = None if mass is None else await service.progress_of(session, mass)
    if shown is not None:
        await messages.show(update, context, screens.progress(shown, context.t))
    await order.offer_again(update, context)
