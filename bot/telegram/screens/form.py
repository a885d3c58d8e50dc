"""The order form: a screen for each step, drawn from the draft and the stored catalogue."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.domain import forms
from bot.domain.access import Permission
from bot.domain.catalogue import Catalogue, paginate
from bot.domain.forms import Field, OrderForm
from bot.domain.services import Flag, Service
from bot.i18n import Translator
from bot.storage import catalogue as stored
from bot.storage import orders
from bot.storage.engine import Session
from bot.storage.tables import Draft, Step
from bot.telegram import texts
from bot.telegram.callback_data import Area, FormAction, pack
from bot.telegram.context import Visit
from bot.telegram.screens.screen import Row, Screen, button, lines, page_row

PAGE_SIZE = 8
PLATFORMS_A_PAGE = 16
LONG_VALUE = 300
LONGEST_NAME = 300
NUMBERS_A_ROW = 4
DRIP_KEYS = ("runs", "interval")


class GoneError(Exception):
    """What the draft points at is not in the catalogue any more."""


@dataclass(frozen=True, slots=True)
class Form:
    """A draft with all that its screens need."""

    session: Session
    catalogue: Catalogue
    draft: Draft
    visit: Visit
    now: datetime

    @property
    def t(self) -> Translator:
        """Return the texts of the chat."""
        return self.visit.t

    @property
    def currency(self) -> str:
        """Return the currency of the prices."""
        return self.catalogue.currency

    def data(self, action: FormAction, argument: object = "") -> str:
        """Return the callback data of one of this form's buttons."""
        return pack(Area.FORM, self.draft.id, self.draft.revision, action, argument)

    def page_data(self, number: int) -> str:
        """Return the callback data that turns to a page."""
        return self.data(FormAction.PAGE, number)

    def leave_row(self, *, back: bool = True) -> Row:
        """Return the row that every screen of the form ends with."""
        cancel = button(self.t.plain("✖️ Cancel"), self.data(FormAction.CANCEL))
        if not back:
            return [cancel]
        return [button(self.t.plain("⬅️ Back"), self.data(FormAction.BACK)), cancel]

    def service(self) -> Service:
        """Return the chosen service.

        Raises:
            GoneError: it was taken off the catalogue.
        """
        service = self.catalogue.service(self.draft.service_id or 0)
        if service is None:
            raise GoneError
        return service

    def order_form(self) -> tuple[Service, OrderForm]:
        """Return the chosen service with the form of its type.

        Raises:
            GoneError: it was taken off the catalogue, or its type cannot be ordered (any more).
        """
        service = self.service()
        form = forms.form_for(service.type)
        if form is None:
            raise GoneError
        return service, form


async def draw(
    session: Session, catalogue: Catalogue, draft: Draft, visit: Visit, now: datetime
) -> Screen:
    """Return the screen of the draft's step.

    Raises:
        GoneError: its category or service has vanished.
    """
    return await _SCREENS[draft.step](Form(session, catalogue, draft, visit, now))


