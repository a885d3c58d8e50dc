"""The order form: one message, edited in place, from the platform to Confirm.

    platform -> category -> service -> card -> field, field ... -> summary -> Confirm
        ^______________________________ Back ___________________________|

What a search has found, favourites and recent services lead to the card, too, and Back to them.
Where a form stands is in its draft, in the database: a restart changes nothing, and any process
can serve the next tap. A button carries the draft's revision, and a draft remembers the last
update it has seen: a second tap, a tap on an older screen and an update that is handled again
after a crash change nothing and only draw the screen as it is now.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.chats.screens import home_zone, start
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import messages
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context, unreachable
from bot.core.telegram.screen import Screen
from bot.orders.forms import Field
from bot.orders.handlers import result_steps, typed_steps
from bot.orders.handlers.closing import close, remove_form
from bot.orders.handlers.form_messages import place
from bot.orders.handlers.form_reactions import react
from bot.orders.handlers.form_screen import (
    back_note,
    back_to_categories,
    draw,
    state_of,
    step,
    with_note,
)
from bot.orders.handlers.form_state import FormState, is_of_another_type
from bot.orders.mass import handlers as mass_handlers
from bot.orders.screens import texts
from bot.orders.service import form as form_service
from bot.orders.service import open_forms
from bot.orders.service.aside import is_half_filled
from bot.orders.service.form import NotOnSaleError
from bot.orders.store import drafts
from bot.orders.tables import Draft, Step

LEFT = N_("✕ Closed. Nothing was ordered.")


@gate.command(Permission.BROWSE)
async def services(update: Update, context: Context) -> None:
    """Open the catalogue: /services. The same form; ordering asks for a permission of its own."""
    catalogue = catalogue_here(context)
    only = catalogue.platforms[0].name if len(catalogue.platforms) == 1 else None
    first = Step.CATALOGUE if only is None else Step.CATEGORY
    await open_form(update, context, step=first, platform=only)


async def open_form(
    update: Update, context: Context, *, note: Markup | None = None, **start: Any
) -> None:
    """Begin a form in place of the person's former one, and send its first screen.

    Args:
        note: said above the screen.
        start: what is known already: the step, service and answers of an earlier order.
    """
    async with context.begin() as session:
        opened = await form_service.open_form(session, _fresh(update, context, start))
        screen = with_note(note, await draw(session, opened.draft, context))
    if opened.former is not None:
        await remove_form(context, opened.former)
    await place(context, opened.draft, screen)


def _fresh(update: Update, context: Context, start: dict[str, Any]) -> Draft:
    actor, message = context.actor, update.effective_message
    wrote = update.callback_query is None and message is not None
    draft = Draft(
        key=secrets.token_hex(12),
        chat_id=actor.chat.id,
        user_id=actor.user_id,
        user_name=actor.name,
        thread_id=actor.thread_id,
        source_message_id=message.message_id if wrote and message else None,
        step=result_steps.first_step(catalogue_here(context)),
        seen_update=update.update_id,
        updated_at=context.now(),
    )
    draft.sqlmodel_update(start)
    return draft


@gate.tap(Permission.BROWSE)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a form: `f:<draft>:<revision>:<action>:<argument>`."""
    former: int | None = None
    async with context.begin() as session:
        draft = await drafts.get(session, data.number(0))
        if draft is not None and draft.chat_id == context.actor.chat.id:
            former = draft.message_id
            reaction = await react(session, update, context, draft, data)
        else:
            draft = None
    if draft is None:
        await _over(update, context)
    elif reaction.refused:
        await gate.refuse(update, context)
    else:
        await context.answer(update, reaction.said, alert=reaction.alert)
        if former != draft.message_id:
            await messages.remove(context, former)
        if reaction.screen is not None:
            await place(context, reaction.reopened or draft, reaction.screen)
        elif reaction.left:
            await close(context, draft, context.t(LEFT))
        if reaction.asks_zone:
            await messages.send(context, home_zone.ask(context.t))


