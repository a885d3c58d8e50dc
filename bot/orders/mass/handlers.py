"""Many orders from one list: /mass, typed or as a file; one summary, one Confirm."""

import secrets
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from telegram import Message, Update

from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import files, messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of, linked_text_of
from bot.core.telegram.screen import Screen, lines
from bot.orders.handlers.form_state import reader_for
from bot.orders.mass import rules as mass_rules
from bot.orders.mass import screens
from bot.orders.mass import service as mass_service
from bot.orders.mass import store as mass_store
from bot.orders.mass.buttons import MassAction
from bot.orders.mass.rules import MassOrder as Validated
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.quotes import quote_of
from bot.orders.screens import texts
from bot.orders.service.quotes import on_offer
from bot.orders.store import drafts
from bot.spending.rules.limits import Excess
from bot.spending.screens import limits as limit_screens
from bot.spending.service import approvals, limits


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
        form = await drafts.of_person(session, actor.chat.id, actor.user_id)
        if form is not None:
            await drafts.discard(session, form)
        found = await mass_store.open_of(session, actor.chat.id, actor.user_id)
        if found is None or found.seen_update != update.update_id:
            found = await mass_store.begin(session, _fresh(update, context))
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
        found = await mass_store.open_of(session, actor.chat.id, actor.user_id)
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
    """Judge a list, and show what it comes to."""
    try:
        validated = validate(context, text)
    except InputError as wrong:
        await messages.reply(update, context, Screen(texts.input_error(context.t, wrong)))
        return
    async with context.begin() as session:
        stored = await mass_store.get(session, found.id)
        if stored is None or stored.confirmed_at is not None:
            return
        stored.text = text
        _record_shown(context, stored, validated)
        note = await _limit_note(session, context, validated)
    message = await messages.reply(
        update, context, screens.summary(context.t, stored, validated, note)
    )
    await _show_in(context, stored, message.message_id)
    if validated.bad:
        content = mass_rules.corrections(
            validated.bad, lambda it: context.t.plain(it.message, **it.values)
        )
        await messages.send_file(context, screens.FILE_NAME, content, reply_to=message.message_id)


async def _show_in(context: Context, found: MassOrder, message_id: int) -> None:
    async with context.begin() as session:
        stored = await mass_store.get(session, found.id)
        if stored is not None:
            stored.message_id = message_id


def _record_shown(context: Context, found: MassOrder, validated: Validated) -> None:
    """Remember what the summary of a list is about to show."""
    found.price, found.currency = validated.price, catalogue_here(context).currency
    found.quotes = _quotes(context, validated)


def _quotes(context: Context, validated: Validated) -> dict[str, dict[str, Any]]:
    currency = catalogue_here(context).currency
    services = {line.service.key: line.service for line in validated.good}
    return {str(key): quote_of(it, currency).as_json() for key, it in services.items()}


def validate(context: Context, text: str) -> Validated:
    """Judge a list by what is on sale.

    Raises:
        InputError: it is no list.
    """
    on_sale = catalogue_here(context)
    by_id = {it.id: it for category in on_sale.categories for it in category.services}
    today = context.now().date()
    return mass_rules.validate(
        text, by_id.get, lambda service: reader_for(on_sale, service.key, context.t, today)
    )


