"""What is sent while a form is open: to its card, to its summary, beside its question."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.catalogue.rules.services import Service
from bot.core.access import gate
from bot.core.database.engine import Session
from bot.core.errors import InputError
from bot.core.telegram import texts
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.core.text.quantities import is_number
from bot.orders import forms
from bot.orders.forms.fields import LINK, QUANTITY
from bot.orders.handlers import request_reading
from bot.orders.handlers.form_messages import place
from bot.orders.handlers.form_screen import back_to_categories, draw, state_of, step, with_note
from bot.orders.handlers.request_steps import take_here
from bot.orders.requests import Choices, OrderRequest, Role, Said, is_suitable
from bot.orders.rules.readers import reader_for
from bot.orders.service import requests as service
from bot.orders.service.aside import put_aside
from bot.orders.service.form import NotOnSaleError
from bot.orders.store import drafts
from bot.orders.tables import Draft, Step

_ARGUMENT = 3  # where a form's button carries its argument
_NOTHING_YET: dict[str, Any] = {
    "choices": None,
    "listing": None,
    "query": "",
    "page": 0,
    "asking": None,
    "collected": None,
    "quote": None,
    "answers": {},
}


def meant_on_card(context: Context, draft: Draft, said: Said) -> Choices:
    """Return what something that was sent to a card may mean: first for its service.

    Raises:
        InputError: it names a service that there is not.
    """
    catalogue, key = catalogue_here(context), draft.service_id or 0
    card = catalogue.service(key)
    asked = request_reading.asked_by(context, said)
    if card is None or forms.form_for(card.type) is None:
        return asked
    links = said.links or said.names
    if not request_reading.is_about(context, (card,), said) or not (links or said.numbers):
        return asked
    others = tuple(it for it in asked.options if it.service not in {None, key})
    here = OrderRequest(links, key, said.quantity, " ".join(said.words))
    if links and not _suits(context, draft, said):
        others = asked.options
    if not links and (here.quantity is None or (others and not _takes(card, here.quantity))):
        return asked
    return Choices((here, *others), asked.about, here=1, back=Step.CARD)


def check_number(context: Context, draft: Draft, text: str) -> None:
    """Check what is sent to a card: `0` is no quantity, and nothing to search for either.

    Raises:
        InputError: it is a number that can be no quantity; says what can.
    """
    catalogue, key = catalogue_here(context), draft.service_id or 0
    card = catalogue.service(key)
    form = None if card is None else forms.form_for(card.type)
    if form is not None and QUANTITY in form.fields and is_number(text):
        today = context.now().date()
        QUANTITY.parse(text, reader_for(catalogue, key, context.t.read_date, today))


def _takes(card: Service, quantity: int) -> bool:
    form = forms.form_for(card.type)
    has_quantity = form is not None and any(it.key == "quantity" for it in form.fields)
    return has_quantity and card.minimum <= quantity <= card.maximum


def meant_beside(context: Context, draft: Draft, said: Said) -> Choices:
    """Return what links that were sent to a form that is being filled may mean.

    One link that suits answers the question; on the summary it may be for another order.

    Raises:
        InputError: it names a service that there is not.
    """
    if not said.links:
        return Choices()
    counted = tuple(it for it in said.numbers if it.role is Role.QUANTITY)
    quantity = replace(said, numbers=counted).quantity
    here = OrderRequest(said.links, draft.service_id, quantity)
    if draft.step is not Step.SUMMARY and len(said.links) == 1:
        if draft.asking == LINK.key:
            return Choices((here,), here=1, back=draft.step) if quantity else Choices()
        if _suits(context, draft, said):
            return Choices()
    asked = request_reading.asked_by(context, said)
    return Choices((here, *asked.options), asked.about, here=1, back=draft.step)


def _suits(context: Context, draft: Draft, said: Said) -> bool:
    """Return whether the service of a form may be ordered for links."""
    catalogue, key = catalogue_here(context), draft.service_id or 0
    service, category = catalogue.service(key), catalogue.category_of(key)
    return service is None or category is None or is_suitable(service, category, said.links)


async def change(update: Update, context: Context, asked: Choices) -> None:
    """Do with the open form what was meant, or ask which of several things was."""
    actor = context.actor
    async with context.begin() as session:
        draft = await drafts.of_person(session, actor.chat.id, actor.user_id)
        screen = None if draft is None else await _changed(session, update, context, draft, asked)
    if draft is None or screen is None:
        await gate.refuse(update, context)
    else:
        await place(context, draft, screen, below=not actor.is_group)


async def _changed(
    session: Session, update: Update, context: Context, draft: Draft, asked: Choices
) -> Screen:
    if draft.seen_update == update.update_id:
        return await draw(session, draft, context)
    note: Markup | None = None
    if len(asked.options) > 1:
        draft.step, draft.choices = Step.MEANING, asked.as_json()
    else:
        note = _taken(context, draft, asked.options[0])
    return with_note(note, await step(session, update, context, draft))


def _taken(context: Context, draft: Draft, request: OrderRequest) -> Markup | None:
    """Take what was sent for the form that is open, or say why not."""
    try:
        take_here(state_of(context, draft), request)
    except InputError as wrong:
        return texts.input_error(context.t, wrong)
    except NotOnSaleError:
        return back_to_categories(context, draft)
    return None


async def meant(
    session: Session, update: Update, context: Context, draft: Draft, data: CallbackData
) -> Screen:
    """Go on with the meaning of a message that was chosen."""
    asked, at = Choices.of(draft.choices), data.number(_ARGUMENT)
    note: Markup | None = None
    if 0 <= at < asked.here:
        draft.step, draft.choices = Step(asked.back), None
        note = _taken(context, draft, asked.options[at])
    elif asked.here <= at < len(asked.options):
        begun = await service.begin(session, asked.options[at], request_reading.shop_of(context))
        draft.step = Step(asked.back) if asked.back else draft.step
        draft.sqlmodel_update(_NOTHING_YET | {"aside": put_aside(draft)} | begun.values)
        note = None if begun.wrong is None else texts.input_error(context.t, begun.wrong)
    return with_note(note, await step(session, update, context, draft))
