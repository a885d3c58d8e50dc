"""How a form goes on: each button and each typed answer as a change of the draft."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain import forms
from bot.domain.forms import Field, OrderForm
from bot.domain.services import Service
from bot.storage import catalogue
from bot.storage.engine import Session
from bot.storage.tables import Draft, ServiceRow, Step
from bot.telegram.callback_data import CallbackData, FormAction
from bot.telegram.screens.form import DRIP_KEYS, PAGE_SIZE, GoneError

ASKING = frozenset({Step.FIELD, Step.CHANGE})
"""The steps at which a form waits for an answer that is typed or suggested."""
ARGUMENT = 3  # where a form's button carries its argument


@dataclass(frozen=True, slots=True)
class Chosen:
    """The service of a draft with the form of its type."""

    row: ServiceRow
    service: Service
    form: OrderForm


async def chosen(session: Session, draft: Draft) -> Chosen:
    """Return what the draft is about.

    Raises:
        GoneError: the service was taken off the catalogue, or cannot be ordered here.
    """
    row = await catalogue.get(session, draft.service_id or 0)
    form = None if row is None else forms.form_for(row.type)
    if row is None or row.gone_at is not None or form is None:
        raise GoneError
    return Chosen(row, catalogue.as_service(row), form)


async def asked(session: Session, draft: Draft) -> Field:
    """Return the field that the form is asking for."""
    return (await chosen(session, draft)).form.field(draft.asking or "")


async def take(session: Session, draft: Draft, text: str) -> None:
    """Take a typed or suggested answer to the field being asked, and go on to the next.

    Raises:
        InputError: the answer is not right; the draft is as it was.
        GoneError: the service is gone.
    """
    about = await chosen(session, draft)
    field = about.form.field(draft.asking or "")
    answers = draft.answers | {field.key: field.parse(text)}
    forms.check_limits(about.service, about.form, answers)
    draft.answers = answers
    if field.key == DRIP_KEYS[0]:
        draft.asking = DRIP_KEYS[1]
    else:
        _go_on(draft, about.form)


def _ask(draft: Draft, key: str, step: Step = Step.FIELD) -> None:
    draft.step, draft.asking = step, key


def _go_on(draft: Draft, form: OrderForm) -> None:
    missing = forms.missing(form, draft.answers)
    if missing is not None:
        _ask(draft, missing.key)
    else:
        draft.step, draft.asking = Step.SUMMARY, None


async def _platform(session: Session, draft: Draft, data: CallbackData) -> None:
    category = await catalogue.category(session, data.number(ARGUMENT))
    if category is None:
        raise GoneError
    draft.step, draft.platform, draft.page = Step.CATEGORY, category.platform, 0


async def _category(session: Session, draft: Draft, data: CallbackData) -> None:
    category = await catalogue.category(session, data.number(ARGUMENT))
    if category is None:
        raise GoneError
    draft.step, draft.category_id, draft.page = Step.SERVICE, category.id, 0


async def _service(session: Session, draft: Draft, data: CallbackData) -> None:
    row = await catalogue.get(session, data.number(ARGUMENT))
    if row is None or row.gone_at is not None:
        raise GoneError
    if draft.service_id != row.id:
        draft.answers = {}
    draft.step, draft.service_id, draft.category_id = Step.CARD, row.id, row.category_id


async def _page(session: Session, draft: Draft, data: CallbackData) -> None:
    del session
    draft.page = max(data.number(ARGUMENT), 0)


async def _order(session: Session, draft: Draft, data: CallbackData) -> None:
    del data
    _go_on(draft, (await chosen(session, draft)).form)


async def _value(session: Session, draft: Draft, data: CallbackData) -> None:
    await take(session, draft, data.text(ARGUMENT))


async def _change(session: Session, draft: Draft, data: CallbackData) -> None:
    fields = (await chosen(session, draft)).form.fields
    _ask(draft, fields[data.number(ARGUMENT) % len(fields)].key, Step.CHANGE)


async def _drip(session: Session, draft: Draft, data: CallbackData) -> None:
    del session, data
    _ask(draft, DRIP_KEYS[0], Step.CHANGE)


async def _no_drip(session: Session, draft: Draft, data: CallbackData) -> None:
    del session, data
    _forget_drip(draft)


def _forget_drip(draft: Draft) -> None:
    draft.answers = {key: value for key, value in draft.answers.items() if key not in DRIP_KEYS}


async def _back(session: Session, draft: Draft, data: CallbackData) -> None:
    del data
    await _BACK_FROM[draft.step](session, draft)


async def _back_to_platforms(session: Session, draft: Draft) -> None:
    del session
    draft.step, draft.page = Step.PLATFORM, 0


async def _back_to_categories(session: Session, draft: Draft) -> None:
    names = [item.id for item in await catalogue.categories(session, draft.platform)]
    at = names.index(draft.category_id) if draft.category_id in names else 0
    draft.step, draft.page = Step.CATEGORY, at // PAGE_SIZE


async def _back_to_services(session: Session, draft: Draft) -> None:
    at = await catalogue.place_in_category(session, draft.service_id or 0)
    draft.step, draft.page = Step.SERVICE, at // PAGE_SIZE


async def _back_from_field(session: Session, draft: Draft) -> None:
    form = (await chosen(session, draft)).form
    keys = [field.key for field in form.fields]
    at = keys.index(draft.asking or keys[0])
    if at == 0:
        draft.step, draft.asking = Step.CARD, None
    else:
        _ask(draft, keys[at - 1])


async def _back_from_change(session: Session, draft: Draft) -> None:
    del session
    if draft.asking in DRIP_KEYS:
        _forget_drip(draft)
    draft.step, draft.asking = Step.SUMMARY, None


async def _back_from_summary(session: Session, draft: Draft) -> None:
    form = (await chosen(session, draft)).form
    _ask(draft, [field.key for field in form.fields if not field.optional][-1])


_BACK_FROM: dict[Step, Callable[[Session, Draft], Awaitable[None]]] = {
    Step.PLATFORM: _back_to_platforms,
    Step.CATEGORY: _back_to_platforms,
    Step.SERVICE: _back_to_categories,
    Step.CARD: _back_to_services,
    Step.FIELD: _back_from_field,
    Step.CHANGE: _back_from_change,
    Step.SUMMARY: _back_from_summary,
}

CHANGES: dict[str, Callable[[Session, Draft, CallbackData], Awaitable[None]]] = {
    FormAction.PLATFORM: _platform,
    FormAction.CATEGORY: _category,
    FormAction.SERVICE: _service,
    FormAction.PAGE: _page,
    FormAction.ORDER: _order,
    FormAction.VALUE: _value,
    FormAction.CHANGE: _change,
    FormAction.DRIP: _drip,
    FormAction.NO_DRIP: _no_drip,
    FormAction.BACK: _back,
}
"""What each button does to the draft; Confirm and Cancel end it and stand in handlers/order.py."""

NEEDS_ORDER_PERMISSION = frozenset(
    {
        FormAction.ORDER,
        FormAction.VALUE,
        FormAction.CHANGE,
        FormAction.DRIP,
        FormAction.NO_DRIP,
        FormAction.CONFIRM,
    }
)
