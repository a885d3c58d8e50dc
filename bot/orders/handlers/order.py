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
from functools import partial
from typing import Any

from markupsafe import Markup, escape
from telegram import Update

from bot.catalogue.handlers import quick_picks
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData, pack
from bot.core.telegram.context import Context, unreachable
from bot.core.telegram.screen import Screen, button, lines
from bot.orders.buttons import FormAction, OrderArea
from bot.orders.forms import Field
from bot.orders.handlers import form_steps, result_steps
from bot.orders.handlers.form_state import FormState, is_of_another_type, start_anew
from bot.orders.mass import store as mass_store
from bot.orders.rules.quotes import Quote, quote_of
from bot.orders.rules.states import OrderState
from bot.orders.screens import form as form_screens
from bot.orders.screens import quotes as quote_screens
from bot.orders.screens import texts
from bot.orders.screens.form_view import FormView, GoneError, chosen
from bot.orders.service.checkout import QuoteChangedError, check_out, record_quote
from bot.orders.store import drafts, orders
from bot.orders.tables import Draft, Step

LEFT = N_("✖️ The form was left. Nothing was ordered.")


@gate.command(Permission.ORDER)
async def order(update: Update, context: Context) -> None:
    """Open the form: /order."""
    if context.actor.chat.paused:
        await messages.reply(
            update, context, Screen(context.t("⏸ Ordering is paused in this group."))
        )
        return
    await open_form(update, context)


@gate.command(Permission.BROWSE)
async def services(update: Update, context: Context) -> None:
    """Open the catalogue: /services. The same form; ordering asks for a permission of its own."""
    await open_form(update, context)


async def open_form(update: Update, context: Context, **start: Any) -> None:
    """Begin a form in place of the person's former one, and send its first screen.

    Args:
        start: what is known already: the step, service and answers of an earlier order.
    """
    actor = context.actor
    async with context.begin() as session:
        former = await drafts.of_person(session, actor.chat.id, actor.user_id)
        if former is not None and former.seen_update == update.update_id:
            draft, former = former, None
        else:
            await mass_store.stop_waiting(session, actor.chat.id, actor.user_id)
            draft = await drafts.begin(session, _fresh(update, context, start))
        screen = await _draw(session, draft, context)
    if former is not None:
        await _close(context, former, context.t("This form was closed: a new one was opened."))
    await _place(context, draft, screen)


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
        step=result_steps.first_step(context.catalogue),
        seen_update=update.update_id,
        updated_at=context.now(),
    )
    draft.sqlmodel_update(start)
    return draft


@dataclass(frozen=True, slots=True)
class Reaction:
    """What follows from a tap, once that is written down.

    Attributes:
        screen: shown in the form's message.
        said: the answer to the tap.
        refused: the person may not do that here.
        left: the form was thrown away.
    """

    screen: Screen | None = None
    said: str = ""
    alert: bool = False
    refused: bool = False
    left: bool = False


@gate.tap(Permission.BROWSE)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a form: `f:<draft>:<revision>:<action>:<argument>`."""
    former: int | None = None
    async with context.begin() as session:
        draft = await drafts.get(session, data.number(0))
        if draft is not None and draft.chat_id == context.actor.chat.id:
            former = draft.message_id
            reaction = (
                await _starred_by_another(session, context, draft, data)
                or _refusal(context, draft, data)
                or await _react(session, update, context, draft, data)
            )
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
            await _place(context, draft, reaction.screen)
        elif reaction.left:
            await _close(context, draft, context.t(LEFT))


async def _starred_by_another(
    session: Session, context: Context, draft: Draft, data: CallbackData
) -> Reaction | None:
    """Let everybody use the star of a card; it shows its owner's, so theirs is only put on."""
    if data.text(2) != FormAction.FAVOURITE or context.actor.acts_for(draft.user_id):
        return None
    return Reaction(said=await quick_picks.star(session, context, draft, context.actor.user_id))


def _refusal(context: Context, draft: Draft, data: CallbackData) -> Reaction | None:
    if not context.actor.acts_for(draft.user_id):
        text = context.t.plain("Only {name} can use this form.", name=draft.user_name)
        return Reaction(said=text, alert=True)
    orders_ = data.text(2) in form_steps.NEEDS_ORDER_PERMISSION
    if orders_ and not context.actor.may(Permission.ORDER):
        return Reaction(refused=True)
    return None


