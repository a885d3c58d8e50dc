"""From the platforms to a service's card."""

from markupsafe import Markup

from bot.catalogue.rules.catalogue import Category, Kind
from bot.catalogue.screens import texts
from bot.catalogue.screens.compare import choosing, compare_row
from bot.catalogue.screens.listing import PAGE_SIZE, listed
from bot.catalogue.screens.overrides import edit_row, hidden_row, price_button
from bot.catalogue.screens.quick_picks import (
    again_rows,
    link_hint,
    quick_picks_row,
    search_hint,
    share,
    star,
    was_another,
)
from bot.catalogue.screens.results import nothing_on_sale
from bot.catalogue.screens.service_metrics import measured
from bot.core.access.roles import Permission
from bot.core.paging import paginate
from bot.core.telegram.names import isolated
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.orders import forms
from bot.orders.buttons import FormAction
from bot.orders.screens.form_view import FormView
from bot.orders.service.form import NotOnSaleError
from bot.orders.tables import Step

PLATFORMS_A_PAGE = 16


def platforms(form: FormView) -> Screen:
    """Offer the platforms."""
    found = form.catalogue.platforms
    page = paginate(found, form.draft.page, PLATFORMS_A_PAGE)
    buttons = [
        button(
            f"{item.name} · {form.t.number(item.size)}",
            form.button_data(FormAction.PLATFORM, item.id),
        )
        for item in page.items
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    text = _head(form) if found else nothing_on_sale(form)
    offered: list[Row] = [*rows, *page_row(form.t, page, form.page_data)]
    if form.draft.step is not Step.CATALOGUE:
        offered = [*quick_picks_row(form), *offered, *again_rows(form)]
    hidden = hidden_row(form.actor, form.catalogue)
    return Screen(text, [*offered, *hidden, form.leave_row(back=False)])


def _head(form: FormView) -> Markup:
    """Begin an order, or show what there is."""
    t, catalogue = form.t, form.catalogue
    if form.draft.step is not Step.CATALOGUE:
        return lines(t("🛒 <b>New order</b>\nChoose a platform."), link_hint(form))
    total = sum(len(category.services) for category in catalogue.categories)
    count = t.plural("{number} service", "{number} services", total)
    title = Markup("{} · {}").format(t("🗂 <b>Services</b>"), count)
    return lines(title, t("Choose a platform."), search_hint(form))


def categories(form: FormView) -> Screen:
    """Offer the categories of the chosen platform, or all."""
    found = form.catalogue.of_platform(form.draft.platform)
    if not found:
        raise NotOnSaleError
    page = paginate(found, form.draft.page, PAGE_SIZE)
    rows: list[Row] = [
        [
            button(
                f"{_pin(item)}{isolated(item.name)} · {form.t.number(len(item.services))}",
                form.button_data(FormAction.CATEGORY, item.id),
            )
        ]
        for item in page.items
    ]
    several = len(form.catalogue.platforms) > 1
    text = lines(
        Markup("🛒 <b>{}</b>").format(form.draft.platform or form.t("New order")),
        form.t("Choose a category."),
        None if several else search_hint(form),
    )
    first = [] if several else quick_picks_row(form)
    turn = page_row(form.t, page, form.page_data)
    hidden = [] if several else hidden_row(form.actor, form.catalogue)
    return Screen(text, [*first, *rows, *turn, *hidden, form.leave_row(back=several)])


def services(form: FormView) -> Screen:
    """List the services of the chosen category."""
    category = form.catalogue.category(form.draft.category_id or 0)
    if category is None:
        raise NotOnSaleError
    page = paginate(category.services, form.draft.page, PAGE_SIZE)
    shown = listed(form, page)
    text = lines(
        Markup("🛒 <b>{}</b>").format(category.name),
        choosing(form) or form.t("Choose a service. The price is per 1000, or per package."),
        "",
        *shown.text,
    )
    turn = page_row(form.t, page, form.page_data)
    compared = compare_row(form, len(category.services))
    override = edit_row(form.actor, Kind.CATEGORY, category.id)
    return Screen(text, [*shown.rows, *turn, *compared, *override, form.leave_row()])


def _pin(item: Category) -> str:
    return "📌 " if item.pinned else ""


def card(form: FormView) -> Screen:
    """Show everything about the chosen service."""
    service = form.service()
    rows: list[Row] = []
    note: Markup | None = None
    if forms.form_for(service.type) is None:
        note = form.t("🔒 Services of type “{type}” can't be ordered here yet.", type=service.type)
    elif form.actor.may(Permission.ORDER):
        label = form.t.plain("🛒 Order")
        rows = [[button(label, form.button_data(FormAction.ORDER), style="primary")]]
    details = form.data.details
    text = lines(
        texts.service_lines(
            form.t,
            service,
            form.currency,
            details.description,
            refills_disabled=details.refills_disabled,
        ),
        measured(form.t, form.data.metrics.get(service.key)),
        form.t("ID <code>{id}</code>", id=service.shown_id),
        was_another(form),
        Markup("\n") + note if note else None,
    )
    override = edit_row(form.actor, Kind.SERVICE, service.key)
    override += [row] if (row := price_button(form.actor, service)) else []
    compare = button(form.t.plain("🆚 Compare"), form.button_data(FormAction.COMPARE, service.key))
    besides: list[Row] = [[star(form)], [compare, *share(form)]]
    return Screen(text, [*rows, *besides, *override, form.leave_row()])
