"""The answers to a service's form that a request holds already."""

from bot.catalogue.rules.services import Service
from bot.core.errors import InputError
from bot.orders import forms
from bot.orders.forms import OrderForm, Reader
from bot.orders.requests.order_request import OrderRequest


def filled(
    service: Service, form: OrderForm, request: OrderRequest, reader: Reader
) -> tuple[dict[str, object], InputError | None]:
    """Return the answers that a request gives, and why one of them cannot be taken.

    Of several links the first is answered: all others are ordered as it is.
    """
    answers: dict[str, object] = {}
    wrong: InputError | None = None
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
    return answers, wrong
