"""What a message asks for: links, a service, a quantity, words, in whatever order and language."""

from bot.orders.requests.fitting import fitting, is_plain, is_suitable
from bot.orders.requests.meaning import meanings
from bot.orders.requests.order_request import Choices, OrderRequest
from bot.orders.requests.prefilled import filled
from bot.orders.requests.reading import Number, Role, Said, read

__all__ = [
    "Choices",
    "Number",
    "OrderRequest",
    "Role",
    "Said",
    "filled",
    "fitting",
    "is_plain",
    "is_suitable",
    "meanings",
    "read",
]
