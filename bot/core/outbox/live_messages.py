"""Messages that are drawn again by themselves: what a watcher remembers of them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot.broadcasts import screens as broadcasts_screens
from bot.broadcasts import store as broadcasts_store
from bot.core.database.engine import Session
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.mass import screens as mass_screens
from bot.orders.mass import store as mass_store
from bot.orders.screens import numbers
from bot.orders.screens import orders as screens
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.owners.screens import dashboard, owners
from bot.owners.store import directory
from bot.panel.service import panel_state
from bot.spending.screens import approvals as cards
from bot.spending.store import approvals, turnover

PROVIDER = "provider"

View = dict[str, Any]


def card_view(order: Order) -> dict[str, Any]:
    """Remember that a message shows an order's card."""
    return {"view": "card", "order_id": order.id}


def status_view(typed: Sequence[str], only: int | None) -> dict[str, Any]:
    """Remember that a message answers /status with these numbers, to who sees `only` theirs."""
    return {"view": "status", "numbers": list(typed), "only": only}


async def draw(
    session: Session, view: dict[str, Any], actor: Actor, now: datetime
) -> Screen | None:
    """Return what the message shows now; `None` if there is nothing to show any more."""
    return await _VIEWS[view["view"]](session, view, actor, now)


async def _card(session: Session, view: View, actor: Actor, now: datetime) -> Screen | None:
    order = await orders.get_here(session, actor.chat.id, view["order_id"])
    return None if order is None else await screens.card(session, order, actor, now)


async def _status(session: Session, view: View, actor: Actor, now: datetime) -> Screen:
    return await numbers.status(session, view["numbers"], actor, now, only=view.get("only"))


async def _balance(session: Session, _: View, actor: Actor, now: datetime) -> Screen:
    return owners.balance(await panel_state.get(session), actor.t, now)


async def _approval(session: Session, view: View, actor: Actor, now: datetime) -> Screen | None:
    asked = await approvals.get(session, view["approval_id"])
    return await cards.card(session, asked, actor.t, actor.chat, now)


async def _provider(session: Session, _: View, actor: Actor, now: datetime) -> Screen:
    state = await panel_state.get(session)
    days_left = await turnover.lasts(session, state, now)
    return dashboard.provider(actor.t, state, now, days_left)


async def _mass(session: Session, view: View, actor: Actor, _: datetime) -> Screen | None:
    found = await mass_store.get(session, view["mass_id"])
    return None if found is None else await mass_screens.progress(session, found, actor.t)


async def _broadcast(session: Session, view: View, actor: Actor, _: datetime) -> Screen | None:
    found = await broadcasts_store.get(session, view["broadcast_id"])
    return None if found is None else broadcasts_screens.progress(found, actor.t)


async def _closed_form(_: Session, __: View, actor: Actor, ___: datetime) -> Screen:
    return Screen(actor.t("✖️ This form was closed."))


_VIEWS: dict[str, Callable[[Session, View, Actor, datetime], Awaitable[Screen | None]]] = {
    "card": _card,
    "status": _status,
    "balance": _balance,
    "approval": _approval,
    PROVIDER: _provider,
    "mass": _mass,
    "broadcast": _broadcast,
    directory.CLOSED_FORM["view"]: _closed_form,
}
