"""What is known of the panel: capabilities, balance, and whether submitting is held back."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage import outbox
from bot.storage.engine import Topic, touch
from bot.storage.outbox import OutboxKind
from bot.storage.tables import PanelState

BALANCE_VIEW = {"view": "balance"}


async def get(session: AsyncSession) -> PanelState:
    """Return the one row, written down on first use."""
    state = await session.get(PanelState, 1)
    if state is None:
        state = PanelState()
        session.add(state)
    return state


async def look(session: AsyncSession) -> PanelState:
    """Return what is known, or a fresh row that is not stored: for transactions that only read."""
    return await session.get(PanelState, 1) or PanelState()


async def ask_balance(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """Have the balance asked for, and this message drawn again when it is known."""
    state = await get(session)
    state.balance_watchers = [*state.balance_watchers, [chat_id, message_id]]
    touch(session, Topic.PANEL)


async def note_balance(
    session: AsyncSession, amount: Decimal, currency: str, now: datetime
) -> None:
    """Write down the balance that the panel has told, and show it to who asked."""
    state = await get(session)
    state.balance, state.currency, state.balance_at = amount, currency, now
    answer_watchers(session, state, now)


def answer_watchers(session: AsyncSession, state: PanelState, now: datetime) -> None:
    """Draw the messages that wait for the balance, whether it came or not."""
    for chat_id, message_id in state.balance_watchers:
        payload = {"message_id": message_id, "view": BALANCE_VIEW}
        outbox.add(session, chat_id, OutboxKind.VIEW, payload, now)
    state.balance_watchers = []
