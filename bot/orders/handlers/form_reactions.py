"""What a tap on a form's button does, in the transaction that the tap is served in."""

import secrets
from dataclasses import dataclass

from markupsafe import Markup, escape
from telegram import Update

from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.catalogue.service.quick_picks import set_favourite
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import InputError
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED, OUT_OF_DATE, PAUSED
from bot.orders.buttons import FormAction
from bot.orders.handlers import form_steps, request_reactions
from bot.orders.handlers.form_screen import (
    back_note,
    back_to_categories,
    draw,
    state_of,
    step,
    with_note,
)
from bot.orders.handlers.form_state import is_of_another_type
from bot.orders.rules.states import OrderState
from bot.orders.screens import texts, wallets
from bot.orders.service import aside, order_log
from bot.orders.service.checkout import QuoteChangedError, check_out
from bot.orders.service.form import NotOnSaleError, change_of, reopen
from bot.orders.store import drafts
from bot.orders.tables import Draft, Order, Step
from bot.wallet.rules.ledger import RefusedError


@dataclass(frozen=True, slots=True)
class Reaction:
    """What follows from a tap, once it is committed.

    Attributes:
        screen: shown in the form's message.
        said: the answer to the tap.
        refused: the person may not do that here.
        left: the form was deleted.
        reopened: the form that was put aside for this one, which became an order; the screen is
            its first.
        asks_zone: the person has yet to say in which time zone they are.
    """

    screen: Screen | None = None
    said: str = ""
    alert: bool = False
    refused: bool = False
    left: bool = False
    reopened: Draft | None = None
    asks_zone: bool = False


async def react(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction:
    """Do what a tapped button of a form stands for, if the person may do that."""
    return (
        await _starred_by_another(session, context, draft, data)
        or _refusal(context, draft, data)
        or await _tapped(session, update, context, draft, data)
    )


async def _starred_by_another(
    session: Session, context: Context, draft: Draft, data: CallbackData
) -> Reaction | None:
    """Let everybody use the star of a card; it shows its owner's, so theirs is only put on."""
    if data.text(2) != FormAction.FAVOURITE or context.actor.acts_for(draft.user_id):
        return None
    return Reaction(said=await _star(session, context, draft, context.actor.user_id))


async def _star(
    session: Session, context: Context, draft: Draft, user_id: int, *, on: bool = True
) -> str:
    """Make the service of a form a favourite of a person, or remove it; return the answer."""
    t, service = context.t, catalogue_here(context).service(draft.service_id or 0)
    if service is None:
        return t.plain("This is no longer in the catalogue. Choose another.")
    await set_favourite(session, user_id, service, context.now(), on=on)
    if on:
        return t.plain("⭐ Added to your favourites.")
    return t.plain("☆ Removed from your favourites.")


def _refusal(context: Context, draft: Draft, data: CallbackData) -> Reaction | None:
    if not context.actor.acts_for(draft.user_id):
        text = context.t.plain("Only {name} can use this form.", name=draft.user_name)
        return Reaction(said=text, alert=True)
    spends = data.text(2) in form_steps.NEEDS_ORDER_PERMISSION
    if spends and not context.actor.may(Permission.ORDER):
        return Reaction(refused=True)
    return None


async def _tapped(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction:
    action = data.text(2)
    _record_message(update, draft)
    if action == FormAction.CANCEL:
        return await _cancel(session, update, context, draft)
    outdated = await _outdated(session, update, context, draft, data)
    if outdated is not None:
        return outdated
    if action == FormAction.CONFIRM and draft.step is Step.SUMMARY:
        return await _confirm(session, update, context, draft)
    if action == FormAction.FAVOURITE:
        on = data.number(3) == 1
        said = await _star(session, context, draft, draft.user_id, on=on)
        return Reaction(await step(session, update, context, draft), said)
    if action in {*form_steps.CHANGES, FormAction.MEANING}:
        return await _change(session, update, context, draft, data)
    return Reaction()


async def _cancel(session: Session, update: Update, context: Context, draft: Draft) -> Reaction:
    """Close a form; one that was put aside for it takes its place."""
    if aside.bring_back(draft):
        screen = await step(session, update, context, draft)
        return Reaction(with_note(back_note(context), screen))
    await drafts.discard(session, draft)
    return Reaction(left=True)


async def _outdated(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction | None:
    """Show a form as it is now where the tapped button does not belong to that any more."""
    t = context.t
    if data.number(1) != draft.revision:
        screen = await draw(session, draft, context)
        if draft.seen_update != update.update_id:
            return Reaction(screen, t.plain(OUT_OF_DATE))
        has_changed = change_of(draft) is not None  # of which the process may not have told
        return Reaction(screen, t.plain(CHANGED) if has_changed else "")
    if is_of_another_type(catalogue_here(context), draft):
        return Reaction(await step(session, update, context, draft), t.plain(CHANGED))
    return None


def _record_message(update: Update, draft: Draft) -> None:
    """Know the form by the message that was tapped.

    There may be two: of one of them the process that sent it never learned the number.
    """
    query = update.callback_query
    if query is not None and query.message is not None:
        draft.message_id = query.message.message_id


async def _change(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction:
    if data.text(2) == FormAction.MEANING:
        return Reaction(await request_reactions.meant(session, update, context, draft, data))
    error: Markup | None = None
    try:
        form_steps.CHANGES[data.text(2)](state_of(context, draft), data)
    except InputError as wrong:
        error = core_texts.input_error(context.t, wrong)
    except NotOnSaleError:
        error = back_to_categories(context, draft)
    return Reaction(with_note(error, await step(session, update, context, draft)))


async def _confirm(session: Session, update: Update, context: Context, draft: Draft) -> Reaction:
    t, note, change = context.t, None, None
    if context.actor.chat.paused:
        return Reaction(said=t.plain(PAUSED), alert=True)
    try:
        made = await check_out(
            session,
            catalogue_here(context),
            draft,
            context.now(),
            storefront=live_catalogue(context).storefront,
            role=context.actor.role,
            owners=context.services.owners,
        )
    except QuoteChangedError as changed:
        change = changed.change
    except InputError as wrong:
        note = core_texts.input_error(t, wrong)
    except RefusedError as refused:
        note = escape(wallets.refused(t, refused, catalogue_here(context).currency))
    except NotOnSaleError:
        note = back_to_categories(context, draft)
    else:
        return await _confirmed(session, update, context, draft, made)
    screen = with_note(note, await step(session, update, context, draft, change))
    return Reaction(screen, t.plain(CHANGED))


async def _confirmed(
    session: Session, update: Update, context: Context, draft: Draft, made: Order
) -> Reaction:
    """Say what has become of a form; the one that was put aside for it opens again."""
    t = context.t
    reopened = await reopen(session, draft, secrets.token_hex(12))
    asks_zone = await order_log.needs_zone(session, made, context.actor.chat)
    said = t.plain("Order {order} was accepted.", order=texts.order_name(made))
    if made.state is OrderState.AWAITING:
        said = t.plain("Order {order} is waiting for approval.", order=texts.order_name(made))
    if reopened is None:
        return Reaction(said=said, asks_zone=asks_zone)
    screen = with_note(back_note(context), await step(session, update, context, reopened))
    return Reaction(screen, said, reopened=reopened, asks_zone=asks_zone)
