"""The question for a field of the form."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from bot.catalogue.rules.services import NO_LIMIT, Service
from bot.catalogue.screens import texts
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.names import clip
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.orders import forms
from bot.orders.buttons import NO, FormAction
from bot.orders.forms import Collected, Field, OrderForm, Unit
from bot.orders.forms.fields import QUANTITY
from bot.orders.rules.purchases import target_of
from bot.orders.screens import requests as request_screens
from bot.orders.screens import texts as order_texts
from bot.orders.screens.form_view import FormView

OPTIONS_A_ROW = {Unit.MINUTES: 4, Unit.COUNTRY: 2, Unit.PLAIN: 2}
PRESETS_A_ROW = 2
PREVIEW_LINES = 3
PREVIEW_LENGTH = 80


def question(form: FormView) -> Screen:
    """Ask for the field that the draft waits for."""
    service, order_form = form.order_form()
    field = order_form.field(form.draft.asking or "")
    collected = Collected.of(form.draft.collected)
    hint: Markup | None = None
    if form.actor.is_group:
        hint = _whom(form, field)
    target = target_of(form.draft.answers)
    text = lines(
        Markup("🛒 <b>{}</b>").format(service.name),
        Markup("💵 ") + texts.rate(form.t, service, form.currency),
        *(request_screens.for_links(form) or _for(target)),
        "",
        *(_guess_lines(form) if form.draft.guesses else ()),
        _prompt(form, service, field),
        form.t("<i>You can use several messages or a .txt file.</i>")
        if field.is_list and not collected.lines
        else None,
        hint,
        *(_so_far(form.t, collected) if collected.lines else ()),
    )
    if form.draft.guesses:
        rows = _guess_rows(form)
    elif field.is_list:
        rows = _list_rows(form, collected)
    else:
        rows = _value_rows(form, service, order_form, field)
    return Screen(text, [*rows, form.leave_row()])


def _for(target: str) -> list[Markup]:
    return [Markup("🔗 {}").format(clip(target, PREVIEW_LENGTH))] if target else []


def _whom(form: FormView, field: Field) -> Markup:
    """Say who is asked, and how to answer where the bot sees replies only."""
    name = core_texts.person(form.draft.user_id, form.draft.user_name)
    if field.is_link:
        return form.t("{name}, reply here with the link. /cancel closes the form.", name=name)
    return form.t("{name}, reply here with the answer. /cancel closes the form.", name=name)


def _guess_lines(form: FormView) -> list[Markup]:
    """Ask what was meant; what is asked for stays below."""
    t, guesses = form.t, form.draft.guesses or {}
    if len(guesses) > 1:
        return [t("❓ <b>What did you mean?</b>"), Markup("")]
    ((key, value),) = guesses.values()
    if key == QUANTITY.key:
        asked = t("❓ <b>Is {quantity} the quantity?</b>", quantity=t.number(value))
    else:
        asked = t("❓ <b>{link}, right?</b>", link=order_texts.without_scheme(value))
    return [asked, Markup("")]


def _guess_rows(form: FormView) -> list[Row]:
    t, guesses = form.t, form.draft.guesses or {}
    no = form.button_data(FormAction.GUESS, NO)
    if len(guesses) == 1:
        yes = button(t.plain("✅ Yes"), form.button_data(FormAction.GUESS, 0), style="success")
        return [[yes, button(t.plain("✕ No"), no)]]
    rows: list[Row] = [
        [button(_guess_label(t, key, value), form.button_data(FormAction.GUESS, at))]
        for at, (key, value) in guesses.items()
    ]
    return [*rows, [button(t.plain("✕ Neither"), no)]]


def _guess_label(t: Translator, key: str, value: Any) -> str:
    if key == QUANTITY.key:
        return t.plain("🔢 Quantity: {quantity}", quantity=t.number(value))
    return f"🔗 {order_texts.without_scheme(value)}"


def _prompt(form: FormView, service: Service, field: Field) -> Markup:
    limits = {
        "minimum": form.t.number(service.minimum),
        "maximum": form.t.number(service.maximum),
    }
    return form.t(field.prompt, **limits)


def _so_far(t: Translator, collected: Collected) -> list[Markup]:
    """Say what has come of a list: how many lines, how many blank and repeated, the first few."""
    count = t.plural("📥 {number} line so far", "📥 {number} lines so far", len(collected.lines))
    notes = [
        t.plural("{number} blank left out", "{number} blank left out", collected.blank)
        if collected.blank
        else None,
        t.plural("{number} repeated", "{number} repeated", collected.repeated)
        if collected.repeated
        else None,
    ]
    return [
        Markup(""),
        Markup(" · ").join([count, *(note for note in notes if note)]),
        *first_lines(collected.lines),
        t("Send more, or tap Done."),
    ]


def first_lines(of: Sequence[str]) -> list[Markup]:
    """Show the first lines of a list: who reads them sees letters that were misread."""
    shown = [*of[:PREVIEW_LINES], "…"][: len(of)]
    return [Markup("<i>{}</i>").format(clip(line, PREVIEW_LENGTH)) for line in shown]


def _list_rows(form: FormView, collected: Collected) -> list[Row]:
    t = form.t
    if not collected.lines:
        return []
    done = t.plain("✅ Done · {number}", number=len(collected.lines))
    rows: list[Row] = [[button(done, form.button_data(FormAction.DONE), style="success")]]
    others = [button(t.plain("🗑 Start over"), form.button_data(FormAction.START_OVER))]
    if collected.repeated:
        others.insert(
            0, button(t.plain("🧹 Remove duplicates"), form.button_data(FormAction.UNIQUE))
        )
    return [*rows, others]


def _value_rows(
    form: FormView, service: Service, order_form: OrderForm, field: Field
) -> list[Row]:
    if field.options:
        buttons = [
            button(
                value_label(form.t, field, it.value), form.button_data(FormAction.VALUE, it.value)
            )
            for it in field.options
        ]
        return rows_of(buttons, OPTIONS_A_ROW[field.unit])
    if field is not QUANTITY:
        return []
    return [*_presets(form, service, order_form), *_quantities(form, service)]


def _presets(form: FormView, service: Service, order_form: OrderForm) -> list[Row]:
    """Offer round quantities with what they cost."""
    t = form.t
    buttons = []
    for quantity in forms.presets(service.minimum, service.maximum):
        answers = form.draft.answers | {QUANTITY.key: quantity}
        price = t.money(forms.price_of(service, order_form, answers).most, form.currency)
        label = f"{t.number(quantity)} · {price}"
        buttons.append(button(label, form.button_data(FormAction.VALUE, quantity)))
    return rows_of(buttons, PRESETS_A_ROW)


def _quantities(form: FormView, service: Service) -> list[Row]:
    """Offer the limits, and below them the last quantity: three in a row would be cut short."""
    t, last = form.t, form.actor.chat.last_quantity
    limits = {service.minimum: t.plain("Min: {number}", number=t.number(service.minimum))}
    if service.minimum < service.maximum < NO_LIMIT:
        limits[service.maximum] = t.plain("Max: {number}", number=t.number(service.maximum))
    former = {}
    if last is not None and service.minimum < last < service.maximum:
        former[last] = t.plain("Last: {number}", number=t.number(last))
    return [
        [button(label, form.button_data(FormAction.VALUE, n)) for n, label in row.items()]
        for row in (limits, former)
        if row
    ]


AT_ONCE = N_("at once")


def value_label(t: Translator, field: Field, value: object) -> str:
    """Write a value of a field as people read it."""
    option = next((it for it in field.options if it.value == str(value)), None)
    if option is not None and option.label:
        return t.plain(option.label)
    match field.unit:
        case Unit.MINUTES:
            return t.duration(int(str(value))) if int(str(value)) else t.plain(AT_ONCE)
        case Unit.COUNTRY:
            return t.country(str(value))
        case Unit.DATE:
            return t.iso_day(str(value))
    return t.number(value) if isinstance(value, int) else str(value)
