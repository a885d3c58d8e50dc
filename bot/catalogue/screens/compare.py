"""Two or three services side by side."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.screens.listing import NOTHING, YES, short_refill, short_time
from bot.catalogue.screens.service_metrics import METRICS
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import columns
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.core.text.isolates import isolate
from bot.orders.buttons import FormAction
from bot.orders.rules.service_metrics import ServiceMetrics
from bot.orders.screens.form_view import FormView
from bot.orders.service.form import NotOnSaleError

LEAST, MOST = 2, 3
NAME_SHOWN = 200
FLAGS = {Flag.YES: YES, Flag.NO: NOTHING, Flag.UNKNOWN: "?"}


def _measured(
    value: Callable[[Translator, ServiceMetrics], str],
) -> Callable[[FormView, Service], str]:
    """Return how a metric of a service is drawn, which may not be known."""

    def draw(form: FormView, service: Service) -> str:
        metrics = form.data.metrics.get(service.key)
        return value(form.t, metrics) if metrics else NOTHING

    return draw


ASPECTS: Sequence[tuple[str, Callable[[FormView, Service], str]]] = (
    (N_("Price"), lambda form, it: form.t.money(it.rate, form.currency)),
    (N_("Minimum"), lambda form, it: form.t.number(it.minimum)),
    (N_("Maximum"), lambda form, it: form.t.number(it.maximum)),
    (N_("Average time"), lambda form, it: short_time(form.t, it)),
    *((label, _measured(value)) for label, value in METRICS),
    (N_("Refill"), lambda form, it: short_refill(form.t, it)),
    (N_("Can be canceled"), lambda _, it: FLAGS[it.cancel]),
    (N_("Drip-feed"), lambda _, it: FLAGS[it.dripfeed]),
)


def comparison(form: FormView) -> Screen:
    """Show what tells the chosen services apart.

    Raises:
        NotOnSaleError: they are no longer on sale.
    """
    t, found = form.t, chosen(form)
    if len(found) < LEAST:
        raise NotOnSaleError
    names = [
        Markup("<b>{}.</b> {}").format(number, isolated(clip(it.name, NAME_SHOWN)))
        for number, it in enumerate(found, 1)
    ]
    text = lines(t("🆚 <b>Comparison</b>"), *names, "", _side_by_side(form, found))
    cards = [
        button(
            t.plain("🔎 Open {number}", number=number),
            form.button_data(FormAction.SERVICE, it.key),
        )
        for number, it in enumerate(found, 1)
    ]
    third = button(t.plain("+ Add another"), form.button_data(FormAction.COMPARE, 0))
    rows: list[Row] = [cards, [third]] if len(found) < MOST else [cards]
    return Screen(text, [*rows, form.leave_row()])


def chosen(form: FormView) -> list[Service]:
    """Return what was chosen to be compared and still is on sale."""
    keys = form.draft.compared or ()
    return [it for key in keys if (it := form.catalogue.service(key)) is not None]


def choosing(form: FormView) -> Markup | None:
    """Say that a tap chooses what is compared, while it does."""
    if form.draft.compared is None:
        return None
    return form.t("🆚 Choose two or three services to compare.")


def compare_row(form: FormView, total: int) -> list[Row]:
    """Return the row by which choosing begins, or ends, under a list of so many services."""
    if form.draft.compared is not None:
        label, argument = form.t.plain("✕ Stop comparing"), -1
    elif total >= LEAST:
        label, argument = form.t.plain("🆚 Compare"), 0
    else:
        return []
    return [[button(label, form.button_data(FormAction.COMPARE, argument))]]


def _side_by_side(form: FormView, found: Sequence[Service]) -> Markup:
    """Return a heading and a line of values for each aspect; a line alone where columns break."""
    rows = [(form.t.plain(label), [value(form, it) for it in found]) for label, value in ASPECTS]
    rows = [(label, values) for label, values in rows if any(it != NOTHING for it in values)]
    head = [str(number) for number in range(1, len(found) + 1)]
    aligned = columns.aligned([head, *(values for _, values in rows)])
    if form.t.is_mirrored or aligned is None:
        return lines(*(_in_a_line(label, values) for label, values in rows))
    headings = ("", *(label for label, _ in rows))
    text = "\n".join(part for pair in zip(headings, aligned, strict=True) for part in pair if part)
    return Markup("<pre>{}</pre>").format(text)


def _in_a_line(label: str, values: Sequence[str]) -> Markup:
    # Each is isolated: a price would change places with the number of the next.
    said = (
        isolate(Markup("<b>{}.</b> {}").format(number, it)) for number, it in enumerate(values, 1)
    )
    return Markup("{}: {}").format(label, Markup(" · ").join(said))
