"""Messages that are drawn again by themselves: what a watcher remembers of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.storage import batches, orders, panel
from bot.storage.engine import Session
from bot.storage.tables import Order
from bot.telegram.context import Visit
from bot.telegram.screens import mass, numbers, owners
from bot.telegram.screens import orders as screens
from bot.telegram.screens.screen import Screen


def card_view(order: Order) -> dict[str, Any]:
    """Remember that a message shows an order's card."""
    return {"view": "card", "order_id": order.id}


def status_view(typed: Sequence[str], only: int | None) -> dict[str, Any]:
    """Remember that a message answers /status with these numbers, to who sees `only` theirs."""
    return {"view": "status", "numbers": list(typed), "only": only}


async def draw(
    session: Session, view: dict[str, Any], visit: Visit, now: datetime
) -> Screen | None:
    """Return what the message shows now; `None` if there is nothing to show any more."""
    if view["view"] == "status":
        return await numbers.status(session, view["numbers"], visit, now, only=view.get("only"))
    if view["view"] == "balance":
        return owners.balance(await panel.look(session), visit.t, now)
    if view["view"] == "mass":
        found = await batches.get(session, view["mass_id"])
        return None if found is None else await mass.progress(session, found, visit.t)
    order = await orders.get_here(session, visit.chat.id, view["order_id"])
    return None if order is None else await screens.card(session, order, visit, now)
