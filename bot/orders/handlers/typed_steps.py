"""How a form goes on by what is typed: an answer, what may be one, or a correction."""

import re
from collections.abc import Sequence

from bot.core.errors import InputError
from bot.core.telegram.buttons import CallbackData
from bot.core.text.quantities import is_number
from bot.orders import forms
from bot.orders.buttons import NO
from bot.orders.forms import Collected
from bot.orders.forms.fields import LINK, QUANTITY
from bot.orders.handlers.form_state import FormState
from bot.orders.links import parse_link
from bot.orders.tables import Step

ASKING = frozenset({Step.FIELD, Step.CHANGE})
"""The steps at which a form waits for an answer that is typed or suggested."""
_ARGUMENT = 3  # where a form's button carries its argument
_MAY_BE_LINK = re.compile(r"[/@]|[^\W\d]\.[^\W\d]")
_YES = ("yes", "y", "yep", "ok", "👍", "✅")
_NO = ("no", "n", "nope", "👎", "❌")


def take(form_state: FormState, text: str) -> None:
    """Take an answer, or a part of a list: typed, suggested, or in a file.

    Raises:
        InputError: the answer is not right; the draft is as it was.
        NotOnSaleError: the service is no longer on sale.
    """
    field, draft = form_state.asked, form_state.draft
    draft.guesses = None
    if field.is_list:
        collected = Collected.of(draft.collected).added(text, field, form_state.reader())
        draft.collected = collected.as_json()
    else:
        form_state.answer(field.parse(text, form_state.reader()))


def take_typed(form_state: FormState, text: str, post: str) -> None:
    """Take what a person has typed; what may mean something else is asked about.

    Args:
        post: the link to the post that was forwarded, if one was.

    Raises:
        InputError: it is no answer; the draft is as it was.
        NotOnSaleError: the service is no longer on sale.
    """
    draft = form_state.draft
    if draft.step is Step.SUMMARY:
        take_quantity(form_state, text)
    elif draft.guesses and _is_one_of(text, _YES, form_state.t.plain("✅ Yes")):
        take_guess(form_state, "0")
    elif draft.guesses and _is_one_of(text, _NO, form_state.t.plain("✕ No")):
        draft.guesses = None
    elif found := forms.guesses(
        text, form_state.asked, form_state.form, form_state.reader(), post
    ):
        draft.guesses = {str(at): list(guess) for at, guess in enumerate(found)}
    elif _corrects_link(form_state, text) or form_state.asked is LINK:
        _take_link(form_state, text)
    else:
        take(form_state, text)


def _take_link(form_state: FormState, text: str) -> None:
    """Take a link, and the quantity that is written beside it.

    Raises:
        InputError: there is no link, or the quantity is not right; the link is taken then.
    """
    if form_state.asked is LINK:
        take(form_state, text)
    beside = " ".join(word for word in text.split() if not _MAY_BE_LINK.search(word))
    if forms.quantity_said(beside, form_state.form) is None:
        return
    if form_state.draft.step is Step.SUMMARY:
        take_quantity(form_state, beside)
    elif form_state.asked is QUANTITY:
        take(form_state, beside)


def _is_one_of(text: str, words: Sequence[str], label: str) -> bool:
    said = text.strip(" .!").lower()
    return said in words or said == label.partition(" ")[2].lower()


def _corrects_link(form_state: FormState, text: str) -> bool:
    """Take a link that is sent where the quantity is asked for: it is meant instead of the first.

    Return whether it was one.
    """
    draft = form_state.draft
    if form_state.asked is not QUANTITY or LINK.key not in draft.answers:
        return False
    try:
        link = parse_link(text, form_state.reader().platform)
    except InputError:
        return False
    draft.answers = draft.answers | {LINK.key: link}
    return True


def take_quantity(form_state: FormState, text: str) -> None:
    """Take the quantity that is typed while the summary is shown.

    Raises:
        InputError: the service's limits do not allow it.
    """
    value = QUANTITY.parse(text, form_state.reader())
    answers = form_state.draft.answers | {QUANTITY.key: value}
    forms.check_limits(form_state.service, form_state.form, answers)
    form_state.draft.answers = answers


def is_quantity(form_state: FormState, text: str) -> bool:
    """Return whether a text that is typed while the summary is shown is to be the quantity."""
    said = forms.quantity_said(text, form_state.form) is not None
    return said or (is_number(text) and QUANTITY in form_state.form.fields)


def guessed(form_state: FormState, data: CallbackData) -> None:
    """Take the guess whose button was tapped, or none of them."""
    if data.text(_ARGUMENT) == NO:
        form_state.draft.guesses = None
    else:
        take_guess(form_state, data.text(_ARGUMENT))


def take_guess(form_state: FormState, place: str) -> None:
    """Take a guess as an answer: to what is asked, or to what comes later.

    Raises:
        InputError: the service's limits do not allow it.
    """
    draft = form_state.draft
    offered, draft.guesses = draft.guesses or {}, None
    if place not in offered:
        return
    key, value = offered[place]
    if key == form_state.asked.key:
        form_state.answer(value)
        return
    answers = draft.answers | {key: value}
    forms.check_limits(form_state.service, form_state.form, answers)
    draft.answers = answers
