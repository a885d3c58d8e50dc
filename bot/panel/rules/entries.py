"""Money that comes to the account at a panel."""

from decimal import Decimal
from enum import StrEnum

LEAST = Decimal("0.01")
"""Less than that is explained: panels round what they charge."""


class EntryKind(StrEnum):
    """What is known of it."""

    OPENING = "opening"  # the first balance that was reported
    ASKED = "asked"  # owners are asked whether they have added it
    DEPOSIT = "deposit"  # they have
    DECLINED = "declined"  # they have not: it stays unexplained
