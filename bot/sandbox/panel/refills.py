"""Refills in the sandbox panel: which it takes, and how they go on."""

import itertools
from collections.abc import Iterator

from bot.sandbox.panel.catalogue import REFUSES_REFILLS
from bot.sandbox.panel.fields import PanelRefusal
from bot.sandbox.panel.orders import PanelClock, PanelOrder, PanelRefill, follow_refill

_REFILLABLE = frozenset({"Completed", "Partial"})
_RUNNING = frozenset({"Pending", "In progress"})


class Refills:
    """The refills that were taken.

    Args:
        wait: seconds, at speed 1.0, from the end of an order or its last refill to the next.
    """

    def __init__(self, clock: PanelClock, wait: float) -> None:
        self._clock = clock
        self._wait = wait
        self._taken: dict[str, PanelRefill] = {}
        self._numbers = itertools.count(1)

    def take(self, order: PanelOrder) -> str:
        """Refill an order, and return the refill's number.

        Raises:
            PanelRefusal: it cannot be refilled, or not yet.
        """
        if not order.service.get("refill") or order.service["service"] in REFUSES_REFILLS:
            raise PanelRefusal("Refill is disabled for this service")
        if order.status not in _REFILLABLE:
            raise PanelRefusal("The order is not completed")
        earlier = [refill for refill in self._followed() if refill.order is order]
        if any(refill.status in _RUNNING for refill in earlier):
            raise PanelRefusal("The refill task is not completed for this order")
        now, latest = self._clock.now(), [order.ended_at, *(it.asked_at for it in earlier)]
        if now < max(latest) + self._wait:
            raise PanelRefusal(
                "The order was completed or refill was requested less than 24 hours ago"
            )
        number = str(next(self._numbers))
        self._taken[number] = PanelRefill(number, order, now)
        return number

    def status(self, number: str) -> str:
        """Return the status of a refill.

        Raises:
            PanelRefusal: there is none with this number.
        """
        for refill in self._followed():
            if refill.id == number:
                return refill.status
        raise PanelRefusal("Refill not found")

    def _followed(self) -> Iterator[PanelRefill]:
        now = self._clock.now()
        for refill in self._taken.values():
            follow_refill(refill, now)
            yield refill
