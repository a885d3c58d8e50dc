"""The stored catalogue: what people browse, panel up or down."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, inspect, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.domain.catalogue import Catalogue
from bot.domain.catalogue import Category as Shelf
from bot.domain.services import Service
from bot.storage import panel
from bot.storage.tables import Category, ServiceRow

READ_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync changed."""

    new: int = 0
    changed: int = 0
    gone: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def _on_sale() -> Any:
    return col(ServiceRow.gone_at).is_(None)


async def load(session: AsyncSession) -> Catalogue:
    """Return everything on sale, without the descriptions; other work goes on meanwhile."""
    state = await panel.look(session)
    version, currency = state.catalogue_version, state.currency
    categories = {row.id: row for row in (await session.execute(select(Category))).scalars()}
    services: defaultdict[int, list[Service]] = defaultdict(list)
    position = -1
    while rows := await _read_on(session, position):
        for row in rows:
            category = categories[row.category_id]
            services[category.id].append(as_service(row, category.name))
        position = rows[-1].position
        await asyncio.sleep(0)
    found = sorted((categories[key] for key in services), key=lambda row: row.position)
    return Catalogue.of(
        version,
        currency,
        (Shelf(row.id, row.name, row.platform, tuple(services[row.id])) for row in found),
    )


async def _read_on(session: AsyncSession, after: int) -> Sequence[Any]:
    table: Any = ServiceRow
    columns = [column for column in inspect(table).columns if column.key != "description"]
    query = select(*columns).where(col(ServiceRow.position) > after, _on_sale())
    query = query.order_by(col(ServiceRow.position)).limit(READ_AT_ONCE)
    return (await session.execute(query)).all()


async def description(session: AsyncSession, service_id: int) -> str:
    """Return what the panel says of a service; panels tell a lot, and few read it."""
    query = select(ServiceRow.description).where(col(ServiceRow.id) == service_id)
    return (await session.execute(query)).scalar() or ""


async def get(session: AsyncSession, service_id: int) -> ServiceRow | None:
    """Return a service by our id, gone or not."""
    return await session.get(ServiceRow, service_id)


async def count(session: AsyncSession) -> int:
    """Count the services on sale."""
    query = select(func.count()).select_from(ServiceRow).where(_on_sale())
    return (await session.execute(query)).scalar_one()


def as_service(row: Any, category_name: str = "") -> Service:
    """Return the domain's view of a stored service: a `ServiceRow`, or its columns."""
    return Service(
        id=row.provider_id,
        name=row.name,
        type=row.type,
        category=category_name,
        rate=row.rate,
        minimum=row.minimum,
        maximum=row.maximum,
        refill=row.refill,
        cancel=row.cancel,
        dripfeed=row.dripfeed,
        average_time=row.average_time,
        key=row.id,
    )


async def store(
    session: AsyncSession,
    services: Sequence[Service],
    platform_of: dict[str, str],
    now: datetime,
) -> SyncResult:
    """Make the stored catalogue equal to `services`; what did not change is not written.

    Args:
        services: the panel's list, in its own order; of equal ids the first counts.
        platform_of: category name -> platform.
    """
    ids = await _store_categories(session, services, platform_of)
    stored = {
        row.provider_id: row for row in (await session.execute(select(ServiceRow))).scalars()
    }
    new = changed = 0
    seen: set[str] = set()
    for service in services:
        if service.id in seen:
            continue
        values = _values(service, ids[service.category], position=len(seen))
        seen.add(service.id)
        row = stored.get(service.id)
        if row is None:
            session.add(ServiceRow(provider_id=service.id, first_seen_at=now, **values))
            new += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            if (row.name, row.refill) != (service.name, service.refill):
                row.refill_refused_at = None  # sold with another promise: it may be asked for
            row.sqlmodel_update(values)
            changed += 1
    gone = [row.id for key, row in stored.items() if key not in seen and row.gone_at is None]
    if gone:
        await session.execute(
            update(ServiceRow).where(col(ServiceRow.id).in_(gone)).values(gone_at=now)
        )
    result = SyncResult(new=new, changed=changed, gone=len(gone))
    if result:
        await panel.catalogue_changed(session)
    return result


async def _store_categories(
    session: AsyncSession, services: Sequence[Service], platform_of: dict[str, str]
) -> dict[str, int]:
    stored = {row.name: row for row in (await session.execute(select(Category))).scalars()}
    names = list(dict.fromkeys(service.category for service in services))
    for position, name in enumerate(names):
        row = stored.get(name)
        if row is None:
            stored[name] = row = Category(name=name, platform="", position=position)
            session.add(row)
        if (row.position, row.platform) != (position, platform_of[name]):
            row.position, row.platform = position, platform_of[name]
    await session.flush()
    return {name: stored[name].id for name in names}


def _values(service: Service, category_id: int, *, position: int) -> dict[str, Any]:
    return {
        "category_id": category_id,
        "name": service.name,
        "type": service.type,
        "rate": service.rate,
        "minimum": service.minimum,
        "maximum": service.maximum,
        "refill": service.refill,
        "cancel": service.cancel,
        "dripfeed": service.dripfeed,
        "description": service.description,
        "average_time": service.average_time,
        "position": position,
        "gone_at": None,
    }
