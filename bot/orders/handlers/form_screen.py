"""The screen of a form, and what is said above it: changes of the service, errors."""

from markupsafe import Markup
from telegram import Update

from bot.catalogue.on_sale import catalogue_here, index_here
from bot.core.database.engine import Session
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen, button, lines
from bot.orders.buttons import FormAction, OrderArea
from bot.orders.handlers.form_state import FormState, is_of_another_type, start_anew
from bot.orders.screens import form as form_screens
from bot.orders.screens import quotes as quote_screens
from bot.orders.screens.form_view import FormView
from bot.orders.service.form import (
    Change,
    NotOnSaleError,
    change_of,
    load_form,
    record_change,
    record_quote,
)
from bot.orders.store import drafts
from bot.orders.tables import Draft, Step


async def step(
    session: Session,
    update: Update,
    context: Context,
    draft: Draft,
    change: Change | None = None,
) -> Screen:
    """Count the change of a draft and return its screen.

    Args:
        change: of the service, which the screen says.
    """
    record_change(draft, change)
    draft.revision += 1
    draft.seen_update, draft.updated_at = update.update_id, context.now()
    return await draw(session, draft, context)


async def draw(session: Session, draft: Draft, context: Context) -> Screen:
    """Return the screen of a draft, and write the draft down as the screen shows it."""
    screen = await _drawn(session, draft, context)
    await drafts.save(session, draft)
    return screen


async def _drawn(session: Session, draft: Draft, context: Context) -> Screen:
    try:
        if is_of_another_type(catalogue_here(context), draft):
            start_anew(state_of(context, draft))
        record_quote(catalogue_here(context), draft)
        return with_note(_changed(context, draft), await _screen(session, draft, context))
    except NotOnSaleError:
        note = back_to_categories(context, draft)
    try:
        screen = await _screen(session, draft, context)
    except NotOnSaleError:  # not even a category is left
        cancel = pack(OrderArea.FORM, draft.id, draft.revision, FormAction.CANCEL)
        return Screen(note, [[button(context.t.plain("✕ Cancel"), cancel)]])
    return with_note(note, screen)


def state_of(context: Context, draft: Draft) -> FormState:
    """Return a draft with what its next step depends on."""
    return FormState(catalogue_here(context), draft, context.t, context.now().date())


async def _screen(session: Session, draft: Draft, context: Context) -> Screen:
    actor, now, catalogue, index = (
        context.actor,
        context.now(),
        catalogue_here(context),
        index_here(context),
    )
    data = await load_form(
        session, draft, catalogue, index, chat=actor.chat, role=actor.role, now=now
    )
    username = context.bot.username
    return form_screens.draw(FormView(catalogue, index, draft, actor, now, data, username))


def back_to_categories(context: Context, draft: Draft) -> Markup:
    """Send the draft back to the categories, which are there whatever else is missing."""
    draft.step, draft.page, draft.platform, draft.asking = Step.CATEGORY, 0, None, None
    return Markup("⚠️ ") + context.t("This is no longer in the catalogue. Choose another.")


def back_note(context: Context) -> Markup:
    """Say that a form which was put aside goes on."""
    return context.t("↩️ <b>Back to your order</b>")


def with_note(note: Markup | None, screen: Screen) -> Screen:
    """Put a note above a screen."""
    return screen if note is None else Screen(lines(note, "", screen.text), screen.rows)


def _changed(context: Context, draft: Draft) -> Markup | None:
    """Say what is not as the form's screens have shown it; a card shows everything anew."""
    change = change_of(draft)
    if change is None or draft.step is Step.CARD:
        return None
    return quote_screens.changed(context.t, change.before, change.after)
