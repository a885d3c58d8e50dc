"""How the bot sells, as the operator has set it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Selling:
    """Customers pay from wallets.

    Attributes:
        currency: of all wallets and sale prices, such as USD.
        minimum_charge: the least that an order costs, in it.
    """

    currency: str
    minimum_charge: Decimal
