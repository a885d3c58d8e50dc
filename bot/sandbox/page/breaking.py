"""What a visitor breaks at the panels, and the words for it."""

from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from bot.sandbox.page.streams import Event
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.switches import SLOW_SECONDS, Switch, Switches

_NOTES = {
    (Switch.REFUSE, True): "{who} refuses every order",
    (Switch.REFUSE, False): "{who} takes orders again",
    (Switch.LOSE, True): "{who} loses its next answer to an order",
    (Switch.LOSE, False): "{who} loses no answer",
    (Switch.SLOW, True): f"{{who}} takes {SLOW_SECONDS:.0f} seconds for each call",
    (Switch.SLOW, False): "{who} is quick",
    (Switch.DOWN, True): "{who} is down: it refuses connections",
    (Switch.DOWN, False): "{who} is up again",
    (Switch.BROKE, True): "There is no money left at {who}",
    (Switch.BROKE, False): "The money at {who} is back",
}
Note = Callable[[str, SandboxPanel], None]


class Breaking:
    """The switches of all panels.

    Args:
        note: writes down what was broken or mended at a panel.
    """

    def __init__(self, panels: Sequence[SandboxPanel], note: Note) -> None:
        self._panels = {panel.name: (panel, Switches(panel)) for panel in panels}
        self._note = note

    def state(self) -> list[Event]:
        """Return each panel for the page, and what is broken there."""
        return [
            {
                "name": name,
                "balance": f"{panel.balance:,.2f}",
                "currency": panel.currency,
                "broken": [switch.value for switch in Switch if switches.is_on(switch)],
            }
            for name, (panel, switches) in self._panels.items()
        ]

    async def turn(self, body: dict[str, Any]) -> None:
        """Break or mend what the page says, at the first panel if it names none."""
        name = body.get("panel") or next(iter(self._panels))
        if name not in self._panels or body.get("what") not in {it.value for it in Switch}:
            raise web.HTTPBadRequest(text="That cannot be broken.")
        panel, switches = self._panels[name]
        switch, on = Switch(body["what"]), bool(body.get("on"))
        await switches.turn(switch, on=on)
        text = _NOTES[switch, on].format(who="the panel" if len(self._panels) == 1 else name)
        self._note(text[:1].upper() + text[1:], panel)
