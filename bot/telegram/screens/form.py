"""The order form: a screen for each step, drawn from the draft and the stored catalogue."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.domain import forms
from bot.domain.access import Permission
from bot.domain.catalogue import Page, paginate
from bot.domain.forms import Field, OrderForm
from bot.domain.services import Flag, Service
from bot.i18n import Translator
from bot.storage import catalogue, orders, panel
from bot.storage.engine import Session
from bot.storage.tables import Draft, ServiceRow, Step
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
    draft: Draft
    visit: Visit
    now: datetime
    currency: str

    @property
    def t(self) -> Translator:
        """Return the texts of the chat."""
        return self.visit.t

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

    async def service(self) -> Service:
        """Return the chosen service.

        Raises:
            GoneError: it was taken off the catalogue.
        """
        row = await catalogue.get(self.session, self.draft.service_id or 0)
        if row is None or row.gone_at is not None:
            raise GoneError
        category = await catalogue.category(self.session, row.category_id)
        return catalogue.as_service(row, category.name if category else "")

    async def order_form(self) -> tuple[Service, OrderForm]:
        """Return the chosen service with the form of its type.

        Raises:
            GoneError: it was taken off the catalogue, or its type cannot be ordered (any more).
        """
        service = await self.service()
        form = forms.form_for(service.type)
        if form is None:
            raise GoneError
        return service, form


async def draw(session: Session, draft: Draft, visit: Visit, now: datetime) -> Screen:
    """Return the screen of the draft's step.

    Raises:
        GoneError: its category or service has vanished.
    """
    currency = (await panel.look(session)).currency
    return await _SCREENS[draft.step](Form(session, draft, visit, now, currency))


async def _platform(form: Form) -> Screen:
    found = list(await catalogue.platforms(form.session))
    page = paginate(found, form.draft.page, PLATFORMS_A_PAGE)
    buttons = [
        button(
            f"{item.name} · {form.t.number(item.services)}",
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
    found = list(await catalogue.categories(form.session, form.draft.platform))
    if not found:
        raise GoneError
    page = paginate(found, form.draft.page, PAGE_SIZE)
    rows: list[Row] = [
        [
            button(
                f"{item.name} · {form.t.number(item.services)}",
                form.data(FormAction.CATEGORY, item.id),
            )
        ]
        for item in page.items
    ]
    text = lines(
        Markup("🛒 <b>{}</b>").format(form.draft.platform or form.t("New order")),
        form.t("Choose a category."),
    )
    several = len(await catalogue.platforms(form.session)) > 1
    return Screen(
        text, [*rows, *page_row(form.t, page, form.page_data), form.leave_row(back=several)]
    )


async def _service(form: Form) -> Screen:
    category_id = form.draft.category_id or 0
    category = await catalogue.category(form.session, category_id)
    found, total = await catalogue.page(
        form.session, category_id, number=form.draft.page, size=PAGE_SIZE
    )
    if category is None or total == 0:
        raise GoneError
    count = -(-total // PAGE_SIZE)
    if not found:  # the category has become shorter since the page was drawn
        form.draft.page = count - 1
        return await _service(form)
    page = Page(items=found, number=form.draft.page, count=count, total=total)
    first = page.number * PAGE_SIZE + 1
    listed = [_listed(form, number, row) for number, row in enumerate(page.items, first)]
    numbers = [
        button(str(number), form.data(FormAction.SERVICE, row.id))
        for number, row in enumerate(page.items, first)
    ]
    rows = [numbers[at : at + NUMBERS_A_ROW] for at in range(0, len(numbers), NUMBERS_A_ROW)]
    text = lines(
        Markup("🛒 <b>{}</b>").format(category.name),
        form.t("Choose a service. The price is for 1000, or for the package."),
        "",
        *listed,
    )
    return Screen(text, [*rows, *page_row(form.t, page, form.page_data), form.leave_row()])


def _listed(form: Form, number: int, row: ServiceRow) -> Markup:
    """Return a service's line: names are too long and too much alike to be buttons."""
    mark = Markup("") if forms.form_for(row.type) else Markup(" 🔒")
    name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[:LONGEST_NAME]}…"
    price = form.t.money(row.rate, form.currency)
    return Markup("<b>{}.</b> {} · <b>{}</b>{}").format(number, name, price, mark)


async def _card(form: Form) -> Screen:
    service = await form.service()
    rows: list[Row] = []
    note: Markup | None = None
    if forms.form_for(service.type) is None:
        note = form.t(
            "🔒 Services of the type “{type}” cannot be ordered here yet.", type=service.type
        )
    elif form.visit.may(Permission.ORDER):
        label = form.t.plain("🛒 Order")
        rows = [[button(label, form.data(FormAction.ORDER), style="primary")]]
    text = lines(
        texts.service_lines(form.t, service, form.currency),
        form.t("ID {id}", id=service.id),
        Markup("\n") + note if note else None,
    )
    return Screen(text, [*rows, form.leave_row()])


async def _field(form: Form) -> Screen:
    service, order_form = await form.order_form()
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
    service, order_form = await form.order_form()
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
