"""Many orders from one list: /mass, typed or as a file; one summary, one Confirm."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Message, Update

from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import files, messages, texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of, linked_text_of
from bot.core.telegram.screen import Screen, lines
from bot.orders.handlers import order
from bot.orders.handlers.form_messages import remove_form
from bot.orders.mass import rules as mass_rules
from bot.orders.mass import screens, service, store
from bot.orders.mass.buttons import MassAction
from bot.orders.mass.rules import ValidatedList
from bot.orders.mass.service import Summarised
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.readers import reader_for
from bot.spending.service import approvals


@gate.command(Permission.ORDER)
async def command(update: Update, context: Context) -> None:
    """Take the list that follows the command, or its file, or ask for it: /mass."""
    try:
        text = arguments_of(update, linked=True) or await _file_of(update, context)
    except InputError as wrong:
        await messages.reply(update, context, Screen(texts.input_error(context.t, wrong)))
        return
    await _begin(update, context, text)


async def _file_of(update: Update, context: Context) -> str:
    """Return the lines of the file that the command is the caption of, or replies to."""
    message = update.message
    replied = message.reply_to_message if message else None
    document = next((it.document for it in (message, replied) if it and it.document), None)
    return "" if document is None else await files.read_text(document, update, context)


async def _begin(update: Update, context: Context, text: str) -> None:
    t, actor = context.t, context.actor
    if actor.chat.paused:
        await messages.reply(update, context, Screen(t("⏸ Ordering is paused in this group.")))
        return
    async with context.begin() as session:
        begun = await service.begin(session, _fresh(update, context))
    found = begun.mass
    for left in begun.left:
        await remove_form(context, left)
    if text.strip():
        await _take(update, context, found, text)
        return
    screen = screens.ask(t, in_group=actor.is_group)
    if actor.is_group:
        sent = await messages.ask(context, screen.text, reply_to=found.source_message_id, hint="")
    else:
        sent = await messages.reply(update, context, screen)
    await _show_in(context, found, sent.message_id)


def _fresh(update: Update, context: Context) -> MassOrder:
    actor, message = context.actor, update.effective_message
    return MassOrder(
        key=secrets.token_hex(12),
        chat_id=actor.chat.id,
        user_id=actor.user_id,
        user_name=actor.name,
        thread_id=actor.thread_id,
        source_message_id=message.message_id if message else None,
        currency=catalogue_here(context).currency,
        seen_update=update.update_id,
        created_at=context.now(),
    )


async def sent(update: Update, context: Context) -> None:
    """Take the list that was asked for, typed or as a file."""
    message, actor = update.effective_message, context.actor
    if message is None:
        return
    async with context.read() as session:
        found = await store.open_of(session, actor.chat.id, actor.user_id)
    if found is None:
        return
    try:
        text = await _text_of(update, context, message)
        await _take(update, context, found, text)
    except InputError as wrong:
        await messages.reply(update, context, Screen(texts.input_error(context.t, wrong)))


async def _text_of(update: Update, context: Context, message: Message) -> str:
    if message.document is not None:
        return await files.read_text(message.document, update, context)
    text = linked_text_of(message)
    if not text:
        raise InputError(N_("Send the list as a text, or as a .txt or .csv file."))
    return text


async def _take(update: Update, context: Context, found: MassOrder, text: str) -> None:
    """Show what a list comes to, and send back the lines that cannot be ordered."""
    try:
        validated = _validate(context, text)
    except InputError as wrong:
        await messages.reply(update, context, Screen(texts.input_error(context.t, wrong)))
        return
    async with context.begin() as session:
        shown = await _summarise(session, context, found.id, validated, text)
    if shown is None:
        return
    screen = screens.summary(
        context.t, shown.mass, validated, screens.limit_note(context.t, shown)
    )
    message = await messages.reply(update, context, screen)
    await _show_in(context, shown.mass, message.message_id)
    if validated.bad:
        content = mass_rules.corrections(
            validated.bad, lambda it: context.t.plain(it.message, **it.values)
        )
        await messages.send_file(context, screens.FILE_NAME, content, reply_to=message.message_id)


async def _show_in(context: Context, found: MassOrder, message_id: int) -> None:
    async with context.begin() as session:
        await service.record_message(session, found.id, message_id)


async def _summarise(
    session: Session,
    context: Context,
    mass_id: int,
    validated: ValidatedList,
    text: str | None = None,
) -> Summarised | None:
    return await service.summarise(
        session,
        mass_id,
        validated,
        currency=catalogue_here(context).currency,
        chat=context.actor.chat,
        role=context.actor.role,
        now=context.now(),
        text=text,
    )


def _validate(context: Context, text: str) -> ValidatedList:
    """Validate a list by what is on sale.

    Raises:
        InputError: it is no list.
    """
    catalogue = catalogue_here(context)
    by_id = {it.id: it for category in catalogue.categories for it in category.services}
    read_date, today = context.t.read_date, context.now().date()
    return mass_rules.validate(
        text, by_id.get, lambda it: reader_for(catalogue, it.key, read_date, today)
    )


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
    if action == MassAction.WITHDRAW:
        return _Reaction(await _withdraw(session, context, found))
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
        _validate(context, found.text),
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
    validated = _validate(context, found.text)
    async with context.begin() as session:
        shown = await _summarise(session, context, found.id, validated)
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
