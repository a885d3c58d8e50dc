"""What is monitored: queues, orders, and how the panel answers."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.owners.store import metrics as store
from bot.panel.rules.calls import combined, recent
from bot.panel.service import panel_state


async def read(session: Session, now: datetime) -> dict[str, int]:
    """Return what waits where, by name: `orders{state="queued"}` and so on."""
    counts = await store.states(session)
    found = {f'orders{{state="{state.value}"}}': count for state, count in counts.items()}
    return found | await store.queues(session) | await _calls(session, now)


async def _calls(session: Session, now: datetime) -> dict[str, int]:
    """Return how the panel has answered in the last minutes; nothing if nobody has asked."""
    calls = combined(recent((await panel_state.get(session)).calls, now).values())
    if calls is None:
        return {}
    return {
        "panel_calls_lately": calls.count,
        "panel_errors_lately": calls.errors,
        "panel_milliseconds": calls.milliseconds,
    }
