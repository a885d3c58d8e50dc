"""Many orders from one list: /mass, typed or as a file; one summary, one Confirm."""

from telegram import Message, Update

from bot.catalogue.on_sale import catalogue_here
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import files, messages, uploads
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of, linked_text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import PAUSED
from bot.orders.handlers.closing import remove_form
from bot.orders.mass import rules as mass_rules
from bot.orders.mass import store
from bot.orders.mass.repeats import Rewritten
from bot.orders.mass.rules import ValidatedList
from bot.orders.mass.screens import summary as summary_screens
from bot.orders.mass.service import beginning, confirming
from bot.orders.mass.service.confirming import Summarised
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.readers import reader_for
from bot.orders.service.placing import Orderer
from bot.orders.tables import Draft


@gate.command(Permission.ORDER)
async def command(update: Update, context: Context) -> None:
    """Take the list that follows the command, or its file, or ask for it: /mass.

    Raises:
        InputError: the file cannot be read.
    """
    text = arguments_of(update, linked=True) or await _file_of(update, context)
    if text or not await _show_open(update, context):
        await begin(update, context, text)


async def _show_open(update: Update, context: Context) -> bool:
    """Show the list again that a person has sent and not yet placed; `False` if there is none."""
    actor, t = context.actor, context.t
    async with context.read() as session:
        found = await store.open_of(session, actor.chat.id, actor.user_id)
    if found is None or not found.text:
        return False
    validated = validate_here(context, found.text)
    async with context.begin() as session:
        shown = await summarise_here(session, context, found.id, validated)
    if shown is None:
        return False
    changed = summary_screens.changes(t, found.quotes, shown.mass.quotes)
    replaces = t("<i>Send another list to replace this one.</i>")
    screen = summary_screens.summary(actor, shown, validated, [replaces, *changed])
    message = await messages.reply(update, context, screen)
    await record_shown(context, found, message.message_id)
    await messages.remove(context, found.message_id)
    return True


async def _file_of(update: Update, context: Context) -> str:
    """Return the lines of the file that the command is the caption of, or replies to."""
    message = update.message
    replied = message.reply_to_message if message else None
    document = next((it.document for it in (message, replied) if it and it.document), None)
    return "" if document is None else await files.read_text(document, update, context)


async def begin(
    update: Update, context: Context, text: str, again: Rewritten | None = None
) -> None:
    """Begin a list in place of the person's form; ask for it if there is none yet.

    Args:
        again: the list was ordered before.
    """
    t, actor = context.t, context.actor
    if actor.chat.paused:
        await messages.reply(update, context, Screen(t(PAUSED)))
        return
    async with context.begin() as session:
        begun = await beginning.begin(session, _fresh(update, context))
    found = begun.mass
    for left in begun.left:
        await remove_form(context, left)
    if text.strip():
        await _take(update, context, found, text, again)
        return
    screen = summary_screens.ask(actor)
    if actor.is_group:
        sent = await messages.ask(context, screen.text, reply_to=found.source_message_id, hint="")
    else:
        sent = await messages.reply(update, context, screen)
    await record_shown(context, found, sent.message_id)


def _fresh(update: Update, context: Context) -> MassOrder:
    actor, message = context.actor, update.effective_message
    by = Orderer(
        chat_id=actor.chat.id,
        user_id=actor.user_id,
        user_name=actor.name,
        thread_id=actor.thread_id,
        source_message_id=message.message_id if message else None,
    )
    return beginning.new_list(
        by,
        currency=catalogue_here(context).currency,
        seen_update=update.update_id,
        now=context.now(),
    )


