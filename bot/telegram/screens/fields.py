"""The question for a field of the form."""

from markupsafe import Markup

from bot.domain.forms import Field
from bot.domain.services import Service
from bot.telegram import texts
from bot.telegram.callback_data import FormAction
from bot.telegram.screens.drafted import Drafted
from bot.telegram.screens.screen import Row, Screen, button, lines


async def question(form: Drafted) -> Screen:
    """Ask for the field that the draft waits for."""
    service, order_form = form.order_form()
    field = order_form.field(form.draft.asking or "")
    values: list[Row] = []
    if field.key == "quantity":
        values = [_quantities(form, service)]
    hint: Markup | None = None
    if form.visit.is_group:
        hint = form.t("<i>Answer by replying to this message.</i>")
    text = lines(
        Markup("🛒 <b>{}</b>").format(service.name),
        Markup("💵 ") + texts.rate(form.t, service, form.currency),
        "",
        _prompt(form, service, field),
        hint,
    )
    return Screen(text, [*values, form.leave_row()])


def _prompt(form: Drafted, service: Service, field: Field) -> Markup:
    limits = {
        "minimum": form.t.number(service.minimum),
        "maximum": form.t.number(service.maximum),
    }
    return form.t(field.prompt, **limits)


def _quantities(form: Drafted, service: Service) -> Row:
    t, last = form.t, form.visit.chat.last_quantity
    suggested = {service.minimum: t.plain("Min: {number}", number=t.number(service.minimum))}
    if last is not None and service.minimum < last < service.maximum:
        suggested[last] = t.plain("Last: {number}", number=t.number(last))
    if service.maximum > service.minimum:
        suggested[service.maximum] = t.plain("Max: {number}", number=t.number(service.maximum))
    return [button(label, form.data(FormAction.VALUE, n)) for n, label in suggested.items()]
