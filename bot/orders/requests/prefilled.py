"""The answers to a service's form that a request holds already."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.catalogue.rules.services import Service
from bot.core.errors import N_, InputError
from bot.orders import forms
from bot.orders.forms import OrderForm, Reader
from bot.orders.requests.fitting import takes_several_links
from bot.orders.requests.order_request import OrderRequest

_ONE_LINK = N_("This order takes one link only. Send the links one at a time.")


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a form takes of a request.

    Attributes:
        request: without the links, if it has several and the form takes one.
        wrong: why something of it cannot be taken.
    """

    request: OrderRequest
    answers: Mapping[str, object]
    wrong: InputError | None = None


def filled(
    service: Service,
    form: OrderForm,
    request: OrderRequest,
    reader: Reader,
    given: Mapping[str, object] | None = None,
) -> Prefilled:
    """Return what a form takes of a request.

    Of several links the first is answered: all others are ordered as it is.

    Args:
        given: the answers that the form has already.
    """
    answers: dict[str, object] = {}
    wrong: InputError | None = None
    if len(request.links) > 1 and not takes_several_links(form, given or {}):
        request, wrong = replace(request, links=()), InputError(_ONE_LINK)
    place = next((it for it in form.fields if it.is_link and not it.is_list), None)
    if request.links and place is not None:
        try:
            answers[place.key] = place.parse(request.links[0], reader)
        except InputError as error:
            wrong = error
    asks_quantity = any(field.key == "quantity" for field in form.fields)
    if request.quantity is not None and asks_quantity:
        with_quantity = {**answers, "quantity": request.quantity}
        try:
            forms.check_limits(service, form, with_quantity)
        except InputError as error:
            wrong = wrong or error
        else:
            answers = with_quantity
    return Prefilled(request, answers, wrong)
