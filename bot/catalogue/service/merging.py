"""Services of several panels that are sold as one, as owners have merged them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.rules.similar import DECISIVE, Difference, Listed, likeness
from bot.catalogue.rules.sources import Preference
from bot.catalogue.service.offers import StoredService, on_lists
from bot.catalogue.store import sources as store
from bot.catalogue.tables import MergedService, ServiceRow, SourceRow
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.rules.quotes import is_same_name
from bot.panel.service import bot_state


class CannotBeMergedError(Exception):
    """Two services are not the same to who orders them; or one is sold as a third one already.

    Attributes:
        differences: none: one of them is not sold, or is part of another service.
    """

    def __init__(self, differences: Collection[Difference] = ()) -> None:
        super().__init__(", ".join(differences))
        self.differences = differences


@dataclass(frozen=True, slots=True)
class Merged:
    """How a merged service is bought; `sources` are as owners have put them."""

    preference: Preference
    sources: Sequence[SourceRow]


async def merged(session: Session, service_ids: Iterable[int]) -> Mapping[int, Merged]:
    """Return those of some services, by our numbers, that are bought from several panels."""
    found: dict[int, tuple[Preference, list[SourceRow]]] = {}
    for row, source in await store.of_services(session, service_ids):
        found.setdefault(row.service_id, (row.preference, []))[1].append(source)
    return {key: Merged(*how) for key, how in found.items()}


async def merged_into(session: Session, service_id: int) -> int:
    """Return as which service, by our number, people see one: as itself, or a merged one."""
    source = await store.source(session, service_id)
    return service_id if source is None else source.merged_id


async def panels_of_all(session: Session) -> Mapping[int, frozenset[int]]:
    """Return from which panels each merged service is bought, by our numbers."""
    found: dict[int, set[int]] = {}
    for merged_id, panel_id in await store.panels_of_all(session):
        found.setdefault(merged_id, set()).add(panel_id)
    return {key: frozenset(panels) for key, panels in found.items()}


async def merge(
    session: Session, service_id: int, other_id: int, *, by: int, now: datetime
) -> None:
    """Sell a service of another panel as `service_id` from now on; it is bought from both.

    Args:
        by: the owner's user id.

    Raises:
        CannotBeMergedError: nothing was changed.
    """
    await bot_state.get_for_change(session)  # one owner after the other
    known = await on_lists(session, [service_id, other_id])
    if len(known) < 2:  # noqa: PLR2004 - both of them
        raise CannotBeMergedError
    await _check(session, known[service_id], known[other_id])
    row = await store.lock(session, service_id)
    if row is None:
        row = MergedService(service_id=service_id, changed_at=now, changed_by=by)
        session.add(row)
        await session.flush()
        session.add(source_of(known[service_id].row, service_id))
    row.changed_at, row.changed_by = now, by
    position = len((await merged(session, [service_id]))[service_id].sources)
    session.add(source_of(known[other_id].row, service_id, position))
    await _changed(session)


async def _check(session: Session, one: StoredService, other: StoredService) -> None:
    behind = await store.source(session, one.row.id)
    if behind is not None and behind.merged_id != one.row.id:
        raise CannotBeMergedError
    if await store.source(session, other.row.id) is not None:
        raise CannotBeMergedError
    found = likeness(_listed(one), _listed(other)).differences
    decisive = [it for it in found if it in DECISIVE]
    if decisive:
        raise CannotBeMergedError(decisive)


def is_as_merged(source: SourceRow, found: StoredService) -> bool:
    """Return whether a panel still sells what was merged under that number."""
    return is_same_name(source.name, found.row.name) and source.type == found.row.type


def _listed(it: StoredService) -> Listed:
    return Listed.of(it.service, it.platform)


def source_of(row: ServiceRow, merged_id: int, position: int = 0) -> SourceRow:
    """Return a panel's service as a source; of what is not merged it is the only one."""
    return SourceRow(
        service_id=row.id,
        merged_id=merged_id,
        position=position,
        name=row.name,
        type=row.type,
    )


async def part(session: Session, service_id: int) -> None:
    """Sell a source as a service of its own again; of two sources both.

    What waits to be sent goes to what is left.
    """
    await bot_state.get_for_change(session)
    source = await store.source(session, service_id)
    if source is not None:
        await _part(session, source)
        await _changed(session)


async def leave_panel(session: Session, panel_id: int) -> None:
    """Buy nothing from a panel any more that is left, in a transaction that changes the catalogue.

    What was sold as its service is sold as what it was merged from.
    """
    for source in await store.of_panel(session, panel_id):
        await _part(session, source)


async def _part(session: Session, source: SourceRow) -> None:
    left = (await merged(session, [source.merged_id])).get(source.merged_id)
    if left is None:
        return
    if source.merged_id == source.service_id or len(left.sources) <= 2:  # noqa: PLR2004 - itself
        await store.separate(session, source.merged_id)
    else:
        await session.delete(source)
        await session.flush()


async def prefer(
    session: Session, service_id: int, preference: Preference, *, by: int, now: datetime
) -> None:
    """Decide which source of a merged service is tried first."""
    row = await store.lock(session, service_id)
    if row is not None:
        row.preference, row.changed_at, row.changed_by = preference, now, by
        notify_on_commit(session, Topic.ORDERS)


async def put_first(session: Session, service_id: int, *, by: int, now: datetime) -> None:
    """Put a source before the others of its service."""
    source = await store.source(session, service_id)
    if source is None:
        return
    row = await store.lock(session, source.merged_id)
    if row is not None:
        row.changed_at, row.changed_by = now, by
        others = (await merged(session, [source.merged_id]))[source.merged_id].sources
        in_order = [source, *(it for it in others if it.service_id != service_id)]
        for position, it in enumerate(in_order):
            it.position = position
        notify_on_commit(session, Topic.ORDERS)


async def take_as_it_is(session: Session, service_id: int, *, by: int, now: datetime) -> None:
    """Go on with a source that its panel calls otherwise than when it was merged."""
    source = await store.source(session, service_id)
    known = (await on_lists(session, [service_id])).get(service_id)
    if source is None or known is None:
        return
    row = await store.lock(session, source.merged_id)
    if row is not None:
        row.changed_at, row.changed_by = now, by
        source.name, source.type = known.row.name, known.row.type
        notify_on_commit(session, Topic.ORDERS)


async def _changed(session: Session) -> None:
    await bot_state.catalogue_changed(session)
    notify_on_commit(session, Topic.ORDERS)