async def show_new(
    context: Context, fresh: MassOrder, form: Draft, text: str, *, below: bool
) -> None:
    """Turn a form into the list that it has collected, and show what that comes to.

    Args:
        below: something was typed since: the list comes below it.

    Raises:
        InputError: it is no list.
    """
    validated = validate_here(context, text)
    former = form.message_id, form.prompt_message_id
    async with context.begin() as session:
        begun = await beginning.begin_from(session, fresh, form)
        shown = await summarise_here(session, context, begun.mass.id, validated, text)
    for left in begun.left:
        await remove_form(context, left)
    if shown is None:
        return
    screen, message_id = summary_screens.summary(context.actor, shown, validated), former[0]
    if below or message_id is None or not await messages.edit(context, message_id, screen):
        asked = fresh.source_message_id if context.actor.is_group else None
        message_id = (await messages.send(context, screen, reply_to=asked)).message_id
    await record_shown(context, shown.mass, message_id)
    for left_id in {*former} - {message_id}:
        await messages.remove(context, left_id)


async def shown_again(update: Update, context: Context) -> bool:
    """Show the list that this very update has begun already; return whether it has."""
    actor = context.actor
    async with context.begin() as session:
        found = await store.open_of(session, actor.chat.id, actor.user_id)
        if found is None or not found.text or found.seen_update != update.update_id:
            return False
        validated = validate_here(context, found.text)
        shown = await summarise_here(session, context, found.id, validated)
    if shown is not None:
        screen = summary_screens.summary(actor, shown, validated)
        await messages.show(update, context, screen)
    return True


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
        await _take(update, context, found, mass_rules.with_corrections(found.text, text) or text)
    except InputError as wrong:
        await messages.reply_error(update, context, wrong)


async def _text_of(update: Update, context: Context, message: Message) -> str:
    if message.document is not None:
        return await files.read_text(message.document, update, context)
    text = linked_text_of(message)
    if not text:
        raise InputError(N_("Send the list as a text, or as a .txt or .csv file."))
    return text


async def _take(
    update: Update,
    context: Context,
    found: MassOrder,
    text: str,
    again: Rewritten | None = None,
) -> None:
    """Show what a list comes to, and send back the lines that cannot be ordered."""
    try:
        validated = validate_here(context, text)
    except InputError as wrong:
        await messages.reply_error(update, context, wrong)
        return
    async with context.begin() as session:
        shown = await summarise_here(session, context, found.id, validated, text)
    if shown is None:
        return
    changed = summary_screens.since_ordered(context.t, again, shown.mass.quotes) if again else ()
    screen = summary_screens.summary(context.actor, shown, validated, changed)
    message = await messages.reply(update, context, screen)
    await record_shown(context, shown.mass, message.message_id)
    await send_bad_lines(context, validated, message.message_id)


async def send_bad_lines(context: Context, validated: ValidatedList, message_id: int) -> None:
    """Send the lines that cannot be ordered as a file to be corrected, below a summary."""
    if not validated.bad:
        return
    content = mass_rules.corrections(
        validated.bad, lambda it: context.t.plain(it.message, **it.values)
    )
    await uploads.send_file(context, summary_screens.FILE_NAME, content, reply_to=message_id)


async def record_shown(context: Context, found: MassOrder, message_id: int) -> None:
    """Record in which message a list is shown."""
    async with context.begin() as session:
        await beginning.record_message(session, found.id, message_id)


async def summarise_here(
    session: Session,
    context: Context,
    mass_id: int,
    validated: ValidatedList,
    text: str | None = None,
) -> Summarised | None:
    """Record what the summary of a list is about to show; `None` if it was confirmed or left."""
    return await confirming.summarise(
        session,
        mass_id,
        validated,
        currency=catalogue_here(context).currency,
        chat=context.actor.chat,
        role=context.actor.role,
        now=context.now(),
        text=text,
    )


def validate_here(context: Context, text: str) -> ValidatedList:
    """Validate a list by what is on sale.

    Raises:
        InputError: it is no list.
    """
    catalogue = catalogue_here(context)
    read_date, today = context.t.read_date, context.now().date()
    return mass_rules.validate(
        text, catalogue.with_id, lambda it: reader_for(catalogue, it.key, read_date, today)
    )
