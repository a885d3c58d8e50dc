"""Messages that are drawn again by themselves: what a watcher remembers of them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot.storage import approvals, batches, broadcasts, directory, orders, panel, turnover
from bot.storage.engine import Session
from bot.storage.tables import Order
from bot.telegram.context import Visit
from bot.telegram.screens import approvals as cards
from bot.telegram.screens import broadcast, dashboard, mass, numbers, owners
from bot.telegram.screens import orders as screens
from bot.telegram.screens.screen import Screen

PROVIDER = "provider"

View = dict[str, Any]


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
    return await _VIEWS[view["view"]](session, view, visit, now)


async def _card(session: Session, view: View, visit: Visit, now: datetime) -> Screen | None:
    order = await orders.get_here(session, visit.chat.id, view["order_id"])
    return None if order is None else await screens.card(session, order, visit, now)


async def _status(session: Session, view: View, visit: Visit, now: datetime) -> Screen:
    return await numbers.status(session, view["numbers"], visit, now, only=view.get("only"))


async def _balance(session: Session, _: View, visit: Visit, now: datetime) -> Screen:
    return owners.balance(await panel.look(session), visit.t, now)


async def _approval(session: Session, view: View, visit: Visit, now: datetime) -> Screen | None:
    asked = await approvals.get(session, view["approval_id"])
    return await cards.card(session, asked, visit.t, visit.chat, now)


async def _provider(session: Session, _: View, visit: Visit, now: datetime) -> Screen:
    state = await panel.look(session)
    days_left = await turnover.lasts(session, state, now)
    return dashboard.provider(visit.t, state, now, days_left)


async def _mass(session: Session, view: View, visit: Visit, _: datetime) -> Screen | None:
    found = await batches.get(session, view["mass_id"])
    return None if found is None else await mass.progress(session, found, visit.t)


async def _broadcast(session: Session, view: View, visit: Visit, _: datetime) -> Screen | None:
    found = await broadcasts.get(session, view["broadcast_id"])
    return None if found is None else broadcast.progress(found, visit.t)


async def _closed_form(_: Session, __: View, visit: Visit, ___: datetime) -> Screen:
    return Screen(visit.t("✖️ This form was closed."))


_VIEWS: dict[str, Callable[[Session, View, Visit, datetime], Awaitable[Screen | None]]] = {
    "card": _card,
    "status": _status,
    "balance": _balance,
    "approval": _approval,
    PROVIDER: _provider,
    "mass": _mass,
    "broadcast": _broadcast,
    directory.CLOSED_FORM["view"]: _closed_form,
}