@gate.tap(Permission.ORDER)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of a list: `q:<mass order>:<action>:<digest>`."""
    t, actor, is_old = context.t, context.actor, False
    async with context.begin() as session:
        found = await mass_store.get(session, data.number(0))
        is_own = found is not None and found.chat_id == actor.chat.id
        if found is None or not is_own:
            said = t.plain("This list is gone. Send a new one with /mass.")
        elif not actor.acts_for(found.user_id):
            said = t.plain("Only {name} can use this list.", name=found.user_name)
        elif data.text(1) == MassAction.CANCEL and found.confirmed_at is None:
            await mass_store.discard(session, found)
            said = ""
        elif data.text(1) == MassAction.WITHDRAW:
            said = await _withdraw(session, context, found)
        elif found.confirmed_at is None and data.text(2) != screens.digest(found):
            is_old, said = True, t.plain("This button is out of date.")
        else:
            said = await _confirm(session, update, context, found)
    if said:
        await context.answer(update, said, alert=True)
    if found is not None and is_old:
        await _show_again(update, context, found)
    elif said:
        return
    elif found is not None and data.text(1) == MassAction.CANCEL:
        await messages.show(
            update, context, Screen(t("✖️ The list was left. Nothing was ordered."))
        )
    elif found is not None and found.confirmed_at is None:
        await context.answer(update, t.plain("Something changed. Please look again."))
        await _look_again(update, context, found)
    elif found is not None:
        await _go_on(update, context, found.id)


async def _confirm(session: Session, update: Update, context: Context, found: MassOrder) -> str:
    """Write down what was confirmed, if it is what was shown; say what keeps it from that."""
    t = context.t
    if found.confirmed_at is not None:
        again = found.seen_update == update.update_id
        return "" if again else t.plain("This list was ordered already.")
    if context.actor.chat.paused:
        return t.plain("⏸ Ordering is paused in this group.")
    validated = validate(context, found.text)
    quotes = _quotes(context, validated)
    is_shown = (validated.price, quotes) == (found.price, found.quotes)
    if not is_shown or not await _is_current(session, context, quotes):
        return ""
    above = await _above(session, context, validated)
    found.confirmed_at, found.seen_update = context.now(), update.update_id
    found.lines = [
        {
            "number": line.number,
            "service": line.service.key,
            "answers": dict(line.answers),
            "price": str(line.price),
            "quote": quotes[str(line.service.key)],
        }
        for line in validated.good
    ]
    found.text = ""
    if above is not None:
        await approvals.ask(session, found, above, context.services.owners, context.now())
    return ""


async def _above(session: Session, context: Context, validated: Validated) -> Excess | None:
    """Return the limit that the whole list goes beyond, or the dearest of its orders."""
    actor = context.actor
    budget = await limits.budget_for_order(session, actor.chat, actor.role, context.now())
    return budget.excess(
        validated.price, max((line.price for line in validated.good), default=None)
    )


async def _limit_note(session: Session, context: Context, validated: Validated) -> Markup | None:
    above = await _above(session, context, validated)
    if above is None:
        return None
    return Markup("✋ ") + limit_screens.beyond(context.t, above, catalogue_here(context).currency)


async def _withdraw(session: Session, context: Context, found: MassOrder) -> str:
    """Take back a list that waits for an approval, and say so."""
    if await approvals.withdraw(session, found, context.actor.name, context.now()):
        return context.t.plain("The list is withdrawn. Nothing was ordered.")
    return context.t.plain("This was decided already.")


async def _is_current(
    session: Session, context: Context, quotes: Mapping[str, Mapping[str, Any]]
) -> bool:
    """Return whether the services still are what the catalogue in memory says."""
    file = live_catalogue(context).file
    offers = await on_offer(session, [int(key) for key in quotes], file)
    return {str(key): it.quote.as_json() for key, it in offers.items()} == quotes


async def _look_again(update: Update, context: Context, found: MassOrder) -> None:
    """Show what a list comes to now, and what of that was shown otherwise."""
    validated, before = validate(context, found.text), found.quotes
    async with context.begin() as session:
        stored = await mass_store.get(session, found.id)
        if stored is None or stored.confirmed_at is not None:
            return
        _record_shown(context, stored, validated)
        above = await _limit_note(session, context, validated)
    changed = screens.changes(context.t, before, stored.quotes)
    await messages.show(
        update, context, screens.summary(context.t, stored, validated, lines(*changed, above))
    )


async def _show_again(update: Update, context: Context, found: MassOrder) -> None:
    """Show the list as it is now in the message of an older one."""
    if not found.text:
        await messages.show(update, context, Screen(context.t("This button is out of date.")))
        return
    await _look_again(update, context, found)


async def _go_on(update: Update, context: Context, mass_id: int) -> None:
    """Place what was confirmed, unless it waits for an approval, and show how it stands."""
    async with context.read() as session:
        waits = await approvals.holds(session, mass_id)
    said = context.t.plain("The orders are accepted.")
    if waits:
        said = context.t.plain("The list waits for an approval.")
    await context.answer(update, said)
    await mass_service.place(context, mass_id)
    async with context.read() as session:
        found = await session.get_one(MassOrder, mass_id)
        screen = await screens.progress(session, found, context.t)
    await messages.show(update, context, screen)
