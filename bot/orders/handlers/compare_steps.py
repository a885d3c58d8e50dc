"""How a form goes on while services are chosen to be compared."""

from bot.catalogue.screens.compare import LEAST, MOST
from bot.core.telegram.buttons import CallbackData
from bot.orders.handlers.form_state import FormState
from bot.orders.tables import Step

_ARGUMENT = 3  # where a form's button carries its argument
_STOP = -1
_LISTS = frozenset({Step.SERVICE, Step.RESULTS})


def compare(form_state: FormState, data: CallbackData) -> None:
    """Begin to choose, on a card with its service; or stop it, or go on to another."""
    draft, argument = form_state.draft, data.number(_ARGUMENT)
    if argument == _STOP:
        draft.compared = None
    elif argument == 0:
        draft.compared = draft.compared or []
    elif form_state.catalogue.service(argument) is not None:
        draft.compared = [argument]
    if draft.step not in _LISTS:
        to_list(form_state)


def picks(form_state: FormState, key: int) -> bool:
    """Take a tap in a list as a choice of what is compared; `False` if nobody compares."""
    draft = form_state.draft
    if draft.compared is None or draft.step not in _LISTS:
        return False
    if draft.step is Step.SERVICE:
        draft.listing = None
    others = [it for it in draft.compared if it != key]
    is_chosen = len(others) == len(draft.compared)
    draft.compared = [*others, key][-MOST:] if is_chosen else others
    if is_chosen and len(draft.compared) >= LEAST:
        draft.step = Step.COMPARE
    return True


def back(form_state: FormState) -> None:
    """Leave the comparison for the list."""
    form_state.draft.compared = None
    to_list(form_state)


def to_list(form_state: FormState) -> None:
    """Go to the list that the form came from."""
    draft = form_state.draft
    draft.step = Step.RESULTS if draft.listing is not None else Step.SERVICE
