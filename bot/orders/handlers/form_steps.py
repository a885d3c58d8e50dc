"""How a form goes on: each button and each typed answer as a change of the draft."""

from collections.abc import Callable

from bot.catalogue.screens.listing import PAGE_SIZE
from bot.core.telegram.buttons import CallbackData
from bot.orders import forms
from bot.orders.buttons import FormAction
from bot.orders.forms import Collected
from bot.orders.handlers import compare_steps, request_steps, result_steps, typed_steps
from bot.orders.handlers.form_state import FormState
from bot.orders.service import aside
from bot.orders.service.form import NotOnSaleError
from bot.orders.tables import Draft, Step

ARGUMENT = 3  # where a form's button carries its argument
LAST_PAGE = 99_999  # more than there are, and small enough for the database


def _platform(form_state: FormState, data: CallbackData) -> None:
    category = form_state.catalogue.category(data.number(ARGUMENT))
    if category is None:
        raise NotOnSaleError
    draft = form_state.draft
    draft.step, draft.platform, draft.page = Step.CATEGORY, category.platform, 0


def _category(form_state: FormState, data: CallbackData) -> None:
    category = form_state.catalogue.category(data.number(ARGUMENT))
    if category is None:
        raise NotOnSaleError
    draft = form_state.draft
    draft.step, draft.category_id, draft.page = Step.SERVICE, category.id, 0


def _service(form_state: FormState, data: CallbackData) -> None:
    key, draft = data.number(ARGUMENT), form_state.draft
    if compare_steps.picks(form_state, key):
        return
    category = form_state.catalogue.category_of(key)
    if category is None:
        raise NotOnSaleError
    if draft.service_id != key:
        draft.answers = {}
    if draft.step is not Step.RESULTS:
        draft.listing = None
    draft.step, draft.service_id, draft.category_id = Step.CARD, key, category.id
    request_steps.go_on(form_state)


def _page(form_state: FormState, data: CallbackData) -> None:
    form_state.draft.page = min(max(data.number(ARGUMENT), 0), LAST_PAGE)


def _order(form_state: FormState, _: CallbackData) -> None:
    form_state.go_on()


def _value(form_state: FormState, data: CallbackData) -> None:
    typed_steps.take(form_state, data.text(ARGUMENT))


def _done(form_state: FormState, _: CallbackData) -> None:
    collected = Collected.of(form_state.draft.collected)
    if form_state.asked.is_list and collected.lines:
        form_state.answer(list(collected.lines))


def _unique(form_state: FormState, _: CallbackData) -> None:
    draft = form_state.draft
    draft.collected = Collected.of(draft.collected).without_repeats().as_json()


def _start_over(form_state: FormState, _: CallbackData) -> None:
    form_state.draft.collected = None


def _change(form_state: FormState, data: CallbackData) -> None:
    fields = form_state.form.all_fields
    form_state.ask(fields[data.number(ARGUMENT) % len(fields)].key, Step.CHANGE)


def _add(form_state: FormState, data: CallbackData) -> None:
    extras = form_state.form.extras
    if extras:
        form_state.ask(extras[data.number(ARGUMENT) % len(extras)].fields[0].key, Step.CHANGE)


def _without(form_state: FormState, data: CallbackData) -> None:
    extras = form_state.form.extras
    if extras:
        _forget(form_state.draft, extras[data.number(ARGUMENT) % len(extras)])


def _forget(draft: Draft, extra: forms.Extra) -> None:
    keys = {field.key for field in extra.fields}
    draft.answers = {key: value for key, value in draft.answers.items() if key not in keys}


def _show(_: FormState, __: CallbackData) -> None:
    """Change nothing: the form is drawn where it was tapped."""


def _payer(form_state: FormState, _: CallbackData) -> None:
    draft = form_state.draft
    draft.pays_self = not draft.pays_self and draft.user_id > 0


def _aside(form_state: FormState, _: CallbackData) -> None:
    aside.swap(form_state.draft)


def _back(form_state: FormState, _: CallbackData) -> None:
    _BACK_FROM[form_state.draft.step](form_state)


