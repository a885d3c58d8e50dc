"""What owners see of a service that is bought from several panels, or could be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.catalogue.rules.similar import Likeness, Listed, likeness
from bot.catalogue.rules.sources import Preference, Source, Unfit, ranked
from bot.catalogue.service import merging
from bot.catalogue.service.offers import StoredService, on_lists, stored_service
from bot.catalogue.tables import SourceRow
from bot.core.database.engine import Session
from bot.orders.rules.service_metrics import ServiceMetrics
from bot.orders.service import service_metrics
from bot.orders.service.sources import is_stale
from bot.panel.service import connecting, panel_state, service_holds
from bot.panel.tables import Hold, Panel, PanelState, PanelStatus, ServiceHold


class Obstacle(StrEnum):
    """Why a source takes no orders at present, whichever they are."""

    PAUSED = "paused"  # its panel is, by owners
    GONE = "gone"
    NO_RATE = "no_rate"  # nobody knows what it costs in the catalogue's currency
    CHANGED = "changed"  # it is called otherwise than when it was merged
    HELD = "held"
    STALE = "stale"  # its list was not read for long
    FUNDS = "funds"


@dataclass(frozen=True, slots=True)
class SourceView:
    """A panel's service, as owners see it.

    Attributes:
        key: our number of it.
        panel: what that is called.
        own: as the panel describes it; its rate is in the catalogue's currency, unless that is
            not known.
        merged_name: what its panel called it when it was merged.
        metrics: what was measured of it; `None`: too little is known.
        obstacle: `None`: it takes orders.
    """

    key: int
    panel: str
    own: StoredService
    merged_name: str
    metrics: ServiceMetrics | None
    obstacle: Obstacle | None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service that people see, with all from which it is bought.

    Attributes:
        key: our number of it.
        preference: which source is tried first; `None`: it is bought from one panel.
        sources: as owners have put them.
        first: our number of the source that is tried first now; `None`: none takes orders.
        currency: of the catalogue.
    """

    key: int
    preference: Preference | None
    sources: Sequence[SourceView]
    first: int | None
    currency: str

    @property
    def itself(self) -> SourceView:
        """Return the source that people see."""
        return next(it for it in self.sources if it.key == self.key)

    def source(self, key: int) -> SourceView | None:
        """Return a source by our number of it."""
        return next((it for it in self.sources if it.key == key), None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two services that could be sold as one, each with what its panel is called."""

    one: StoredService
    one_panel: str
    other: StoredService
    other_panel: str
    likeness: Likeness
    currency: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all sources of a service."""

    panels: Mapping[int, Panel]
    states: Mapping[int, PanelState]
    holds: Mapping[int, ServiceHold]
    listed: Mapping[int, StoredService]
    measured: Mapping[int, ServiceMetrics]
    now: datetime

    def obstacle(self, row: SourceRow, own: StoredService) -> Obstacle | None:
        """Return why a source takes no orders at present."""
        panel = self.panels.get(own.row.panel_id)
        if panel is not None and panel.status is PanelStatus.PAUSED:
            return Obstacle.PAUSED
        if own.row.gone_at is not None or panel is None or panel.status is PanelStatus.REMOVED:
            return Obstacle.GONE
        if own.row.id not in self.listed:
            return Obstacle.NO_RATE
        if not merging.is_as_merged(row, own):
            return Obstacle.CHANGED
        return self._for_now(own)

    def _for_now(self, own: StoredService) -> Obstacle | None:
        state, hold = self.states[own.row.panel_id], self.holds.get(own.row.id)
        is_held = panel_state.takes_nothing(state, self.now)
        if is_held or service_holds.takes_nothing(hold, self.now):
            return Obstacle.HELD
        if is_stale(state, self.now):
            return Obstacle.STALE
        return Obstacle.FUNDS if state.hold is Hold.FUNDS else None


async def load(session: Session, service_id: int, now: datetime) -> ServiceView | None:
    """Return from which panels a service, by our number, is bought; `None`: there is none.

    Of one that is sold as another: from which panels that one is.
    """
    key = await merging.merged_into(session, service_id)
    how = (await merging.merged(session, [key])).get(key)
    rows = [await _alone(session, key)] if how is None else list(how.sources)
    known = await _known(session, [it.service_id for it in rows if it is not None], now)
    found = [await _source(session, known, it) for it in rows if it is not None]
    if not found:
        return None
    preference = None if how is None else how.preference
    return ServiceView(
        key=key,
        preference=preference,
        sources=found,
        first=_first(found, preference or Preference.FIXED, key),
        currency=(await panel_state.main(session)).currency,
    )


async def _alone(session: Session, service_id: int) -> SourceRow | None:
    """Return a service that is not merged as its only source; `None`: there is no such one."""
    found = await stored_service(session, service_id)
    if found is None:
        return None
    return merging.source_of(found.row, found.row.id)


async def _known(session: Session, keys: Sequence[int], now: datetime) -> _Known:
    return _Known(
        panels={it.id: it for it in await connecting.every(session)},
        states={it.panel_id: it for it in await panel_state.within_reach(session)},
        holds=await service_holds.find(session),
        listed=await on_lists(session, keys),
        measured=await service_metrics.of_sources(session, keys, now),
        now=now,
    )


async def _source(session: Session, known: _Known, row: SourceRow) -> SourceView:
    key = row.service_id
    own = known.listed.get(key) or await stored_service(session, key)
    if own is None:
        raise RuntimeError(f"source {key} is no service")
    panel = known.panels.get(own.row.panel_id)
    return SourceView(
        key=key,
        panel="" if panel is None else panel.called,
        own=own,
        merged_name=row.name,
        metrics=known.measured.get(key),
        obstacle=known.obstacle(row, own),
    )


def _first(found: Sequence[SourceView], preference: Preference, key: int) -> int | None:
    if any(it.key == key and it.obstacle is Obstacle.CHANGED for it in found):
        return key  # the others are what it was
    sources = [
        Source(
            it.key,
            it.own.row.panel_id,
            it.own.service.rate,
            it.metrics,
            Unfit.HELD if it.obstacle else None,
        )
        for it in found
    ]
    return next((it.service_id for it in ranked(sources, preference)), None)


async def compare(session: Session, one_id: int, other_id: int) -> Pair | None:
    """Return two services by our numbers; `None`: one cannot be bought at present."""
    found = await on_lists(session, [one_id, other_id])
    if not {one_id, other_id} <= found.keys():
        return None
    names = {it.id: it.called for it in await connecting.every(session)}
    one, other = found[one_id], found[other_id]
    return Pair(
        one,
        names[one.row.panel_id],
        other,
        names[other.row.panel_id],
        likeness(_listed(one), _listed(other)),
        (await panel_state.main(session)).currency,
    )


def _listed(it: StoredService) -> Listed:
    return Listed.of(it.service, it.platform)
