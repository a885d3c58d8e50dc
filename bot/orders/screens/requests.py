"""What was sent before a service was chosen: its links, and what it may mean."""

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.buttons import FormAction
from bot.orders.links import describe
from bot.orders.requests import Choices, OrderRequest
from bot.orders.screens import texts
from bot.orders.screens.form_view import FormView
from bot.orders.tables import Listing

LINK_SHOWN = 80
LINKS_SHOWN = 5


def meaning(form: FormView) -> Screen:
    """Ask which of several things a message meant."""
    t, asked = form.t, Choices.of(form.draft.choices)
    links = {it.links for it in asked.options}
    if asked.here:
        question = t("❓ Is that for this order, or for a new one?")
    elif len(links) > 1:
        question = t("❓ Which link do you mean?")
    else:
        question = t("❓ Is {number} a service or a quantity?", number=asked.about)
    rows: list[Row] = [
        [button(_label(form, asked, at), form.button_data(FormAction.MEANING, at))]
        for at in range(len(asked.options))
    ]
    shown = link_lines(t, asked.options[0].links) if len(links) == 1 else []
    return Screen(lines(question, *shown), [*rows, form.leave_row()])


def _label(form: FormView, asked: Choices, at: int) -> str:
    t, request = form.t, asked.options[at]
    if at < asked.here and request.links:
        return t.plain("+ This order: {service}", service=form.service().name)
    service = None if at < asked.here else form.catalogue.service(request.service or 0)
    number = t.number(request.quantity or 0)
    if service is not None and request.quantity is not None:
        return f"🛒 {number} · {service.name}"
    if service is not None:
        return t.plain("🛒 Service {id}: {service}", id=service.shown_id, service=service.name)
    if request.links and (asked.here or request.quantity is None):
        return t.plain("🆕 A new order") if asked.here else "🔗 " + target(t, request.links)
    return t.plain("🔢 Quantity: {quantity}", quantity=number)


def target(t: Translator, links: tuple[str, ...]) -> str:
    """Say where links lead: what kind of page, or how many there are."""
    if len(links) > 1:
        return t.plural_plain("{number} link", "{number} links", len(links))
    link = texts.without_scheme(links[0])
    found = describe(links[0])
    kind = t.plain(texts.LINK_LABELS[found.kind]) if found and found.kind else ""
    return f"{kind} · {link}" if kind else link


def link_lines(t: Translator, links: tuple[str, ...]) -> list[Markup]:
    """Show links, the first few of many."""
    shown = [Markup("🔗 {}").format(isolated(clip(it, LINK_SHOWN))) for it in links[:LINKS_SHOWN]]
    left = len(links) - len(shown)
    more = t.plural("and {number} more link", "and {number} more links", left)
    return [*shown, more] if left else shown


def for_links(form: FormView) -> list[Markup]:
    """Say that a question is asked once for several links; nothing where there is one."""
    links = OrderRequest.of(form.draft.request).links
    if len(links) <= 1:
        return []
    each = form.t.plural("For {number} link, each:", "For {number} links, each:", len(links))
    return [each, *link_lines(form.t, links)]


def title(form: FormView) -> str:
    """Return what heads the list of services that suit links."""
    return "🔗 " + clip(target(form.t, OrderRequest.of(form.draft.request).links), LINK_SHOWN)


def other_services_row(form: FormView) -> list[Row]:
    """Return the way from a summary to all services that suit its link, if it began with that."""
    if not OrderRequest.of(form.draft.request).links:
        return []
    data = form.button_data(FormAction.LISTING, Listing.LINK.value)
    return [[button(form.t.plain("🔀 Other services for this link"), data)]]
