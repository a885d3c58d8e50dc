"""How it stands with a panel: capabilities, calls, and whether orders are held back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.database.engine import Session
from bot.panel.rules.calls import Calls, recent
from bot.panel.rules.peculiarities import refill_wait_of
from bot.panel.service import bot_state
from bot.panel.store import panel_state as store
from bot.panel.store import panels
from bot.panel.tables import Hold, PanelState, PanelStatus

ALERT_AGAIN_AFTER = timedelta(hours=12)
"""Owners hear of what a single order or service waits for, and not again for so long."""


async def get_for_change(session: Session, panel_id: int) -> PanelState:
    """Return what is known of a panel, locked until the transaction ends."""
    return await store.lock(session, panel_id)


async def get(session: Session, panel_id: int) -> PanelState:
    """Return what is known of a panel."""
    return await store.find(session, panel_id)


async def main(session: Session) -> PanelState:
    """Return what is known of the panel that the settings name."""
    return await get(session, (await bot_state.get(session)).panel_id)


async def within_reach(session: Session) -> Sequence[PanelState]:
    """Return what is known of the panels that are worked with."""
    return await store.within_reach(session)


async def every(session: Session) -> Sequence[PanelState]:
    """Return what is known of all panels that were ever worked with."""
    return await store.every(session)


async def is_held(session: Session, panel_id: int) -> bool:
    """Return whether all orders of a panel wait, for it or for an owner's decision about it.

    Where money is lacking, those go on that the balance covers.
    """
    if (await get(session, panel_id)).hold in {Hold.AUTH, Hold.DOWN}:
        return True
    bot = await bot_state.get(session)
    return bot.panel_id == panel_id and bot.asked_panel_id is not None


def takes_nothing(state: PanelState, now: datetime) -> bool:
    """Return whether a panel takes no orders at present: it is held, or busy for a moment."""
    is_busy = state.submit_after is not None and state.submit_after > now
    return is_busy or state.hold in {Hold.AUTH, Hold.DOWN}


async def is_out_of_reach(session: Session, panel_id: int) -> bool:
    """Return whether a panel cannot be asked any more."""
    return (await panels.get(session, panel_id)).status is PanelStatus.OUT_OF_REACH


async def refill_wait(session: Session, panel_id: int, of_settings: timedelta) -> timedelta:
    """Return a panel's pause before a refill.

    Args:
        of_settings: that of the panel which the settings name.
    """
    panel = await panels.get(session, panel_id)
    is_own = panel.sealed and panel_id != (await bot_state.get(session)).panel_id
    return refill_wait_of(panel.options) if is_own else of_settings


def record_capabilities(state: PanelState, known: Mapping[str, bool | None]) -> None:
    """Add what a process has learned; what it does not know stays as another has learned it."""
    learned = {name: value for name, value in known.items() if value is not None}
    state.capabilities = {**state.capabilities, **learned}


async def record_calls(
    session: Session, panel_id: int, process: str, calls: Calls, now: datetime
) -> None:
    """Write down how a process's calls went; reports of other processes expire after a while."""
    state = await get_for_change(session, panel_id)
    found = recent(state.calls, now) | {process: calls}
    state.calls = {name: it.as_json() for name, it in found.items()}


def is_news(state: PanelState, cause: str, now: datetime) -> bool:
    """Return whether owners have not been told of `cause` for a while, and note that they are."""
    known = {
        it: at
        for it, at in state.causes_told.items()
        if now - datetime.fromisoformat(at) < ALERT_AGAIN_AFTER
    }
    state.causes_told = {**known, cause: known.get(cause, now.isoformat())}
    return cause not in known
