"""The ways to pay that are set up, where an update is handled."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.telegram.context import Context


@dataclass(frozen=True, slots=True)
class ConfiguredMethods:
    """The gateways that this bot has, by their methods' codes."""

    methods: Sequence[str]


def configured_methods(context: Context) -> Sequence[str]:
    """Return the codes of the ways to pay that owners can switch on."""
    return context.part(ConfiguredMethods).methods
