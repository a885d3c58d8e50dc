"""The ways to pay that are set up, where an update is handled."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.telegram.context import Context


@dataclass(frozen=True, slots=True)
class SetUp:
    """The gateways that this bot has, by their methods' codes."""

    methods: Sequence[str]


def set_up_here(context: Context) -> Sequence[str]:
    """Return the codes of the ways to pay that owners can switch on."""
    return context.part(SetUp).methods
