"""What follows from the answers: quantity, price, limits, and what the panel is sent."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bot.catalogue.rules.services import Sale, Service
from bot.core.errors import N_, InputError
from bot.core.money import WALLET_UNIT, price_per_thousand
from bot.core.text.quantities import LARGEST, check_quantity
from bot.orders.forms.fields import Answers
from bot.orders.forms.table import DRIP_FEED, OrderForm, PriceRule, QuantityRule, missing

PRESETS = 4
"""Quantities that are offered beside the limits."""
USUAL_FROM = 500
ENDLESS = N_("Say for how many posts: an order without an end can't be paid from a wallet.")
_ROUND = [first * 10**zeros for zeros in range(1, 10) for first in (1, 2, 5)]


@dataclass(frozen=True, slots=True)
class Price:
    """What an order costs: exactly where both are equal, else between the two.

    Attributes:
        each_post: for each new post, of which nobody knows how many there will be.
        posts: so many of them are counted, old ones say.
    """

    least: Decimal
    most: Decimal
    each_post: bool = False
    posts: int = 1

    @property
    def is_exact(self) -> bool:
        """Return whether nothing but this can be charged."""
        return self.least == self.most and not self.each_post

    @property
    def counted(self) -> Decimal:
        """Return what is counted on: the most, of an endless order the most of what is known."""
        return self.most * self.posts


def quantity_of(form: OrderForm, answers: Answers) -> int:
    """Return the quantity of one run; of a subscription the most for one post."""
    if form.quantity is QuantityRule.ONE:
        return 1
    if form.quantity is QuantityRule.LINES:
        return len(answers[form.list_key])
    return int(answers["max" if form.quantity is QuantityRule.PER_POST else "quantity"])


def has_dripfeed(form: OrderForm, answers: Answers) -> bool:
    """Return whether the answers ask for drip-feed; runs and interval only count together."""
    return DRIP_FEED in form.extras and DRIP_FEED.is_given(answers)


def posts_of(answers: Answers) -> int | None:
    """Return how many posts a subscription is for; `None` if it is for all that come."""
    if "posts" not in answers:
        return None
    return int(answers["posts"]) + int(answers.get("old_posts", 0))


def total_quantity(form: OrderForm, answers: Answers) -> int:
    """Return the quantity of all runs, or posts, together; of endless ones that of one."""
    times = 1
    if form.quantity is QuantityRule.PER_POST:
        times = posts_of(answers) or _posts_known(answers)
    elif has_dripfeed(form, answers):
        times = int(answers["runs"])
    return quantity_of(form, answers) * times


def _posts_known(answers: Answers) -> int:
    """Return how many posts an endless subscription has at least: old ones, and a new one."""
    return int(answers.get("old_posts", 0)) + 1


def is_endless(form: OrderForm, answers: Answers) -> bool:
    """Return whether nobody can say how much there will be to pay for."""
    return form.quantity is QuantityRule.PER_POST and posts_of(answers) is None


def drip_minutes(answers: Answers) -> int:
    """Return the minutes from the first run to the last."""
    return (int(answers["runs"]) - 1) * int(answers["interval"])


def price_of(service: Service, form: OrderForm, answers: Answers) -> Price:
    """Return what whoever orders pays, all runs and posts together."""
    return _price_at(service.rate, service.sale, form, answers)


def floor_of(service: Service, form: OrderForm, answers: Answers) -> Decimal:
    """Return the least that customers may pay for an order; 0 where nothing is sold to them."""
    sale = service.sale
    return Decimal(0) if sale is None else _price_at(sale.floor, sale, form, answers).counted


def cost_of(service: Service, form: OrderForm, answers: Answers) -> Decimal:
    """Return what the panel charges for an order, in its own currency."""
    rate = service.rate if service.sale is None else service.sale.cost
    if service.origin is not None:
        rate = service.origin.rate
    return _price_at(rate, None, form, answers).counted


def _price_at(rate: Decimal, sale: Sale | None, form: OrderForm, answers: Answers) -> Price:
    if form.price is PriceRule.ONCE:
        return Price(_charged(rate, sale), _charged(rate, sale))
    most = _charged(price_per_thousand(rate, total_quantity(form, answers)), sale)
    if form.quantity is not QuantityRule.PER_POST:
        return Price(most, most)
    posts = posts_of(answers)
    least = _charged(price_per_thousand(rate, int(answers["min"]) * (posts or 1)), sale)
    if posts is None:
        each = _charged(price_per_thousand(rate, quantity_of(form, answers)), sale)
        return Price(least, each, each_post=True, posts=_posts_known(answers))
    return Price(least, most)


def _charged(amount: Decimal, sale: Sale | None) -> Decimal:
    """Return what customers pay for an amount: rounded up, once, to what wallets count in."""
    if sale is None:
        return amount
    return max(amount.quantize(WALLET_UNIT, ROUND_CEILING), sale.minimum_charge)


def presets(minimum: int, maximum: int) -> list[int]:
    """Return round quantities between the limits, the usual ones if they are."""
    found = [n for n in _ROUND if minimum < n < maximum]
    usual = next((at for at, n in enumerate(found) if n >= USUAL_FROM), len(found))
    first = max(min(usual, len(found) - PRESETS), 0)
    return found[first : first + PRESETS]


def check_limits(service: Service, form: OrderForm, answers: Answers) -> None:
    """Check what has been answered so far against the service's limits.

    Raises:
        InputError: too few or too many, of one run or of all together.
    """
    if missing(form, answers) is None:
        _check_sum(service, form, answers)
    if form.quantity is QuantityRule.PER_POST:
        _check_posts(service, answers)
        return
    key = form.list_key or "quantity"
    if form.quantity is QuantityRule.ONE or key not in answers:
        return
    quantity = quantity_of(form, answers)
    if form.list_key:
        _check_lines(service, quantity)
    else:
        check_quantity(quantity, service.minimum, service.maximum)
    total = total_quantity(form, answers)
    if total > service.maximum:
        values = {"total": total, "maximum": service.maximum}
        raise InputError(N_("All runs together make {total}; the maximum is {maximum}."), values)


def _check_lines(service: Service, number: int) -> None:
    if not service.minimum <= number <= service.maximum:
        values = {"number": number, "minimum": service.minimum, "maximum": service.maximum}
        said = N_("Lines so far: {number}. Send {minimum} to {maximum} in total.")
        raise InputError(said, values)


def check_order(service: Service, form: OrderForm, answers: Answers) -> None:
    """Check answers that are to be ordered as they are.

    Raises:
        InputError: as `check_limits`; or a wallet is to pay for what has no end.
    """
    check_limits(service, form, answers)
    if service.sale is not None and is_endless(form, answers):
        raise InputError(ENDLESS)


def _check_sum(service: Service, form: OrderForm, answers: Answers) -> None:
    price = price_of(service, form, answers).counted
    if total_quantity(form, answers) > LARGEST or price > LARGEST:
        raise InputError(N_("That is more than any service offers."))


def _check_posts(service: Service, answers: Answers) -> None:
    for key in ("min", "max"):
        if key in answers:
            check_quantity(answers[key], service.minimum, service.maximum)
    if "min" in answers and "max" in answers and answers["min"] > answers["max"]:
        values = {"least": answers["min"], "most": answers["max"]}
        raise InputError(N_("At least {least} is more than at most {most}."), values)


def add_params(service_id: str, form: OrderForm, answers: Answers) -> dict[str, str]:
    """Return what `add` is sent: exactly the parameters that the type asks for."""
    params = {"service": service_id}
    for field in form.answered(answers):
        params[field.key] = field.write(answers[field.key])
    return params


def quantity_hint(form: OrderForm, answers: Answers) -> int:
    """Return the quantity for panels that want one with every type (docs/panel-api.md, 3.2)."""
    return quantity_of(form, answers)