async def _react(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction:
    action = data.text(2)
    _record_where(update, draft)
    if action == FormAction.CANCEL:
        await drafts.discard(session, draft)
        return Reaction(left=True)
    outdated = await _outdated(session, update, context, draft, data)
    if outdated is not None:
        return outdated
    if action == FormAction.CONFIRM and draft.step is Step.SUMMARY:
        return await _confirm(session, update, context, draft)
    if action == FormAction.FAVOURITE:
        on = data.number(3) == 1
        said = await quick_picks.star(session, context, draft, draft.user_id, on=on)
        return Reaction(await _step(session, update, context, draft), said)
    if action in form_steps.CHANGES:
        return await _change(session, update, context, draft, data)
    return Reaction()


async def _outdated(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction | None:
    """Show a form as it is now where the tapped button does not belong to that any more."""
    t = context.t
    if data.number(1) != draft.revision:
        late = draft.seen_update != update.update_id
        said = t.plain("This button is out of date.") if late else ""
        return Reaction(await _draw(session, draft, context), said)
    if is_of_another_type(context.catalogue, draft):
        said = t.plain("Something changed. Please look again.")
        return Reaction(await _step(session, update, context, draft), said)
    return None


def _record_where(update: Update, draft: Draft) -> None:
    """Know the form by the message that was tapped.

    There may be two: one whose sending was answered to nobody, or to a process that died.
    """
    query = update.callback_query
    if query is not None and query.message is not None:
        draft.message_id = query.message.message_id


async def _over(update: Update, context: Context) -> None:
    """Answer a tap on a form that has ended: it became an order, or was left."""
    query = update.callback_query or unreachable("a tap without a callback query")
    message_id = query.message.message_id if query.message else 0
    async with context.begin() as session:
        made = await orders.of_form(session, context.actor.chat.id, message_id)
        if made is not None:
            orders.draw_form(session, made, context.now())
    if made is not None:
        text = context.t.plain("This form became order {order}.", order=texts.order_name(made))
        await context.answer(update, text)
        return
    text = context.t.plain("This form is closed. Open a new one with /order.")
    await context.answer(update, text, alert=True)
    await messages.show(update, context, Screen(escape(text)))


async def _change(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Reaction:
    error: Markup | None = None
    try:
        form_steps.CHANGES[data.text(2)](_filling(context, draft), data)
    except InputError as wrong:
        error = texts.input_error(context.t, wrong)
    except GoneError:
        error = _gone(context, draft)
    return Reaction(_with_note(error, await _step(session, update, context, draft)))


async def _step(session: Session, update: Update, context: Context, draft: Draft) -> Screen:
    """Count the change of a draft and return its screen."""
    draft.revision += 1
    draft.seen_update, draft.updated_at = update.update_id, context.now()
    return await _draw(session, draft, context)


async def _draw(session: Session, draft: Draft, context: Context) -> Screen:
    """Return the screen of a draft, and write the draft down as the screen shows it."""
    screen = await _drawn(session, draft, context)
    await drafts.save(session, draft)
    return screen


async def _drawn(session: Session, draft: Draft, context: Context) -> Screen:
    try:
        if is_of_another_type(context.catalogue, draft):
            start_anew(_filling(context, draft))
        changed = _changes(context, record_quote(context.catalogue, draft), draft)
        return _with_note(changed, await _screen(session, draft, context))
    except GoneError:
        note = _gone(context, draft)
    try:
        screen = await _screen(session, draft, context)
    except GoneError:  # not even a category is left
        cancel = pack(OrderArea.FORM, draft.id, draft.revision, FormAction.CANCEL)
        return Screen(note, [[button(context.t.plain("✖️ Cancel"), cancel)]])
    return _with_note(note, screen)


def _filling(context: Context, draft: Draft) -> FormState:
    return FormState(context.catalogue, draft, context.t, context.now().date())


async def _screen(session: Session, draft: Draft, context: Context) -> Screen:
    form = FormView(session, context.catalogue, context.index, draft, context.actor, context.now())
    return await form_screens.draw(form)


def _gone(context: Context, draft: Draft) -> Markup:
    """Send the draft back to the categories, which are there whatever else is missing."""
    draft.step, draft.page, draft.platform, draft.asking = Step.CATEGORY, 0, None, None
    return Markup("⚠️ ") + context.t("This is not in the catalogue any more. Choose another.")


def _with_note(note: Markup | None, screen: Screen) -> Screen:
    return screen if note is None else Screen(lines(note, "", screen.text), screen.rows)


async def _place(context: Context, draft: Draft, screen: Screen, *, below: bool = False) -> None:
    """Show a screen in the form's message, sent anew if it is gone, and ask in a group.

    Args:
        below: something was typed since: the form comes below it, where the person looks.
    """
    former = draft.message_id
    if below or former is None or not await messages.edit(context, former, screen):
        asked = draft.source_message_id if context.actor.is_group else None
        sent = await messages.send(context, screen, reply_to=asked)
        draft.message_id = sent.message_id
        _record_shown(context, draft)
    await _prompt(context, draft)
    if below:
        await messages.remove(context, former)


async def _prompt(context: Context, draft: Draft) -> None:
    """In a group, where only replies reach the bot, open the person's keyboard as a reply."""
    if draft.prompt_message_id is not None:
        await messages.remove(context, draft.prompt_message_id)
        draft.prompt_message_id = None
        _record_shown(context, draft)
    if not context.actor.is_group or draft.step not in form_steps.ASKING:
        return
    label = context.t.plain(_filling(context, draft).asked.label)
    person = texts.person(draft.user_id, draft.user_name)
    text = context.t("{label}: {value}", label=person, value=label)
    sent = await messages.ask(context, text, reply_to=draft.source_message_id, hint=label)
    draft.prompt_message_id = sent.message_id
    _record_shown(context, draft)


def _record_shown(context: Context, draft: Draft) -> None:
    """Have it written down in which messages the form shows, as the update is done with.

    The chat's next update comes after that; one that dies with the process is shown again.
    """
    context.when_handled = partial(drafts.record_messages, draft=draft)


async def _confirm(session: Session, update: Update, context: Context, draft: Draft) -> Reaction:
    t = context.t
    if context.actor.chat.paused:
        return Reaction(said=t.plain("⏸ Ordering is paused in this group."), alert=True)
    try:
        made = await check_out(
            session,
            context.catalogue,
            draft,
            context.now(),
            file=context.services.catalogue.file,
            role=context.actor.role,
            owners=context.services.owners,
        )
    except QuoteChangedError as changed:
        note = quote_screens.changed(t, changed.before, changed.after)
        draft.quote = None  # the note says it
    except InputError as wrong:
        note = texts.input_error(t, wrong)
    except GoneError:
        note = _gone(context, draft)
    else:
        said = t.plain("Order {order} was accepted.", order=texts.order_name(made))
        if made.state is OrderState.AWAITING:
            said = t.plain("Order {order} waits for an approval.", order=texts.order_name(made))
        return Reaction(said=said)
    screen = _with_note(note, await _step(session, update, context, draft))
    return Reaction(screen, t.plain("Something changed. Please look again."))


def _changes(context: Context, before: Quote | None, draft: Draft) -> Markup | None:
    """Say what is not as the form's screens have shown it; a card shows everything anew."""
    if before is None or draft.step is Step.CARD:
        return None
    after = quote_of(chosen(context.catalogue, draft), context.catalogue.currency)
    return quote_screens.changed(context.t, before, after)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person has answered.

    Attributes:
        linked: the text with the targets of links in place of the words that carry them.
        wrong: why it cannot be read; there is no text then.
    """

    text: str = ""
    linked: str = ""
    wrong: InputError | None = None


def asks_for_link(context: Context, draft: Draft) -> bool:
    """Return whether a form asks where something is."""
    field = _asked(context, draft)
    return field is not None and field.is_link and not field.is_list


def asks_for_list(context: Context, draft: Draft) -> bool:
    """Return whether a form asks for lines, of which a file may hold some."""
    field = _asked(context, draft)
    return field is not None and field.is_list


def _asked(context: Context, draft: Draft) -> Field | None:
    if draft.step not in form_steps.ASKING or is_of_another_type(context.catalogue, draft):
        return None
    try:
        return _filling(context, draft).asked
    except GoneError:
        return None


async def answered(update: Update, context: Context, answer: Answer) -> None:
    """Take the answer to a form's question, and show the form as it is then."""
    actor = context.actor
    screen: Screen | None = None
    async with context.begin() as session:
        draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
        if draft is not None:
            screen = await _taken(session, update, context, draft, answer)
    if draft is not None and screen is not None:
        await _place(context, draft, screen, below=not actor.is_group)
    else:
        await gate.refuse(update, context)


async def _taken(
    session: Session, update: Update, context: Context, draft: Draft, answer: Answer
) -> Screen | None:
    """Return what the form shows after an answer; `None` if it is none, or may not be given."""
    if draft.seen_update == update.update_id:
        return await _draw(session, draft, context)
    if draft.step not in form_steps.ASKING or not context.actor.may(Permission.ORDER):
        return None
    error: Markup | None = None
    try:
        if not is_of_another_type(context.catalogue, draft):
            _take(_filling(context, draft), answer)
    except InputError as wrong:
        error = texts.input_error(context.t, wrong)
    except GoneError:
        error = _gone(context, draft)
    return _with_note(error, await _step(session, update, context, draft))


def _take(form_state: FormState, answer: Answer) -> None:
    if answer.wrong is not None:
        raise answer.wrong
    form_steps.take(form_state, answer.linked if form_state.asked.is_link else answer.text)


@gate.command(Permission.LEAVE)
async def cancel(update: Update, context: Context) -> None:
    """Leave the form: /cancel."""
    async with context.begin() as session:
        draft = await drafts.of_person(session, context.actor.chat.id, context.actor.user_id)
        if draft is not None:
            await drafts.discard(session, draft)
    if draft is None:
        await messages.reply(update, context, Screen(context.t("There is no form open.")))
    else:
        await _close(context, draft, context.t(LEFT))


async def _close(context: Context, draft: Draft, text: Markup) -> None:
    if draft.message_id is not None:
        await messages.edit(context, draft.message_id, Screen(text))
    await messages.remove(context, draft.prompt_message_id)
