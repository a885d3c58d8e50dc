"""The summary of a form, which Confirm turns into an order."""

from datetime import timedelta

from markupsafe import Markup

from bot.domain import forms
from bot.domain.forms import Field, OrderForm
from bot.domain.services import Flag, Service
from bot.i18n import Translator
from bot.storage import orders
from bot.telegram import texts
from bot.telegram.callback_data import FormAction
from bot.telegram.screens.drafted import DRIP_KEYS, Drafted
from bot.telegram.screens.screen import Row, Screen, button, lines

LONG_VALUE = 300


async def summary(form: Drafted) -> Screen:
    """Show what will be ordered, what it costs, and what looks wrong."""
    service, order_form = form.order_form()
    answers, t = form.draft.answers, form.t
    price = forms.price_of(service, order_form, answers)
    same = await orders.open_with_link(
        form.session,
        form.draft.chat_id,
        form.draft.service_id or 0,
        str(answers.get("link", "")),
    )
    text = lines(
        t("🧾 <b>Your order</b>"),
        Markup("<b>{}</b>").format(service.name),
        "",
        *(
            _answer(t, field, answers[field.key])
            for field in order_form.fields
            if _shown(form, field)
        ),
        *_drip_lines(form, order_form),
        Markup("💵 ") + texts.rate(t, service, form.currency),
        Markup("💰 ") + t("<b>Total: {price}</b>", price=t.money(price, form.currency)),
        Markup("\n⚠️ ")
        + t(
            "Order {order} for this link is still open; the provider may refuse.",
            order=f"#{same.id}",
        )
        if same
        else None,
    )
    confirm = button(t.plain("✅ Confirm"), form.data(FormAction.CONFIRM), style="success")
    changes = [
        button(
            t.plain("✏️ {field}", field=t.plain(field.label)), form.data(FormAction.CHANGE, index)
        )
        for index, field in enumerate(order_form.fields)
        if _shown(form, field)
    ]
    return Screen(
        text, [[confirm], changes, *_drip_row(form, service, order_form), form.leave_row()]
    )


def _shown(form: Drafted, field: Field) -> bool:
    return field.key in form.draft.answers and field.key not in DRIP_KEYS


def _answer(t: Translator, field: Field, value: object) -> Markup:
    if isinstance(value, list):
        shown = t.plural_plain("{number} line", "{number} lines", len(value))
    elif isinstance(value, int):
        shown = t.number(value)
    else:
        shown = str(value)[:LONG_VALUE]
    return Markup("{}: {}").format(t.plain(field.label), shown)


def _drip_lines(form: Drafted, order_form: OrderForm) -> list[Markup]:
    answers, t = form.draft.answers, form.t
    if any(key not in answers for key in DRIP_KEYS):
        return []
    minutes = forms.drip_minutes(answers)
    ends = t.datetime(form.now + timedelta(minutes=minutes))
    runs, interval = t.number(answers["runs"]), t.duration(answers["interval"])
    total = t.number(forms.total_quantity(order_form, answers))
    return [
        Markup("💧 ")
        + t("Drip-feed: {runs} runs, one every {interval}", runs=runs, interval=interval),
        Markup("💧 ") + t("In all {total}, the last run about {end}", total=total, end=ends),
    ]


def _drip_row(form: Drafted, service: Service, order_form: OrderForm) -> list[Row]:
    if not order_form.dripfeed or service.dripfeed is Flag.NO:
        return []
    if all(key in form.draft.answers for key in DRIP_KEYS):
        return [[button(form.t.plain("💧 No drip-feed"), form.data(FormAction.NO_DRIP))]]
    return [[button(form.t.plain("💧 Drip-feed"), form.data(FormAction.DRIP))]]
