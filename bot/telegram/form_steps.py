"""How a form goes on: each button and each typed answer as a change of the draft."""

from collections.abc import Callable

from bot.domain import forms
from bot.domain.forms import Collected
from bot.storage.tables import Draft, Step
from bot.telegram import result_steps
from bot.telegram.callback_data import CallbackData, FormAction
from bot.telegram.filling import Filling
from bot.telegram.screens.browse import PAGE_SIZE
from bot.telegram.screens.drafted import GoneError

ASKING = frozenset({Step.FIELD, Step.CHANGE})
"""The steps at which a form waits for an answer that is typed or suggested."""
ARGUMENT = 3  # where a form's button carries its argument
LAST_PAGE = 99_999  # more than there are, and small enough for the database


def take(filling: Filling, text: str) -> None:
    """Take what was typed, or was in a file: an answer, or a part of a list.

    Raises:
        InputError: the answer is not right; the draft is as it was.
        GoneError: the service is gone.
    """
    field, draft = filling.asked, filling.draft
    if field.is_list:
        collected = Collected.of(draft.collected).added(text, field, filling.reader())
        draft.collected = collected.as_json()
    else:
        filling.answer(field.parse(text, filling.reader()))


def _platform(filling: Filling, data: CallbackData) -> None:
    category = filling.catalogue.category(data.number(ARGUMENT))
    if category is None:
        raise GoneError
    draft = filling.draft
    draft.step, draft.platform, draft.page = Step.CATEGORY, category.platform, 0


def _category(filling: Filling, data: CallbackData) -> None:
    category = filling.catalogue.category(data.number(ARGUMENT))
    if category is None:
        raise GoneError
    draft = filling.draft
    draft.step, draft.category_id, draft.page = Step.SERVICE, category.id, 0


def _service(filling: Filling, data: CallbackData) -> None:
    key, draft = data.number(ARGUMENT), filling.draft
    category = filling.catalogue.category_of(key)
    if category is None:
        raise GoneError
    if draft.service_id != key:
        draft.answers = {}
    if draft.step is not Step.RESULTS:
        draft.listing = None
    draft.step, draft.service_id, draft.category_id = Step.CARD, key, category.id


def _page(filling: Filling, data: CallbackData) -> None:
    filling.draft.page = min(max(data.number(ARGUMENT), 0), LAST_PAGE)


def _order(filling: Filling, _: CallbackData) -> None:
    filling.go_on()


def _value(filling: Filling, data: CallbackData) -> None:
    take(filling, data.text(ARGUMENT))


def _done(filling: Filling, _: CallbackData) -> None:
    collected = Collected.of(filling.draft.collected)
    if filling.asked.is_list and collected.lines:
        filling.answer(list(collected.lines))


def _unique(filling: Filling, _: CallbackData) -> None:
    draft = filling.draft
    draft.collected = Collected.of(draft.collected).without_repeats().as_json()


def _start_over(filling: Filling, _: CallbackData) -> None:
    filling.draft.collected = None


def _change(filling: Filling, data: CallbackData) -> None:
    fields = filling.form.all_fields
    filling.ask(fields[data.number(ARGUMENT) % len(fields)].key, Step.CHANGE)


def _add(filling: Filling, data: CallbackData) -> None:
    extras = filling.form.extras
    if extras:
        filling.ask(extras[data.number(ARGUMENT) % len(extras)].fields[0].key, Step.CHANGE)


def _without(filling: Filling, data: CallbackData) -> None:
    extras = filling.form.extras
    if extras:
        _forget(filling.draft, extras[data.number(ARGUMENT) % len(extras)])


def _forget(draft: Draft, extra: forms.Extra) -> None:
    keys = {field.key for field in extra.fields}
    draft.answers = {key: value for key, value in draft.answers.items() if key not in keys}


def _back(filling: Filling, _: CallbackData) -> None:
    _BACK_FROM[filling.draft.step](filling)


def _back_to_platforms(filling: Filling) -> None:
    filling.draft.step, filling.draft.page = Step.PLATFORM, 0


def _back_to_categories(filling: Filling) -> None:
    draft = filling.draft
    ids = [category.id for category in filling.catalogue.of_platform(draft.platform)]
    at = ids.index(draft.category_id) if draft.category_id in ids else 0
    draft.step, draft.page = Step.CATEGORY, at // PAGE_SIZE


def _back_to_services(filling: Filling) -> None:
    draft = filling.draft
    category = filling.catalogue.category_of(draft.service_id or 0)
    if category is None:
        raise GoneError
    keys = [service.key for service in category.services]
    draft.step, draft.page = Step.SERVICE, keys.index(draft.service_id or 0) // PAGE_SIZE
    draft.category_id = category.id


def _back_from_card(filling: Filling) -> None:
    if filling.draft.listing is None:
        _back_to_services(filling)
    else:
        filling.draft.step = Step.RESULTS


def _back_from_field(filling: Filling) -> None:
    answers, form = filling.draft.answers, filling.form
    keys = [field.key for field in form.fields if field.is_asked(answers)]
    asking = filling.draft.asking
    at = keys.index(asking) if asking in keys else 0
    if at == 0:
        filling.draft.step, filling.draft.asking = Step.CARD, None
    else:
        filling.ask(keys[at - 1])


def _back_from_change(filling: Filling) -> None:
    extra = filling.form.extra_of(filling.draft.asking or "")
    if extra is not None and not extra.is_given(filling.draft.answers):
        _forget(filling.draft, extra)
    filling.go_on()


def _back_from_summary(filling: Filling) -> None:
    answers, form = filling.draft.answers, filling.form
    filling.ask([field.key for field in form.fields if field.is_asked(answers)][-1])


_BACK_FROM: dict[Step, Callable[[Filling], None]] = {
    Step.PLATFORM: _back_to_platforms,
    Step.CATEGORY: _back_to_platforms,
    Step.SERVICE: _back_to_categories,
    Step.RESULTS: result_steps.back,
    Step.CARD: _back_from_card,
    Step.FIELD: _back_from_field,
    Step.CHANGE: _back_from_change,
    Step.SUMMARY: _back_from_summary,
}

CHANGES: dict[str, Callable[[Filling, CallbackData], None]] = {
    FormAction.PLATFORM: _platform,
    FormAction.CATEGORY: _category,
    FormAction.SERVICE: _service,
    FormAction.PAGE: _page,
    FormAction.ORDER: _order,
    FormAction.VALUE: _value,
    FormAction.DONE: _done,
    FormAction.UNIQUE: _unique,
    FormAction.START_OVER: _start_over,
    FormAction.CHANGE: _change,
    FormAction.ADD: _add,
    FormAction.WITHOUT: _without,
    FormAction.BACK: _back,
    FormAction.LISTING: result_steps.show,
    FormAction.NARROW: result_steps.narrow,
    FormAction.SORT: result_steps.sort,
}
"""What each button does to the draft; Confirm and Cancel end it and stand in handlers/order.py."""

LOOKING = frozenset(
    {
        FormAction.PLATFORM,
        FormAction.CATEGORY,
        FormAction.SERVICE,
        FormAction.PAGE,
        FormAction.BACK,
        FormAction.LISTING,
        FormAction.NARROW,
        FormAction.SORT,
    }
)
NEEDS_ORDER_PERMISSION = (frozenset(CHANGES) - LOOKING) | {FormAction.CONFIRM}
