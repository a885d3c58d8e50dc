"""The balance: asked for, written down, shown to who waits for it, and alerted about."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.money import Money
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.panel.service import books, bot_state, panel_state
from bot.panel.tables import Hold, PanelState

BALANCE_MESSAGE = "balance"


async def ask(
    session: Session,
    chat_id: int,
    message_id: int,
    now: datetime,
    *,
    view: str = BALANCE_MESSAGE,
    panel_id: int | None = None,
) -> None:
    """Have a panel's balance asked for, each one's for `None`, and this message drawn again then.

    While orders are held back, that is also the call which finds out whether they may go on.
    """
    for panel in await panel_state.within_reach(session):
        if panel_id not in {None, panel.panel_id}:
            continue
        state = await panel_state.get_for_change(session, panel.panel_id)
        state.balance_watchers = [*state.balance_watchers, [chat_id, message_id, view]]
        notify_on_commit(session, Topic.PANEL)
        if state.hold is not Hold.NONE:
            state.probe_at = now
            notify_on_commit(session, Topic.ORDERS)


async def record(
    session: Session,
    panel_id: int,
    money: Money,
    now: datetime,
    owners_to_ask: Collection[int] | None = None,
) -> None:
    """Write down a panel's answer, and show it to who has asked.

    Args:
        now: when it was asked for; an order that left later may be in it, or not.
        owners_to_ask: compare it with what orders cost, and ask them about what these do not
            explain; `None`: no books are kept.
    """
    state = await panel_state.get_for_change(session, panel_id)
    if state.currency != money.currency:
        await bot_state.catalogue_changed(session)
    state.balance, state.currency, state.balance_at = money.amount, money.currency, now
    if owners_to_ask is None:
        await books.take_charges(session, panel_id)
    else:
        await books.compare(session, state, money.amount, owners_to_ask, now)
    answer_watchers(session, state, now)


def answer_watchers(session: Session, state: PanelState, now: datetime) -> None:
    """Draw the messages that wait for the balance, whether it came or not."""
    for chat_id, message_id, *named in state.balance_watchers:
        view = named[0] if named else BALANCE_MESSAGE  # rows of an earlier version name none
        drawn = {"view": view, "panel_id": state.panel_id}
        payload = {"message_id": message_id, "view": drawn}
        outbox_store.add(session, chat_id, OutboxKind.LIVE_MESSAGE, payload, now)
    state.balance_watchers = []


async def forget_watchers(session: Session, chat_id: int) -> None:
    """Draw no message of a chat any more."""
    for panel in await panel_state.every(session):
        if any(watcher[0] == chat_id for watcher in panel.balance_watchers):
            state = await panel_state.get_for_change(session, panel.panel_id)
            state.balance_watchers = [it for it in state.balance_watchers if it[0] != chat_id]


def is_current(state: PanelState) -> bool:
    """Return whether the balance is younger than the last order that could have changed it."""
    if state.balance_at is None:
        return False
    return state.spent_at is None or state.balance_at >= state.spent_at


def affords(state: PanelState, charge: Money) -> bool:
    """Return whether the balance, as far as it is known, is enough for a charge."""
    return state.balance is not None and charge.amount <= state.balance


def is_low(state: PanelState) -> bool:
    """Return whether the balance is below the owners' threshold."""
    return (
        state.balance is not None
        and state.low_balance is not None
        and state.balance < state.low_balance
    )


async def set_threshold(session: Session, panel_id: int, threshold: Decimal | None) -> None:
    """Set below what amount owners are alerted; `None`: never."""
    state = await panel_state.get_for_change(session, panel_id)
    if state.low_balance != threshold:
        state.low_balance, state.low_balance_told = threshold, False


async def alert_if_low(
    session: Session, panel_id: int, owners: Iterable[int], days: int | None, now: datetime
) -> None:
    """Alert owners that the balance is low, once until it was above again.

    Args:
        days: how long it lasts; `None`: nobody knows.
    """
    state = await panel_state.get_for_change(session, panel_id)
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
            panel_id=panel_id,
        )
