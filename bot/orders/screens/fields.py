"""The question for a field of the form."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.catalogue.rules.services import NO_LIMIT, Service
from bot.catalogue.screens import texts
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.names import clip
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.orders.buttons import FormAction
from bot.orders.forms import Collected, Field, Unit
from bot.orders.screens.form_view import FormView

OPTIONS_A_ROW = {Unit.MINUTES: 4, Unit.COUNTRY: 2, Unit.PLAIN: 2}
PREVIEW_LINES = 3
PREVIEW_LENGTH = 80


def question(form: FormView) -> Screen:
    """Ask for the field that the draft waits for."""
    service, order_form = form.order_form()
    field = order_form.field(form.draft.asking or "")
    collected = Collected.of(form.draft.collected)
    hint: Markup | None = None
    if form.actor.is_group:
        hint = form.t("<i>Answer by replying to this message.</i>")
    text = lines(
        Markup("🛒 <b>{}</b>").format(service.name),
        Markup("💵 ") + texts.rate(form.t, service, form.currency),
        "",
        _prompt(form, service, field),
        form.t("<i>You can use several messages or a .txt file.</i>")
        if field.is_list and not collected.lines
        else None,
        hint,
        *(_so_far(form.t, collected) if collected.lines else ()),
    )
    rows = _list_rows(form, collected) if field.is_list else _value_rows(form, service, field)
    return Screen(text, [*rows, form.leave_row()])


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


def _value_rows(form: FormView, service: Service, field: Field) -> list[Row]:
    if field.options:
        buttons = [
            button(
                value_label(form.t, field, it.value), form.button_data(FormAction.VALUE, it.value)
            )
            for it in field.options
        ]
        return rows_of(buttons, OPTIONS_A_ROW[field.unit])
    return [_quantities(form, service)] if field.key == "quantity" else []


def _quantities(form: FormView, service: Service) -> Row:
    t, last = form.t, form.actor.chat.last_quantity
    suggested = {service.minimum: t.plain("Min: {number}", number=t.number(service.minimum))}
    if last is not None and service.minimum < last < service.maximum:
        suggested[last] = t.plain("Last: {number}", number=t.number(last))
    if service.minimum < service.maximum < NO_LIMIT:
        suggested[service.maximum] = t.plain("Max: {number}", number=t.number(service.maximum))
    return [button(label, form.button_data(FormAction.VALUE, n)) for n, label in suggested.items()]


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
