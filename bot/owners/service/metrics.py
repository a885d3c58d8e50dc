"""What is monitored: queues, orders, and how the panel answers."""

from datetime import datetime

from bot.backups.service import age
from bot.backups.service import get as backup_state
from bot.core.database.engine import Session
from bot.owners.store import metrics as store
from bot.panel.rules.calls import combined, recent
from bot.panel.service import overview, panel_state
from bot.panel.tables import Hold, PanelState


async def read(session: Session, now: datetime) -> dict[str, int]:
    """Return what waits where, by name: `orders{state="queued"}` and so on."""
    counts = await store.states(session)
    found = {f'orders{{state="{state.value}"}}': count for state, count in counts.items()}
    names = await overview.names(session)
    for panel in await panel_state.within_reach(session):
        is_held = await panel_state.is_held(session, panel.panel_id)
        of_panel = {
            "orders_held": int(is_held or panel.hold is not Hold.NONE),
            **_calls(panel, now),
        }
        label = _label(names.get(panel.panel_id, ""))
        found |= {f"{name}{label}": value for name, value in of_panel.items()}
    backup_age = age(await backup_state(session), now)
    if backup_age is not None:
        found["backup_age_seconds"] = int(backup_age.total_seconds())
    return found | await store.queues(session)


def _label(name: str) -> str:
    """Return the label of a panel, none where there is only one, as Prometheus writes it."""
    escaped = name.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{{panel="{escaped}"}}' if name else ""


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
