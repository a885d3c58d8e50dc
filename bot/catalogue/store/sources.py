"""Merged services and their sources, as they are stored."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.catalogue.tables import MergedService, ServiceRow, SourceRow

_OF_SERVICES = (
    select(MergedService, SourceRow)
    .join(SourceRow, col(SourceRow.merged_id) == col(MergedService.service_id))
    .where(col(MergedService.service_id).in_(bindparam("services", expanding=True)))
    .order_by(col(SourceRow.position), col(SourceRow.service_id))
)


async def of_services(
    session: AsyncSession, service_ids: Iterable[int]
) -> Sequence[tuple[MergedService, SourceRow]]:
    """Return the sources of those of some services that are merged, each one's in their order."""
    rows = await session.execute(_OF_SERVICES, {"services": list(service_ids)})
    return [(merged, source) for merged, source in rows]


async def lock(session: AsyncSession, service_id: int) -> MergedService | None:
    """Lock a merged service and read it as it is now."""
    return await session.get(
        MergedService, service_id, with_for_update=True, populate_existing=True
    )


async def source(session: AsyncSession, service_id: int) -> SourceRow | None:
    """Return as what a panel's service is a source."""
    return await session.get(SourceRow, service_id)


async def panels_of_all(session: AsyncSession) -> Sequence[tuple[int, int]]:
    """Return each merged service with each panel from which it is bought."""
    query = select(col(SourceRow.merged_id), col(ServiceRow.panel_id)).join(
        ServiceRow, col(ServiceRow.id) == col(SourceRow.service_id)
    )
    return [(merged_id, panel_id) for merged_id, panel_id in await session.execute(query)]


async def of_panel(session: AsyncSession, panel_id: int) -> Sequence[SourceRow]:
    """Return the sources at a panel."""
    query = select(SourceRow).join(ServiceRow, col(ServiceRow.id) == col(SourceRow.service_id))
    rows = await session.execute(query.where(col(ServiceRow.panel_id) == panel_id))
    return rows.scalars().all()


async def separate(session: AsyncSession, service_id: int) -> None:
    """Delete a merged service with its sources; the services stay."""
    await session.execute(delete(SourceRow).where(col(SourceRow.merged_id) == service_id))
    await session.execute(delete(MergedService).where(col(MergedService.service_id) == service_id))
