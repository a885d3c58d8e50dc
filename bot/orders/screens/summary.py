"""The summary of a form, which Confirm turns into an order."""

from datetime import timedelta

from markupsafe import Markup

from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.screens import texts as service_texts
from bot.core.i18n import Translator
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.orders import forms
from bot.orders.buttons import FormAction
from bot.orders.forms import Field, OrderForm, Price
from bot.orders.links import LinkKind, Mismatch, expected_link, mismatch
from bot.orders.rules.purchases import target_of
from bot.orders.screens import requests as request_screens
from bot.orders.screens import texts, wallets
from bot.orders.screens.fields import first_lines, value_label
from bot.orders.screens.form_view import FormView
from bot.spending.screens import limits as limit_screens

LONG_VALUE = 300
CHANGES_A_ROW = 3
EXTRAS_A_ROW = 2


def summary(form: FormView) -> Screen:
    """Show what will be ordered, what it costs, and what looks wrong."""
    service, order_form = form.order_form()
    answers, t = form.draft.answers, form.t
    price = forms.price_of(service, order_form, answers)
    text = lines(
        t("🧾 <b>Your order</b>"),
        Markup("<b>{}</b>").format(service.name),
        "",
        *(
            _answer(t, field, answers[field.key])
            for field in order_form.answered(answers)
            if order_form.extra_of(field.key) is not forms.DRIP_FEED
        ),
        *_drip_lines(form, order_form),
        Markup("💵 ") + service_texts.rate(t, service, form.currency),
        Markup("💰 ") + price_line(t, price, form.currency),
        _wallet(form, price),
        *_warnings(form, service),
        *_limits(form, price),
    )
    changes = [*_change_rows(form, order_form), *_extra_rows(form, service, order_form)]
    rows = [*_pay_rows(form, price), *changes, *request_screens.other_services_row(form)]
    return Screen(text, [*rows, form.leave_row()])


def _wallet(form: FormView, price: Price) -> Markup | None:
    """Say what is left in the wallet, or what keeps it from paying."""
    if form.data.wallet is not None and price.each_post:
        return Markup("\n✋ ") + form.t(forms.ENDLESS)
    return wallets.after(
        form.actor,
        form.data.wallet,
        price.counted,
        form.currency,
        pays_self=form.draft.pays_self,
    )


def _pay_rows(form: FormView, price: Price) -> list[Row]:
    """Offer to order, or to pay in what is missing; in a group, from which wallet."""
    t, wallet = form.t, form.data.wallet
    confirm = button(t.plain("✅ Confirm"), form.button_data(FormAction.CONFIRM), style="success")
    can_pay = wallets.can_pay(wallet, price.counted)
    rows: list[Row] = [[confirm] if can_pay else wallets.top_up_row(t)]
    if wallet is not None and price.each_post:
        rows = []
    if wallet is not None and form.actor.is_group and form.draft.user_id > 0:
        label = wallets.payer_label(t, form.draft.pays_self)
        rows.append([button(label, form.button_data(FormAction.PAYER))])
    return rows


def price_line(t: Translator, price: Price, currency: str) -> Markup:
    """Say what an order costs, as exactly as can be known."""
    least, most = t.money(price.least, currency), t.money(price.most, currency)
    if price.is_exact:
        return t("<b>Total: {price}</b>", price=most)
    if price.each_post:
        return t("<b>For each new post: {least} to {most}</b>", least=least, most=most)
    return t("<b>Total: {least} to {most}</b>", least=least, most=most)


def _answer(t: Translator, field: Field, value: object) -> Markup:
    label = t.plain(field.label)
    if not isinstance(value, list):
        shown = value_label(t, field, value)[:LONG_VALUE]
        return t("{label}: {value}", label=label, value=shown)
    count = t.plural_plain("{number} line", "{number} lines", len(value))
    return lines(t("{label}: {value}", label=label, value=count), *first_lines(value))


def _drip_lines(form: FormView, order_form: OrderForm) -> list[Markup]:
    answers, t = form.draft.answers, form.t
    if not forms.has_dripfeed(order_form, answers):
        return []
    minutes = forms.drip_minutes(answers)
    ends = t.datetime(form.now + timedelta(minutes=minutes))
    runs, interval = t.number(answers["runs"]), t.duration(answers["interval"])
    total = t.number(forms.total_quantity(order_form, answers))
    return [
        Markup("💧 ")
        + t("Drip-feed: {runs} runs, {interval} apart", runs=runs, interval=interval),
        Markup("💧 ") + t("{total} in total, the last run around {end}", total=total, end=ends),
    ]


def _warnings(form: FormView, service: Service) -> list[Markup]:
    """Say what looks wrong with the link; it is the person's to decide."""
    link = target_of(form.draft.answers)
    found: list[Markup] = []
    wrong = mismatch(link, expected_link(service)) if "link" in form.draft.answers else None
    if wrong is not None:
        found.append(Markup("\n⚠️ ") + mismatch_line(form.t, wrong))
    if form.data.open_order is not None:
        open_order = form.t(
            "Order {order} for this link is still open; the panel may refuse.",
            order=texts.order_name(form.data.open_order),
        )
        found.append(Markup("\n⚠️ ") + open_order)
    return found


def _limits(form: FormView, price: Price) -> list[Markup]:
    """Say what is left of a limit that is near, or which one this order goes beyond."""
    t, budget = form.t, form.data.budget
    above = budget.excess(price.counted, is_endless=price.each_post)
    if above is not None:
        return [Markup("\n✋ ") + limit_screens.beyond(t, above, form.currency)]
    near = budget.nearest(price.counted)
    return [] if near is None else [Markup("🧮 ") + limit_screens.left(t, near, form.currency)]


def mismatch_line(t: Translator, wrong: Mismatch) -> Markup:
    """Say what a link seems to be, and what the service seems to want."""
    if wrong.is_elsewhere:
        return t(
            "This is a link to {found}; the service seems to be for {expected}.",
            found=wrong.found.platform or t.plain("another website"),
            expected=wrong.expected.platform,
        )
    kinds = [t.plain(texts.LINK_LABELS[kind]) for kind in LinkKind if kind in wrong.expected.kinds]
    found = wrong.found.kind
    return t(
        "Your link: {found}. This service seems to need: {expected}.",
        found=t.plain(texts.LINK_LABELS[found]) if found else "—",
        expected=str(t.comma).join(kinds),
    )


def _change_rows(form: FormView, order_form: OrderForm) -> list[Row]:
    answers = form.draft.answers
    buttons = [
        button(
            form.t.plain("✏️ {field}", field=form.t.plain(field.label)),
            form.button_data(FormAction.CHANGE, index),
        )
        for index, field in enumerate(order_form.fields)
        if field.key in answers and field.is_asked(answers)
    ]
    return rows_of(buttons, CHANGES_A_ROW)


def _extra_rows(form: FormView, service: Service, order_form: OrderForm) -> list[Row]:
    t, buttons = form.t, []
    for index, extra in enumerate(order_form.extras):
        if extra.needs_dripfeed and service.dripfeed is Flag.NO:
            continue
        label = t.plain(extra.label)
        if extra.is_given(form.draft.answers):
            without = t.plain("✕ {extra}", extra=label)
            buttons.append(button(without, form.button_data(FormAction.WITHOUT, index)))
        else:
            add = t.plain("+ {extra}", extra=label)
            buttons.append(button(add, form.button_data(FormAction.ADD, index)))
    return rows_of(buttons, EXTRAS_A_ROW)
