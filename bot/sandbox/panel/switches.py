"""What can be broken at a panel, and mended again."""

from decimal import Decimal
from enum import Enum

from bot.sandbox.panel.faults import Fault, Injected
from bot.sandbox.panel.server import SandboxPanel

SLOW_SECONDS = 10.0
"""How long a slow panel takes for each call."""
REFUSAL = "Disabled service ID"
"""The words of a panel that refuses all orders; nobody takes them for anything but a refusal."""


class Switch(Enum):
    """What a visitor breaks."""

    REFUSE = "refuse"  # refuses each order
    LOSE = "lose"  # takes the next order, and its answer never arrives
    SLOW = "slow"
    DOWN = "down"  # refuses connections
    BROKE = "broke"  # there is no money on the account


class Switches:
    """The switches of one panel."""

    def __init__(self, panel: SandboxPanel) -> None:
        self._panel = panel
        self._faults: dict[Switch, Injected] = {}
        self._kept: Decimal | None = None  # the money that was taken away

    def is_on(self, switch: Switch) -> bool:
        """Return whether it is broken; a lost answer is lost once."""
        if switch is Switch.SLOW:
            return self._panel.delay > 0
        if switch is Switch.DOWN:
            return self._panel.is_down
        if switch is Switch.BROKE:
            return self._kept is not None
        injected = self._faults.get(switch)
        return injected is not None and injected in self._panel.faults

    async def turn(self, switch: Switch, *, on: bool) -> None:
        """Break it, or mend it; twice is once."""
        if switch is Switch.SLOW:
            self._panel.delay = SLOW_SECONDS if on else 0.0
        elif switch is Switch.DOWN:
            await self._panel.set_down(on)
        elif switch is Switch.BROKE:
            self._take_money() if on else self._give_money_back()
        else:
            self._fail(switch, on)

    def _fail(self, switch: Switch, on: bool) -> None:
        faults, injected = self._panel.faults, self._faults.pop(switch, None)
        if injected is not None:
            faults.discard(injected)
        if on and switch is Switch.REFUSE:
            self._faults[switch] = faults.add("add", Fault.REFUSAL, text=REFUSAL)
        elif on:
            self._faults[switch] = faults.add("add", Fault.LOST_ANSWER, times=1)

    def _take_money(self) -> None:
        if self._kept is None:
            self._kept, self._panel.balance = self._panel.balance, Decimal(0)

    def _give_money_back(self) -> None:
        """What was given back for orders meanwhile is on the account already."""
        self._panel.balance += self._kept or 0
        self._kept = None
