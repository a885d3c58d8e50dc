"""How a form goes on that knows already what was sent: links, a quantity, words."""

from bot.orders import forms
from bot.orders.handlers import result_steps
from bot.orders.handlers.form_state import FormState
from bot.orders.requests import Choices, OrderRequest, filled
from bot.orders.tables import Step


def go_on(form_state: FormState) -> None:
    """From the choice of a service go on to what it asks for besides what was sent.

    A service that nothing was sent for shows its card, as does one that cannot be ordered here.

    Raises:
        InputError: something that was sent cannot be taken; it is asked for then.
    """
    draft, service = form_state.draft, form_state.service
    request = OrderRequest.of(draft.request)
    form = forms.form_for(service.type)
    if form is None or (not request.links and request.quantity is None):
        return
    taken = filled(service, form, request, form_state.reader())
    draft.request, draft.answers = taken.request.as_json(), dict(taken.answers)
    form_state.go_on()
    if taken.wrong is not None:
        raise taken.wrong


def back(form_state: FormState) -> None:
    """Leave the question what a message means."""
    draft = form_state.draft
    former = Choices.of(draft.choices).back
    draft.choices = None
    if former:
        draft.step = Step(former)
    else:
        result_steps.back(form_state)


def take_here(form_state: FormState, request: OrderRequest) -> None:
    """Take links and a quantity that were sent while the form was open.

    Raises:
        InputError: something of it cannot be taken; if nothing could be, the form is as it was.
    """
    draft = form_state.draft
    service, form, reader = form_state.service, form_state.form, form_state.reader()
    taken = filled(service, form, request, reader, draft.answers)
    if taken.request.links:
        draft.request = taken.request.as_json()
    if taken.answers:
        draft.answers = {**draft.answers, **taken.answers}
        form_state.go_on()
    if taken.wrong is not None:
        raise taken.wrong
