"""What a transfer costs, gives, and comes to in the books."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from babel.numbers import get_currency_precision

from bot.wallet.rules.units import UNITS

MOST_PERCENT = Decimal(50)
"""Of a fee, and of a bonus."""
_HUNDRED = Decimal(100)
_MOST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Split:
    """Where an amount that has arrived goes, in units.

    Attributes:
        paid: what has arrived is worth this.
        credited: the customer gets this.
    """

    paid: int
    credited: int

    @property
    def from_paid(self) -> int:
        """Return what of the payment goes to the wallet."""
        return min(self.paid, self.credited)

    @property
    def bonus(self) -> int:
        """Return what the operator adds."""
        return max(self.credited - self.paid, 0)

    @property
    def fee(self) -> int:
        """Return what the operator keeps."""
        return max(self.paid - self.credited, 0)


def due_for(units: int, rate: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return what is asked for an amount: with the fee on top, rounded up to what can be paid.

    That is to the cent; a yen, a won or a dong has none.

    Args:
        units: what is asked for, before a bonus.
        rate: of the wallets' currency, for 1 of what is asked.
        percent: above zero a fee, below a bonus.
        currency: in which it is asked.
    """
    smallest = Decimal(1).scaleb(-min(get_currency_precision(currency), _MOST_PLACES))
    asked: Decimal = Decimal(units) / UNITS / rate * (1 + max(percent, Decimal(0)) / _HUNDRED)
    return asked.quantize(smallest, ROUND_CEILING).normalize()  # as it is read: compared as text


def credit_for(units: int, percent: Decimal) -> int:
    """Return what is credited for an amount: with the bonus on top, rounded down."""
    bonus = max(-percent, Decimal(0)) / _HUNDRED
    return int((units * (1 + bonus)).to_integral_value(ROUND_FLOOR))


def split(arrived: Decimal, due: Decimal, units: int, rate: Decimal) -> Split:
    """Return where an amount goes that has arrived for an offer: fee and bonus as was offered.

    Args:
        due: what was asked, for which `units` were promised.
    """
    worth = (arrived * rate * UNITS).to_integral_value(ROUND_FLOOR)
    promised = (arrived * units / due).to_integral_value(ROUND_FLOOR)
    return Split(int(worth), int(promised))
