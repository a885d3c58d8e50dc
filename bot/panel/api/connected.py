"""A panel that can be asked."""

from dataclasses import dataclass

from bot.panel.api.client import PanelClient


@dataclass(frozen=True, slots=True)
class ConnectedPanel:
    """A panel that is worked with, and what reaches it.

    Attributes:
        id: our number of it.
        takes_orders: else what is under way there is followed, and nothing is added.
        is_read: its list of services is.
        concurrency: how many orders are sent at once; `None`: as the settings say.
    """

    id: int
    client: PanelClient
    takes_orders: bool = True
    is_read: bool = True
    concurrency: int | None = None