async def _over(update: Update, context: Context) -> None:
    """Answer a tap on a form that has ended: it became an order or a list, or was left."""
    if await mass_handlers.shown_again(update, context):
        return
    query = update.callback_query or unreachable("a tap without a callback query")
    message_id = query.message.message_id if query.message else 0
    async with context.begin() as session:
        made = await form_service.order_of_form(
            session, context.actor.chat.id, message_id, context.now()
        )
    if made is not None:
        text = context.t.plain("This form became order {order}.", order=texts.order_name(made))
        await context.answer(update, text)
        return
    text = context.t.plain("This form is closed. Open a new one with /order.")
    await context.answer(update, text, alert=True)
    await messages.show(update, context, Screen(escape(text), [start.order_row(context.t)]))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person has answered.

    Attributes:
        linked: the text with the targets of links in place of the words that carry them.
        post: the link to the post of a public channel that was forwarded.
        wrong: why it cannot be read; there is no text then.
    """

    text: str = ""
    linked: str = ""
    post: str = ""
    wrong: InputError | None = None


async def offer_again(update: Update, context: Context) -> None:
    """Show the half-filled form again, below what it was put aside for."""
    actor = context.actor
    async with context.begin() as session:
        draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
        if draft is None or draft.seen_update == update.update_id or not is_half_filled(draft):
            return
        screen = with_note(back_note(context), await step(session, update, context, draft))
    await place(context, draft, screen, below=True)


def asks_for_link(context: Context, draft: Draft) -> bool:
    """Return whether a form asks where something is."""
    field = _asked(context, draft)
    return field is not None and field.is_link and not field.is_list


def asks_for_list(context: Context, draft: Draft) -> bool:
    """Return whether a form asks for lines, of which a file may hold some."""
    field = _asked(context, draft)
    return field is not None and field.is_list


def _asked(context: Context, draft: Draft) -> Field | None:
    if draft.step not in typed_steps.ASKING or is_of_another_type(catalogue_here(context), draft):
        return None
    try:
        return state_of(context, draft).asked
    except NotOnSaleError:
        return None


def changes_quantity(context: Context, draft: Draft, text: str) -> bool:
    """Return whether a text means another quantity than the one on the summary."""
    if draft.step is not Step.SUMMARY or is_of_another_type(catalogue_here(context), draft):
        return False
    try:
        return typed_steps.is_quantity(state_of(context, draft), text)
    except NotOnSaleError:
        return False


async def answered(update: Update, context: Context, answer: Answer) -> None:
    """Take the answer to a form's question, and show the form as it is then."""
    actor = context.actor
    screen: Screen | None = None
    async with context.begin() as session:
        draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
        if draft is not None:
            screen = await _taken(session, update, context, draft, answer)
    if draft is not None and screen is not None:
        await place(context, draft, screen, below=True)
    else:
        await gate.refuse(update, context)


async def _taken(
    session: Session, update: Update, context: Context, draft: Draft, answer: Answer
) -> Screen | None:
    """Return what the form shows after an answer; `None` if it is none, or may not be given."""
    if draft.seen_update == update.update_id:
        return await draw(session, draft, context)
    is_read = draft.step in typed_steps.ASKING or draft.step is Step.SUMMARY
    if not is_read or not context.actor.may(Permission.ORDER):
        return None
    error: Markup | None = None
    try:
        if not is_of_another_type(catalogue_here(context), draft):
            _take(state_of(context, draft), answer)
    except InputError as wrong:
        error = core_texts.input_error(context.t, wrong)
    except NotOnSaleError:
        error = back_to_categories(context, draft)
    return with_note(error, await step(session, update, context, draft))


def _take(form_state: FormState, answer: Answer) -> None:
    if answer.wrong is not None:
        raise answer.wrong
    is_link = form_state.draft.step in typed_steps.ASKING and form_state.asked.is_link
    text = answer.linked if is_link else answer.text
    typed_steps.take_typed(form_state, text, answer.post)


@gate.command(Permission.LEAVE)
async def cancel(update: Update, context: Context) -> None:
    """Leave whatever is open, a form and a list: /cancel."""
    async with context.begin() as session:
        left = await open_forms.leave(session, context.actor.chat.id, context.actor.user_id)
    if not left:
        await messages.reply(update, context, Screen(context.t("Nothing is open.")))
        return
    for form in left:
        await remove_form(context, form)
    await messages.reply(update, context, Screen(context.t(LEFT)))
