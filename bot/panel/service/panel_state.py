"""What is known of the panel: capabilities, calls, and whether orders are held back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.tables import Order
from bot.panel.rules.calls import Calls, recent
from bot.panel.store import panel_state as store
from bot.panel.tables import Hold, PanelState

TOLD_AGAIN_AFTER = timedelta(hours=12)
"""Owners hear of what a single order or service waits for, and not again for so long."""


async def get_for_change(session: Session) -> PanelState:
    """Return what is known, locked until the transaction ends."""
    return await store.lock(session)


async def get(session: Session) -> PanelState:
    """Return what is known."""
    return await store.find(session)


def is_held(state: PanelState) -> bool:
    """Return whether all orders wait, for the panel or for an owner's decision about it.

    Where money is lacking, those go on that the balance covers.
    """
    return state.hold in {Hold.AUTH, Hold.DOWN} or state.asked_panel_id is not None


async def is_elsewhere(session: Session, order: Order) -> bool:
    """Return whether an order belongs to another panel than the one that is worked with."""
    return order.panel_id != (await get(session)).panel_id


def record_capabilities(state: PanelState, known: Mapping[str, bool | None]) -> None:
    """Add what a process has learned; what it does not know stays as another has learned it."""
    learned = {name: value for name, value in known.items() if value is not None}
    state.capabilities = {**state.capabilities, **learned}


async def record_calls(session: Session, process: str, calls: Calls, now: datetime) -> None:
    """Write down how a process's calls went; reports of other processes expire after a while."""
    state = await get_for_change(session)
    found = recent(state.calls, now) | {process: calls}
    state.calls = {name: it.as_json() for name, it in found.items()}


async def catalogue_changed(session: Session) -> None:
    """Have every process read the stored catalogue anew."""
    (await get_for_change(session)).catalogue_version += 1
    notify_on_commit(session, Topic.CATALOGUE)


async def set_maintenance(session: Session, text: str | None) -> None:
    """Close ordering to all but owners, with a text for people, or open it again (`None`)."""
    (await get_for_change(session)).maintenance = text
    notify_on_commit(session, Topic.CATALOGUE)  # who follows the catalogue reads this, too


def is_news(state: PanelState, cause: str, now: datetime) -> bool:
    """Return whether owners have not been told of `cause` for a while, and note that they are."""
    told = {
        it: at
        for it, at in state.causes_told.items()
        if now - datetime.fromisoformat(at) < TOLD_AGAIN_AFTER
    }
    state.causes_told = {**told, cause: told.get(cause, now.isoformat())}
    return cause not in told