async def _platform(form: Form) -> Screen:
    found = form.catalogue.platforms
    page = paginate(found, form.draft.page, PLATFORMS_A_PAGE)
    buttons = [
        button(
            f"{item.name} · {form.t.number(item.size)}",
            form.data(FormAction.PLATFORM, item.id),
        )
        for item in page.items
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    if not found:
        text = form.t(
            "The catalogue is empty: the provider has not been heard yet. Try again soon."
        )
    else:
        text = form.t("🛒 <b>New order</b>\nChoose a platform.")
    return Screen(
        text, [*rows, *page_row(form.t, page, form.page_data), form.leave_row(back=False)]
    )


async def _category(form: Form) -> Screen:
    found = form.catalogue.of_platform(form.draft.platform)
    if not found:
        raise GoneError
    page = paginate(found, form.draft.page, PAGE_SIZE)
    rows: list[Row] = [
        [
            button(
                f"{item.name} · {form.t.number(len(item.services))}",
                form.data(FormAction.CATEGORY, item.id),
            )
        ]
        for item in page.items
    ]
    text = lines(
        Markup("🛒 <b>{}</b>").format(form.draft.platform or form.t("New order")),
        form.t("Choose a category."),
    )
    several = len(form.catalogue.platforms) > 1
    return Screen(
        text, [*rows, *page_row(form.t, page, form.page_data), form.leave_row(back=several)]
    )


async def _service(form: Form) -> Screen:
    category = form.catalogue.category(form.draft.category_id or 0)
    if category is None:
        raise GoneError
    page = paginate(category.services, form.draft.page, PAGE_SIZE)
    first = page.number * PAGE_SIZE + 1
    listed = [_listed(form, number, service) for number, service in enumerate(page.items, first)]
    numbers = [
        button(str(number), form.data(FormAction.SERVICE, service.key))
        for number, service in enumerate(page.items, first)
    ]
    rows = [numbers[at : at + NUMBERS_A_ROW] for at in range(0, len(numbers), NUMBERS_A_ROW)]
    text = lines(
        Markup("🛒 <b>{}</b>").format(category.name),
        form.t("Choose a service. The price is for 1000, or for the package."),
        "",
        *listed,
    )
    return Screen(text, [*rows, *page_row(form.t, page, form.page_data), form.leave_row()])


def _listed(form: Form, number: int, service: Service) -> Markup:
    """Return a service's line: names are too long and too much alike to be buttons."""
    mark = Markup("") if forms.form_for(service.type) else Markup(" 🔒")
    name = service.name if len(service.name) <= LONGEST_NAME else f"{service.name[:LONGEST_NAME]}…"
    price = form.t.money(service.rate, form.currency)
    return Markup("<b>{}.</b> {} · <b>{}</b>{}").format(number, name, price, mark)


async def _card(form: Form) -> Screen:
    service = form.service()
    rows: list[Row] = []
    note: Markup | None = None
    if forms.form_for(service.type) is None:
        note = form.t(
            "🔒 Services of the type “{type}” cannot be ordered here yet.", type=service.type
        )
    elif form.visit.may(Permission.ORDER):
        label = form.t.plain("🛒 Order")
        rows = [[button(label, form.data(FormAction.ORDER), style="primary")]]
    description = await stored.description(form.session, service.key)
    text = lines(
        texts.service_lines(form.t, service, form.currency, description),
        form.t("ID {id}", id=service.id),
        Markup("\n") + note if note else None,
    )
    return Screen(text, [*rows, form.leave_row()])


async def _field(form: Form) -> Screen:
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


def _prompt(form: Form, service: Service, field: Field) -> Markup:
    limits = {
        "minimum": form.t.number(service.minimum),
        "maximum": form.t.number(service.maximum),
    }
    return form.t(field.prompt, **limits)


def _quantities(form: Form, service: Service) -> Row:
    t, last = form.t, form.visit.chat.last_quantity
    suggested = {service.minimum: t.plain("Min: {number}", number=t.number(service.minimum))}
    if last is not None and service.minimum < last < service.maximum:
        suggested[last] = t.plain("Last: {number}", number=t.number(last))
    if service.maximum > service.minimum:
        suggested[service.maximum] = t.plain("Max: {number}", number=t.number(service.maximum))
    return [button(label, form.data(FormAction.VALUE, n)) for n, label in suggested.items()]


async def _summary(form: Form) -> Screen:
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


def _shown(form: Form, field: Field) -> bool:
    return field.key in form.draft.answers and field.key not in DRIP_KEYS


def _answer(t: Translator, field: Field, value: object) -> Markup:
    if isinstance(value, list):
        shown = t.plural_plain("{number} line", "{number} lines", len(value))
    elif isinstance(value, int):
        shown = t.number(value)
    else:
        shown = str(value)[:LONG_VALUE]
    return Markup("{}: {}").format(t.plain(field.label), shown)


def _drip_lines(form: Form, order_form: OrderForm) -> list[Markup]:
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


def _drip_row(form: Form, service: Service, order_form: OrderForm) -> list[Row]:
    if not order_form.dripfeed or service.dripfeed is Flag.NO:
        return []
    if all(key in form.draft.answers for key in DRIP_KEYS):
        return [[button(form.t.plain("💧 No drip-feed"), form.data(FormAction.NO_DRIP))]]
    return [[button(form.t.plain("💧 Drip-feed"), form.data(FormAction.DRIP))]]


_SCREENS: dict[Step, Callable[[Form], Awaitable[Screen]]] = {
    Step.PLATFORM: _platform,
    Step.CATEGORY: _category,
    Step.SERVICE: _service,
    Step.CARD: _card,
    Step.FIELD: _field,
    Step.CHANGE: _field,
    Step.SUMMARY: _summary,
}
