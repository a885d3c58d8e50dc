"""How the operator sells what the panel offers."""

from dataclasses import dataclass

from bot.catalogue.rules.overrides import NO_OVERRIDES, FileOverrides
from bot.pricing.rules.selling import Selling


@dataclass(frozen=True, slots=True)
class Storefront:
    """What changes the panel's list into what people see.

    Attributes:
        file: the overrides of the operators' file.
        selling: how customers pay; `None`: people order for the operator's money.
    """

    file: FileOverrides = NO_OVERRIDES
    selling: Selling | None = None


PLAIN = Storefront()
"""Everything as the panel has it."""
