"""Making the stored list equal to the panel's, unless that is taken for an accident."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue.outbox import CatalogueMessage
from bot.catalogue.rules.changes import Changes, StoredList
from bot.catalogue.store import catalogue, panel_list
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.panel.service import bot_state, panel_state, service_holds
from bot.panel.tables import PanelState, Shrunk

logger = logging.getLogger(__name__)

SHRUNK = 2
"""A list that is so many times shorter than the stored one is taken for an accident."""

HANDFUL = 5
"""So many services that cannot be read are no news."""

OLD = timedelta(days=1)
"""A list that could not be read for so long is told: panels change their prices meanwhile."""

Capabilities = Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of the panel.

    Attributes:
        digest: of its list.
        size: how many services are on the list.
        capabilities: what is known of the panel by this process.
    """

    digest: str
    size: int
    capabilities: Capabilities


async def read_anew(session: Session, panel_id: int) -> Capabilities:
    """Have the whole list read at once; return what is known of the panel.

    The reader may have learned something since it was read last.
    """
    state = await panel_state.get_for_change(session, panel_id)
    state.list_digest, state.sync_at = "", None
    return state.capabilities


async def stored_list(session: Session, panel_id: int) -> StoredList:
    """Return all that is stored of a panel's list; other work goes on meanwhile."""
    version = (await bot_state.get(session)).catalogue_version
    return await panel_list.read(session, panel_id=panel_id, version=version)


async def record_skipped(
    session: Session,
    panel_id: int,
    *,
    skipped: int,
    examples: Sequence[str],
    owners: Sequence[int],
    now: datetime,
) -> None:
    """Notify owners of services that cannot be read, and anew when there are many more."""
    state = await panel_state.get_for_change(session, panel_id)
    state.skipped = skipped
    state.skipped_told = min(state.skipped_told, skipped)
    if skipped - state.skipped_told <= HANDFUL:
        return
    state.skipped_told = skipped
    outbox_store.add_alert(
        session,
        owners,
        Alert.SERVICES_SKIPPED,
        now,
        skipped=skipped,
        examples=list(examples),
        panel_id=panel_id,
    )


async def is_accident(
    session: Session, panel_id: int, size: int, owners: Sequence[int], now: datetime
) -> bool:
    """Return whether a list is too short to be believed; owners hear of it once."""
    state = await panel_state.get_for_change(session, panel_id)
    stored = await catalogue.count(session, panel_id)
    if size and (size * SHRUNK >= stored or state.shrunk is Shrunk.BELIEVED):
        return False
    logger.warning("catalogue_too_short", extra={"services": size, "stored": stored})
    if stored:
        alert = Alert.CATALOGUE_SHRANK
        _alert_of_accident(session, state, alert, owners, now, counts=(size, stored))
    return True


async def is_price_accident(
    session: Session, panel_id: int, changes: Changes, owners: Sequence[int], now: datetime
) -> bool:
    """Return whether a list is too cheap to be believed; owners hear of it once.

    What it says is what customers would pay, and not what the panel would charge.
    """
    state = await panel_state.get_for_change(session, panel_id)
    if not changes.is_price_fall or state.shrunk is Shrunk.BELIEVED:
        return False
    fallen, kept = changes.fallen, changes.kept
    logger.warning("catalogue_too_cheap", extra={"services": kept, "fallen": fallen})
    alert = Alert.CATALOGUE_CHEAP
    _alert_of_accident(session, state, alert, owners, now, counts=(fallen, kept))
    return True


def _alert_of_accident(
    session: Session,
    state: PanelState,
    alert: Alert,
    owners: Sequence[int],
    now: datetime,
    *,
    counts: tuple[int, int],
) -> None:
    if state.shrunk not in {Shrunk.NO, Shrunk.UNREAD}:
        return
    state.shrunk = Shrunk.ALERTED
    found, stored = counts
    outbox_store.add_alert(
        session, owners, alert, now, found=found, stored=stored, panel_id=state.panel_id
    )


async def record_unread(
    session: Session, panel_id: int, words: str, owners: Sequence[int], now: datetime
) -> None:
    """Notify owners once of a list that could not be read for long; `words` is why."""
    state = await panel_state.get_for_change(session, panel_id)
    is_old = state.synced_at is not None and now - state.synced_at >= OLD
    if is_old and state.shrunk is Shrunk.NO:
        state.shrunk = Shrunk.UNREAD
        outbox_store.add_alert(
            session, owners, Alert.CATALOGUE_OLD, now, words=words, panel_id=panel_id
        )


async def record_same(
    session: Session, panel_id: int, known: Capabilities, owners: Sequence[int], now: datetime
) -> Capabilities:
    """Record that the panel's list is the stored one; return what is known of it."""
    return _record(
        session, await panel_state.get_for_change(session, panel_id), known, owners, now
    )


async def apply(
    session: Session,
    panel_id: int,
    stored: StoredList,
    changes: Changes,
    reading: Reading,
    *,
    owners: Sequence[int],
    now: datetime,
) -> Capabilities | None:
    """Write a list down and tell owners what is new; return what is known of the panel.

    `None` if the stored list is not the one any more that the panel's was compared with.
    """
    state = await panel_state.get_for_change(session, panel_id)
    bot = await bot_state.get_for_change(session)  # one process writes the catalogue
    if bot.catalogue_version != stored.version:
        return None
    await write(session, panel_id, changes, now=now, last_seen_at=state.synced_at or now)
    known = _record(session, state, reading.capabilities, owners, now)
    state.list_digest = reading.digest
    if stored.is_stocked and changes.headlines:
        payload = {
            "services": reading.size,
            "currency": state.currency,
            "headlines": changes.headlines,
        }
        for owner in owners:
            outbox_store.add(session, owner, CatalogueMessage.NEWS, payload, now)
    return known


async def write(
    session: Session, panel_id: int, changes: Changes, *, now: datetime, last_seen_at: datetime
) -> None:
    """Write changes down, and have every process read the catalogue anew.

    Args:
        last_seen_at: when the panel's list still had the services that are gone.
    """
    await panel_list.write(session, changes, panel_id, now=now, last_seen_at=last_seen_at)
    if changes:
        await service_holds.end(session, {was.key for was, *_ in changes.changed})
        await bot_state.catalogue_changed(session)


def _record(
    session: Session, state: PanelState, known: Capabilities, owners: Sequence[int], now: datetime
) -> Capabilities:
    if state.shrunk in {Shrunk.ALERTED, Shrunk.UNREAD}:
        outbox_store.add_alert(
            session, owners, Alert.CATALOGUE_WHOLE, now, panel_id=state.panel_id
        )
    state.shrunk, state.synced_at = Shrunk.NO, now
    panel_state.record_capabilities(state, known)
    return state.capabilities
