"""What an order of each type needs: one table, read by the form, the price and the client.

The fields are those of provider-api.md, section 3; a new type is a new row of `FORMS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.domain.errors import N_, InputError
from bot.domain.links import parse_link
from bot.domain.money import price_per_thousand
from bot.domain.quantities import check_quantity, parse_quantity
from bot.domain.services import Service, ServiceType

Answers = Mapping[str, Any]
"""Answers by field key, as JSON keeps them: text, a number, or a list of lines."""

LONGEST_LINE = 1000
FEWEST_RUNS = 2
MOST_RUNS = 1000
LONGEST_INTERVAL = 60 * 24 * 7  # minutes


class QuantityRule(StrEnum):
    """Where the quantity of an order comes from."""

    GIVEN = "given"  # the person says it
    LINES = "lines"  # the number of lines of a list
    ONE = "one"  # a package is one


class PriceRule(StrEnum):
    """How the rate becomes the price."""

    PER_THOUSAND = "per_thousand"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form asks for.

    Attributes:
        key: the API's own parameter.
        label: its name on the summary, marked for translation; `prompt` likewise asks for it,
            with `{minimum}` and `{maximum}` of the service.
        parse: reads what was typed; raises `InputError`.
        optional: not asked by itself, offered on the summary.
    """

    key: str
    label: str
    prompt: str
    parse: Callable[[str], Any]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What an order of one type needs.

    Attributes:
        list_key: the field whose lines make the quantity (`QuantityRule.LINES`).
        dripfeed: `runs` and `interval` can be added where the service allows it.
    """

    type: ServiceType
    fields: tuple[Field, ...]
    quantity: QuantityRule
    price: PriceRule
    list_key: str = ""
    dripfeed: bool = False

    def field(self, key: str) -> Field:
        """Return a field by its key.

        Raises:
            KeyError: the form has none of that name.
        """
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


def parse_lines(text: str) -> list[str]:
    """Return the lines that say something, trimmed: panels count blank ones differently."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError(N_("Send at least one line."))
    if any(len(line) > LONGEST_LINE for line in lines):
        raise InputError(
            N_("A line is too long: at most {longest} characters."), {"longest": LONGEST_LINE}
        )
    return lines


def parse_runs(text: str) -> int:
    """Return how often a drip-feed runs."""
    runs = parse_quantity(text)
    if not FEWEST_RUNS <= runs <= MOST_RUNS:
        values = {"fewest": FEWEST_RUNS, "most": MOST_RUNS}
        raise InputError(N_("Send a number of runs from {fewest} to {most}."), values)
    return runs


def parse_interval(text: str) -> int:
    """Return the minutes between two runs."""
    minutes = parse_quantity(text)
    if minutes > LONGEST_INTERVAL:
        raise InputError(N_("Send at most {longest} minutes."), {"longest": LONGEST_INTERVAL})
    return minutes


LINK = Field("link", N_("Link"), N_("🔗 Send the link to the page, post or channel."), parse_link)
QUANTITY = Field(
    "quantity",
    N_("Quantity"),
    N_("🔢 Send the quantity, from {minimum} to {maximum}, or choose one."),
    parse_quantity,
)
COMMENTS = Field(
    "comments",
    N_("Comments"),
    N_("💬 Send the comments, one a line: from {minimum} to {maximum} lines."),
    parse_lines,
)
RUNS = Field(
    "runs",
    N_("Runs"),
    N_("💧 How many runs? Each delivers the quantity."),
    parse_runs,
    optional=True,
)
INTERVAL = Field(
    "interval",
    N_("Interval"),
    N_("💧 How many minutes between two runs?"),
    parse_interval,
    optional=True,
)

_FORMS = (
    OrderForm(
        ServiceType.DEFAULT,
        (LINK, QUANTITY, RUNS, INTERVAL),
        QuantityRule.GIVEN,
        PriceRule.PER_THOUSAND,
        dripfeed=True,
    ),
    OrderForm(ServiceType.PACKAGE, (LINK,), QuantityRule.ONE, PriceRule.ONCE),
    OrderForm(
        ServiceType.CUSTOM_COMMENTS,
        (LINK, COMMENTS),
        QuantityRule.LINES,
        PriceRule.PER_THOUSAND,
        list_key="comments",
    ),
)
FORMS: dict[str, OrderForm] = {form.type.value: form for form in _FORMS}


def form_for(service_type: str) -> OrderForm | None:
    """Return the form of a type, spelled by `normalise_type`; `None`: not orderable here yet."""
    return FORMS.get(service_type)


def missing(form: OrderForm, answers: Answers) -> Field | None:
    """Return the next field to ask for; `None` when nothing is missing."""
    for field in form.fields:
        if not field.optional and field.key not in answers:
            return field
    return None


def quantity_of(form: OrderForm, answers: Answers) -> int:
    """Return the quantity of one run."""
    if form.quantity is QuantityRule.ONE:
        return 1
    if form.quantity is QuantityRule.LINES:
        return len(answers[form.list_key])
    return int(answers["quantity"])


def has_dripfeed(answers: Answers) -> bool:
    """Tell whether the answers ask for drip-feed; runs and interval only count together."""
    return "runs" in answers and "interval" in answers


def total_quantity(form: OrderForm, answers: Answers) -> int:
    """Return the quantity of all runs together."""
    runs = int(answers["runs"]) if has_dripfeed(answers) else 1
    return quantity_of(form, answers) * runs


def drip_minutes(answers: Answers) -> int:
    """Return the minutes from the first run to the last."""
    return (int(answers["runs"]) - 1) * int(answers["interval"])


def price_of(service: Service, form: OrderForm, answers: Answers) -> Decimal:
    """Return the exact price, all runs together."""
    if form.price is PriceRule.ONCE:
        return service.rate
    return price_per_thousand(service.rate, total_quantity(form, answers))


def check_limits(service: Service, form: OrderForm, answers: Answers) -> None:
    """Check what has been answered so far against the service's limits.

    Raises:
        InputError: too few or too many, of one run or of all together.
    """
    key = form.list_key or "quantity"
    if form.quantity is QuantityRule.ONE or key not in answers:
        return
    check_quantity(quantity_of(form, answers), service.minimum, service.maximum)
    total = total_quantity(form, answers)
    if total > service.maximum:
        values = {"total": total, "maximum": service.maximum}
        raise InputError(N_("All runs together make {total}; the most is {maximum}."), values)


def add_params(service_id: str, form: OrderForm, answers: Answers) -> dict[str, str]:
    """Return what `add` is sent: exactly the parameters that the type asks for."""
    params = {"service": service_id}
    for field in form.fields:
        if field.key not in answers or (field.optional and not has_dripfeed(answers)):
            continue
        value = answers[field.key]
        params[field.key] = "\n".join(value) if isinstance(value, list) else str(value)
    return params


def quantity_hint(form: OrderForm, answers: Answers) -> int:
    """Return the quantity for panels that want one with every type (provider-api.md, 3.1)."""
    return quantity_of(form, answers)
