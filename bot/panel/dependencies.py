"""What the handlers of panels need of the settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.telegram.context import Context
from bot.panel.rules.accounts import PanelAccount
from bot.panel.vault import Vault


@dataclass(frozen=True, slots=True)
class PanelDependencies:
    """What the settings say of panels that owners add.

    Attributes:
        peculiarities: what may differ between panels, by the names of the settings without
            `PROVIDER_`, with what each should look like.
        find_malformed: returns which of a panel's peculiarities, or of address and key
            (`api_url`, `api_key`), is malformed.
        vault: seals what owners type; `None`: there is no SECRET_KEY, and no panel is added.
    """

    peculiarities: Mapping[str, str]
    find_malformed: Callable[[Mapping[str, str], PanelAccount | None], str | None]
    vault: Vault | None


def panel_dependencies(context: Context) -> PanelDependencies:
    """Return what the settings say of panels."""
    return context.part(PanelDependencies)
