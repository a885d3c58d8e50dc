"""What the handlers of panels need of the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.telegram.context import Context


@dataclass(frozen=True, slots=True)
class PanelSetUp:
    """What the settings say of panels that owners add.

    Attributes:
        peculiarities: what may differ between panels, by the names of the settings without
            `PROVIDER_`, with what each should look like.
        find_malformed: returns the first of a panel's peculiarities that is malformed.
    """

    peculiarities: Mapping[str, str]
    find_malformed: Callable[[Mapping[str, str]], str | None]


def set_up_here(context: Context) -> PanelSetUp:
    """Return what the settings say of panels."""
    return context.part(PanelSetUp)
