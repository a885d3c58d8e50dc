"""Forms are data: one table says what an order of each type needs."""

from bot.orders.forms.fields import Answers, Field, Option, Unit
from bot.orders.forms.guesses import Guess, guesses, quantity_said
from bot.orders.forms.lists import Collected
from bot.orders.forms.parsers import Reader
from bot.orders.forms.pricing import (
    Price,
    add_params,
    check_limits,
    drip_minutes,
    has_dripfeed,
    is_endless,
    posts_of,
    presets,
    price_of,
    quantity_hint,
    quantity_of,
    total_quantity,
)
from bot.orders.forms.table import (
    DRIP_FEED,
    FORMS,
    Extra,
    OrderForm,
    PriceRule,
    QuantityRule,
    form_for,
    missing,
)

__all__ = [
    "DRIP_FEED",
    "FORMS",
    "Answers",
    "Collected",
    "Extra",
    "Field",
    "Guess",
    "Option",
    "OrderForm",
    "Price",
    "PriceRule",
    "QuantityRule",
    "Reader",
    "Unit",
    "add_params",
    "check_limits",
    "drip_minutes",
    "form_for",
    "guesses",
    "has_dripfeed",
    "is_endless",
    "missing",
    "posts_of",
    "presets",
    "price_of",
    "quantity_hint",
    "quantity_of",
    "quantity_said",
    "total_quantity",
]
