"""What is known of the panel: capabilities, balance, and whether submitting is held back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import ScalarSelect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.database.by_key import ByKey
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.notices import Alert
from bot.core.outbox.store import OutboxKind
from bot.orders.tables import Order
from bot.panel.rules.calls import Calls, lately
from bot.panel.tables import Hold, PanelState, Shrunk

SYNC_TAKEN_OVER = timedelta(minutes=5)
"""A reading that was taken and never ended is taken again after this long."""
TOLD_AGAIN_AFTER = timedelta(hours=12)
"""Owners hear of what a single order or service waits for, and not again for so long."""
BALANCE_VIEW = "balance"
_STATES = ByKey(PanelState)


CURRENT: ScalarSelect[int] = (
    select(col(PanelState.panel_id)).where(col(PanelState.id) == 1).scalar_subquery()
)
"""Our number of the panel that is worked with, in a query."""


async def get_for_change(session: AsyncSession) -> PanelState:
    """Lock the one row and read it as it is now."""
    return _there(await _STATES.lock(session, 1))


async def get(session: AsyncSession) -> PanelState:
    """Return what is known."""
    return _there(await _STATES.find(session, 1))


def _there(state: PanelState | None) -> PanelState:
    if state is None:
        raise RuntimeError("the panel's row, which the first migration makes, is gone")
    return state


def is_held(state: PanelState) -> bool:
    """Return whether all orders wait, for the panel or for what an owner says of it.

    Where money is lacking, those go on that the balance covers.
    """
    return state.hold in {Hold.AUTH, Hold.DOWN} or state.asked_panel_id is not None


async def is_elsewhere(session: AsyncSession, order: Order) -> bool:
    """Return whether an order is of another panel than the one that is worked with."""
    return order.panel_id != (await get(session)).panel_id


def record_capabilities(state: PanelState, known: Mapping[str, bool | None]) -> None:
    """Add what a process has learned; what it does not know stays as another has learned it."""
    learned = {name: value for name, value in known.items() if value is not None}
    state.capabilities = {**state.capabilities, **learned}


async def catalogue_changed(session: AsyncSession) -> None:
    """Have every process read the stored catalogue anew."""
    (await get_for_change(session)).catalogue_version += 1
    notify_on_commit(session, Topic.CATALOGUE)


async def take_sync(session: AsyncSession, now: datetime) -> bool:
    """Take the next reading of the catalogue if it is time; one process reads it."""
    state = await get_for_change(session)
    if state.sync_at is not None and state.sync_at > now:
        return False
    state.sync_at = now + SYNC_TAKEN_OVER
    return True


async def set_sync(session: AsyncSession, at: datetime | None) -> None:
    """Set when the catalogue is read next; `None` is at once."""
    (await get_for_change(session)).sync_at = at


async def believe_list(session: AsyncSession) -> bool:
    """Have the list read again and taken as it is; `False` if it is not held to be an accident."""
    state = await get_for_change(session)
    if state.shrunk is not Shrunk.TOLD:
        return False
    state.shrunk, state.sync_at = Shrunk.BELIEVED, None
    notify_on_commit(session, Topic.PANEL)
    return True


async def ask_balance(
    session: AsyncSession, chat_id: int, message_id: int, now: datetime, view: str = BALANCE_VIEW
) -> None:
    """Have the balance asked for, and this message drawn again when it is known.

    While orders are held back, that is also the call which finds out whether they may go on.
    """
    state = await get_for_change(session)
    state.balance_watchers = [*state.balance_watchers, [chat_id, message_id, view]]
    if state.hold is Hold.NONE:
        notify_on_commit(session, Topic.PANEL)
    else:
        state.probe_at = now
        notify_on_commit(session, Topic.ORDERS)


async def record_balance(
    session: AsyncSession, amount: Decimal, currency: str, now: datetime
) -> None:
    """Write down the balance that the panel has told, and show it to who asked."""
    state = await get_for_change(session)
    if state.currency != currency:
        await catalogue_changed(session)
    state.balance, state.currency, state.balance_at = amount, currency, now
    answer_watchers(session, state, now)


def answer_watchers(session: AsyncSession, state: PanelState, now: datetime) -> None:
    """Draw the messages that wait for the balance, whether it came or not."""
    for chat_id, message_id, *named in state.balance_watchers:
        view = named[0] if named else BALANCE_VIEW  # rows of an earlier version name none
        payload = {"message_id": message_id, "view": {"view": view}}
        outbox_store.add(session, chat_id, OutboxKind.VIEW, payload, now)
    state.balance_watchers = []


async def forget_watchers(session: AsyncSession, chat_id: int) -> None:
    """Draw no message of a chat any more."""
    if any(watcher[0] == chat_id for watcher in (await get(session)).balance_watchers):
        state = await get_for_change(session)
        state.balance_watchers = [it for it in state.balance_watchers if it[0] != chat_id]


def affords(state: PanelState, price: Decimal) -> bool:
    """Return whether the balance, as far as it is known, is enough for a price."""
    return state.balance is not None and price <= state.balance


def is_news(state: PanelState, cause: str, now: datetime) -> bool:
    """Return whether owners have not been told of `cause` for a while, and note that they are."""
    told = {
        it: at
        for it, at in state.causes_told.items()
        if now - datetime.fromisoformat(at) < TOLD_AGAIN_AFTER
    }
    state.causes_told = {**told, cause: told.get(cause, now.isoformat())}
    return cause not in told


async def sync_now(session: AsyncSession) -> None:
    """Have the list read at once."""
    await set_sync(session, None)
    notify_on_commit(session, Topic.PANEL)


async def set_maintenance(session: AsyncSession, text: str | None) -> None:
    """Close ordering to all but owners, who tell why, or open it again (`None`)."""
    (await get_for_change(session)).maintenance = text
    notify_on_commit(session, Topic.CATALOGUE)  # who follows the catalogue looks at this, too


async def set_low_balance(session: AsyncSession, threshold: Decimal | None) -> None:
    """Set below what owners are told of the balance; `None`: never."""
    state = await get_for_change(session)
    if state.low_balance != threshold:
        state.low_balance, state.low_balance_told = threshold, False


def is_low(state: PanelState) -> bool:
    """Return whether the balance is below what owners have set."""
    return (
        state.balance is not None
        and state.low_balance is not None
        and state.balance < state.low_balance
    )


async def tell_low_balance(
    session: AsyncSession, owners: Iterable[int], days: int | None, now: datetime
) -> None:
    """Tell owners that the balance is low, once until it was not; `days` is what it lasts."""
    state = await get_for_change(session)
    is_news = is_low(state) and not state.low_balance_told
    state.low_balance_told = is_low(state)
    if is_news:
        outbox_store.add_alert(
            session,
            owners,
            Alert.LOW_BALANCE,
            now,
            amount=str(state.balance),
            threshold=str(state.low_balance),
            currency=state.currency,
            days=days,
        )


async def record_calls(session: AsyncSession, process: str, calls: Calls, now: datetime) -> None:
    """Write down how a process's calls went; what others told long ago is forgotten."""
    state = await get_for_change(session)
    found = lately(state.calls, now) | {process: calls}
    state.calls = {name: it.as_json() for name, it in found.items()}