def _back_to_platforms(form_state: FormState) -> None:
    form_state.draft.step, form_state.draft.page = Step.PLATFORM, 0


def _back_to_categories(form_state: FormState) -> None:
    draft = form_state.draft
    ids = [category.id for category in form_state.catalogue.of_platform(draft.platform)]
    at = ids.index(draft.category_id) if draft.category_id in ids else 0
    draft.step, draft.page = Step.CATEGORY, at // PAGE_SIZE


def _back_to_services(form_state: FormState) -> None:
    draft = form_state.draft
    category = form_state.catalogue.category_of(draft.service_id or 0)
    if category is None:
        raise NotOnSaleError
    keys = [service.key for service in category.services]
    draft.step, draft.page = Step.SERVICE, keys.index(draft.service_id or 0) // PAGE_SIZE
    draft.category_id = category.id


def _back_from_card(form_state: FormState) -> None:
    if form_state.draft.compared:
        form_state.draft.step = Step.COMPARE
    elif form_state.draft.listing is None:
        _back_to_services(form_state)
    else:
        form_state.draft.step = Step.RESULTS


def _back_from_field(form_state: FormState) -> None:
    answers, form = form_state.draft.answers, form_state.form
    keys = [field.key for field in form.fields if field.is_asked(answers)]
    asking = form_state.draft.asking
    at = keys.index(asking) if asking in keys else 0
    if at == 0:
        form_state.draft.step, form_state.draft.asking = Step.CARD, None
    else:
        form_state.ask(keys[at - 1])


def _back_from_change(form_state: FormState) -> None:
    extra = form_state.form.extra_of(form_state.draft.asking or "")
    if extra is not None and not extra.is_given(form_state.draft.answers):
        _forget(form_state.draft, extra)
    form_state.go_on()


def _back_from_summary(form_state: FormState) -> None:
    answers, form = form_state.draft.answers, form_state.form
    form_state.ask([field.key for field in form.fields if field.is_asked(answers)][-1])


_BACK_FROM: dict[Step, Callable[[FormState], None]] = {
    Step.PLATFORM: _back_to_platforms,
    Step.CATALOGUE: _back_to_platforms,
    Step.CATEGORY: _back_to_platforms,
    Step.SERVICE: _back_to_categories,
    Step.RESULTS: result_steps.back,
    Step.MEANING: request_steps.back,
    Step.COMPARE: compare_steps.back,
    Step.CARD: _back_from_card,
    Step.FIELD: _back_from_field,
    Step.CHANGE: _back_from_change,
    Step.SUMMARY: _back_from_summary,
}

CHANGES: dict[str, Callable[[FormState, CallbackData], None]] = {
    FormAction.PLATFORM: _platform,
    FormAction.CATEGORY: _category,
    FormAction.SERVICE: _service,
    FormAction.PAGE: _page,
    FormAction.ORDER: _order,
    FormAction.VALUE: _value,
    FormAction.GUESS: typed_steps.guessed,
    FormAction.DONE: _done,
    FormAction.UNIQUE: _unique,
    FormAction.START_OVER: _start_over,
    FormAction.CHANGE: _change,
    FormAction.ADD: _add,
    FormAction.WITHOUT: _without,
    FormAction.BACK: _back,
    FormAction.ASIDE: _aside,
    FormAction.PAYER: _payer,
    FormAction.SHOW: _show,
    FormAction.LISTING: result_steps.show,
    FormAction.NARROW: result_steps.narrow,
    FormAction.SORT: result_steps.sort,
    FormAction.COMPARE: compare_steps.compare,
}
"""What each button does to the draft; Confirm and Cancel end it and stand in handlers/order.py."""

VIEWING = frozenset(
    {
        FormAction.PLATFORM,
        FormAction.CATEGORY,
        FormAction.SERVICE,
        FormAction.PAGE,
        FormAction.SHOW,
        FormAction.BACK,
        FormAction.LISTING,
        FormAction.NARROW,
        FormAction.SORT,
        FormAction.COMPARE,
    }
)
NEEDS_ORDER_PERMISSION = (frozenset(CHANGES) - VIEWING) | {FormAction.CONFIRM, FormAction.MEANING}
