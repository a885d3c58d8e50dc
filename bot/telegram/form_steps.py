"""How a form goes on: each button and each typed answer as a change of the draft."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain import forms
from bot.domain.catalogue import Catalogue
from bot.domain.forms import Field, OrderForm
from bot.domain.services import Service
from bot.storage.tables import Draft, Step
from bot.telegram import result_steps
from bot.telegram.callback_data import CallbackData, FormAction
from bot.telegram.screens.browse import PAGE_SIZE
from bot.telegram.screens.drafted import DRIP_KEYS, GoneError

ASKING = frozenset({Step.FIELD, Step.CHANGE})
"""The steps at which a form waits for an answer that is typed or suggested."""
ARGUMENT = 3  # where a form's button carries its argument
LAST_PAGE = 99_999  # more than there are, and small enough for the database


@dataclass(frozen=True, slots=True)
class Chosen:
    """The service of a draft with the form of its type."""

    service: Service
    form: OrderForm


def chosen(catalogue: Catalogue, draft: Draft) -> Chosen:
    """Return what the draft is about.

    Raises:
        GoneError: the service was taken off the catalogue, or cannot be ordered here.
    """
    service = catalogue.service(draft.service_id or 0)
    form = None if service is None else forms.form_for(service.type)
    if service is None or form is None:
        raise GoneError
    return Chosen(service, form)


def asked(catalogue: Catalogue, draft: Draft) -> Field:
    """Return the field that the form is asking for."""
    return (chosen(catalogue, draft)).form.field(draft.asking or "")


def take(catalogue: Catalogue, draft: Draft, text: str) -> None:
    """Take a typed or suggested answer to the field being asked, and go on to the next.

    Raises:
        InputError: the answer is not right; the draft is as it was.
        GoneError: the service is gone.
    """
    about = chosen(catalogue, draft)
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


def _platform(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    category = catalogue.category(data.number(ARGUMENT))
    if category is None:
        raise GoneError
    draft.step, draft.platform, draft.page = Step.CATEGORY, category.platform, 0


def _category(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    category = catalogue.category(data.number(ARGUMENT))
    if category is None:
        raise GoneError
    draft.step, draft.category_id, draft.page = Step.SERVICE, category.id, 0


def _service(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    category = catalogue.category_of(data.number(ARGUMENT))
    if category is None:
        raise GoneError
    if draft.service_id != data.number(ARGUMENT):
        draft.answers = {}
    if draft.step is not Step.RESULTS:
        draft.listing = None
    draft.step, draft.category_id = Step.CARD, category.id
    draft.service_id = data.number(ARGUMENT)


def _page(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    del catalogue
    draft.page = min(max(data.number(ARGUMENT), 0), LAST_PAGE)


def _order(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    del data
    _go_on(draft, (chosen(catalogue, draft)).form)


def _value(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    take(catalogue, draft, data.text(ARGUMENT))


def _change(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    fields = (chosen(catalogue, draft)).form.fields
    _ask(draft, fields[data.number(ARGUMENT) % len(fields)].key, Step.CHANGE)


def _drip(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    del catalogue, data
    _ask(draft, DRIP_KEYS[0], Step.CHANGE)


def _no_drip(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    del catalogue, data
    _forget_drip(draft)


def _forget_drip(draft: Draft) -> None:
    draft.answers = {key: value for key, value in draft.answers.items() if key not in DRIP_KEYS}


def _back(catalogue: Catalogue, draft: Draft, data: CallbackData) -> None:
    del data
    _BACK_FROM[draft.step](catalogue, draft)


def _back_to_platforms(catalogue: Catalogue, draft: Draft) -> None:
    del catalogue
    draft.step, draft.page = Step.PLATFORM, 0


def _back_to_categories(catalogue: Catalogue, draft: Draft) -> None:
    ids = [category.id for category in catalogue.of_platform(draft.platform)]
    at = ids.index(draft.category_id) if draft.category_id in ids else 0
    draft.step, draft.page = Step.CATEGORY, at // PAGE_SIZE


def _back_to_services(catalogue: Catalogue, draft: Draft) -> None:
    category = catalogue.category_of(draft.service_id or 0)
    if category is None:
        raise GoneError
    keys = [service.key for service in category.services]
    draft.step, draft.page = Step.SERVICE, keys.index(draft.service_id or 0) // PAGE_SIZE
    draft.category_id = category.id


def _back_from_card(catalogue: Catalogue, draft: Draft) -> None:
    if draft.listing is None:
        _back_to_services(catalogue, draft)
    else:
        draft.step = Step.RESULTS


def _back_from_field(catalogue: Catalogue, draft: Draft) -> None:
    form = (chosen(catalogue, draft)).form
    keys = [field.key for field in form.fields]
    at = keys.index(draft.asking or keys[0])
    if at == 0:
        draft.step, draft.asking = Step.CARD, None
    else:
        _ask(draft, keys[at - 1])


def _back_from_change(catalogue: Catalogue, draft: Draft) -> None:
    del catalogue
    if draft.asking in DRIP_KEYS:
        _forget_drip(draft)
    draft.step, draft.asking = Step.SUMMARY, None


def _back_from_summary(catalogue: Catalogue, draft: Draft) -> None:
    form = (chosen(catalogue, draft)).form
    _ask(draft, [field.key for field in form.fields if not field.optional][-1])


_BACK_FROM: dict[Step, Callable[[Catalogue, Draft], None]] = {
    Step.PLATFORM: _back_to_platforms,
    Step.CATEGORY: _back_to_platforms,
    Step.SERVICE: _back_to_categories,
    Step.RESULTS: result_steps.back,
    Step.CARD: _back_from_card,
    Step.FIELD: _back_from_field,
    Step.CHANGE: _back_from_change,
    Step.SUMMARY: _back_from_summary,
}

CHANGES: dict[str, Callable[[Catalogue, Draft, CallbackData], None]] = {
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
    FormAction.LISTING: result_steps.show,
    FormAction.NARROW: result_steps.narrow,
    FormAction.SORT: result_steps.sort,
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
