"""A number that is sent while the summary of a list is shown: the quantity of all its orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import Message, Update

from bot.catalogue.on_sale import catalogue_here
from bot.catalogue.rules.services import Service
from bot.core.errors import N_, InputError
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import linked_text_of, text_of
from bot.core.telegram.replies import Take
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import check_quantity, is_number, parse_quantity
from bot.orders.handlers import request_reading
from bot.orders.mass import handlers, rules, store
from bot.orders.mass.rules import ValidatedList
from bot.orders.mass.screens import summary as summary_screens
from bot.orders.mass.service.confirming import Summarised
from bot.orders.mass.tables import MassOrder

_NO_COMMON = N_("No quantity suits all services of this list.")


def said(context: Context, message: Message, waiting: MassOrder) -> Take | None:
    """Return who takes the quantity that a message says for a list; `None` if it says none.

    Where the list has several services, it is asked whether that is meant. A number that the
    list cannot have is another service's, if one has it.
    """
    catalogue = catalogue_here(context)
    services = rules.counted_services(waiting.text, catalogue.with_id)
    if not services:
        return None
    try:
        quantity = _quantity_in(context, message, services)
        if quantity is None:
            return None
        _check(services, quantity)
    except InputError as wrong:
        is_service = catalogue.with_id(text_of(message).strip()) is not None
        return None if is_service else partial(messages.reply_error, error=wrong)
    if len(services) == 1:
        return partial(_take, mass_id=waiting.id, quantity=quantity)
    return partial(_ask, waiting=waiting, quantity=quantity)


def _quantity_in(context: Context, message: Message, services: Sequence[Service]) -> int | None:
    """Return the quantity that a message says, if it may be about a list's services.

    Raises:
        InputError: it is a number that can be no quantity.
    """
    try:
        found = request_reading.said_in(context, linked_text_of(message))
    except InputError:
        return None
    if found.links or found.names or not request_reading.is_about(context, services, found):
        return None
    if found.quantity is None and is_number(text_of(message)):
        return parse_quantity(text_of(message))
    return found.quantity


def _check(services: Sequence[Service], quantity: int) -> None:
    """Check that all services take a quantity.

    Raises:
        InputError: one does not; says which quantities all of them take.
    """
    minimum, maximum = max(it.minimum for it in services), min(it.maximum for it in services)
    if minimum > maximum:
        raise InputError(_NO_COMMON)
    check_quantity(quantity, minimum, maximum)


async def _ask(update: Update, context: Context, *, waiting: MassOrder, quantity: int) -> None:
    service = catalogue_here(context).with_id(str(quantity))
    screen = summary_screens.quantity_for_all(context.t, waiting, quantity, service)
    await messages.reply(update, context, screen)


async def _take(update: Update, context: Context, *, mass_id: int, quantity: int) -> None:
    """Give all orders of a list a quantity, and show it below what was typed."""
    changed = await _changed(context, mass_id, quantity)
    if changed is None:
        return
    former = changed.shown.mass.message_id
    message = await messages.reply(update, context, changed.screen)
    await handlers.record_shown(context, changed.shown.mass, message.message_id)
    await messages.remove(context, former)
    await handlers.send_bad_lines(context, changed.validated, message.message_id)


async def tapped(update: Update, context: Context, mass: MassOrder, *, quantity: int) -> None:
    """Give all orders of a list a quantity, and show it in place of the question."""
    try:
        _check(rules.counted_services(mass.text, catalogue_here(context).with_id), quantity)
    except InputError as wrong:
        await context.answer(update, context.t.plain(wrong.message, **wrong.values), alert=True)
        return
    changed = await _changed(context, mass.id, quantity)
    query = update.callback_query
    if changed is None or query is None or query.message is None:
        return
    former = changed.shown.mass.message_id
    await messages.show(update, context, changed.screen)
    await handlers.record_shown(context, changed.shown.mass, query.message.message_id)
    if former != query.message.message_id:
        await messages.remove(context, former)
    await handlers.send_bad_lines(context, changed.validated, query.message.message_id)


@dataclass(frozen=True, slots=True)
class _Changed:
    shown: Summarised
    validated: ValidatedList
    screen: Screen


async def _changed(context: Context, mass_id: int, quantity: int) -> _Changed | None:
    """Change the quantity of a list; `None` if it was confirmed or left meanwhile."""
    async with context.begin() as session:
        found = await store.get(session, mass_id)
        if found is None or not found.text:
            return None
        text = rules.with_quantity(found.text, quantity, catalogue_here(context).with_id)
        validated = handlers.validate_here(context, text)
        shown = await handlers.summarise_here(session, context, mass_id, validated, text)
    if shown is None:
        return None
    return _Changed(shown, validated, summary_screens.summary(context.actor, shown, validated))
