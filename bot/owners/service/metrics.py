"""What is monitored: queues, orders, and how the panel answers."""

from datetime import datetime

from bot.backups.service import age
from bot.backups.service import get as backup_state
from bot.core.database.engine import Session
from bot.owners.store import metrics as store
from bot.panel.rules.calls import combined, recent
from bot.panel.service import panel_state
from bot.panel.tables import Hold, PanelState


async def read(session: Session, now: datetime) -> dict[str, int]:
    """Return what waits where, by name: `orders{state="queued"}` and so on."""
    counts = await store.states(session)
    found = {f'orders{{state="{state.value}"}}': count for state, count in counts.items()}
    panel = await panel_state.main(session)
    is_held = await panel_state.is_held(session, panel.panel_id)
    found["orders_held"] = int(is_held or panel.hold is not Hold.NONE)
    backup_age = age(await backup_state(session), now)
    if backup_age is not None:
        found["backup_age_seconds"] = int(backup_age.total_seconds())
    return found | await store.queues(session) | _calls(panel, now)


def _calls(panel: PanelState, now: datetime) -> dict[str, int]:
    """Return how the panel has answered in the last minutes; nothing if nobody has asked."""
    calls = combined(recent(panel.calls, now).values())
    if calls is None:
        return {}
    return {
        "panel_calls_lately": calls.count,
        "panel_errors_lately": calls.errors,
        "panel_milliseconds": calls.milliseconds,
    }
