"""The stored catalogue: what people browse, panel up or down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.domain.services import Service
from bot.storage.tables import Category, ServiceRow


@dataclass(frozen=True, slots=True)
class Counted:
    """A platform or category with the number of services in it."""

    id: int
    name: str
    services: int


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


async def platforms(session: AsyncSession) -> Sequence[Counted]:
    """Return the platforms with services on sale, in the panel's order.

    A platform's id is that of one of its categories.
    """
    query = (
        select(func.min(Category.id), Category.platform, func.count())
        .join(ServiceRow, col(ServiceRow.category_id) == Category.id)
        .where(_on_sale())
        .group_by(Category.platform)
        .order_by(func.min(Category.position))
    )
    rows = (await session.execute(query)).all()
    return [Counted(id=row_id, name=name, services=count) for row_id, name, count in rows]


async def categories(session: AsyncSession, platform: str | None) -> Sequence[Counted]:
    """Return the categories of a platform (or all) with services on sale, in the panel's order."""
    query = (
        select(Category.id, Category.name, func.count())
        .join(ServiceRow, col(ServiceRow.category_id) == Category.id)
        .where(_on_sale())
        .group_by(col(Category.id))
        .order_by(col(Category.position))
    )
    if platform is not None:
        query = query.where(col(Category.platform) == platform)
    rows = (await session.execute(query)).all()
    return [Counted(id=row_id, name=name, services=count) for row_id, name, count in rows]


async def category(session: AsyncSession, category_id: int) -> Category | None:
    """Return a category by our id."""
    return await session.get(Category, category_id)


async def page(
    session: AsyncSession, category_id: int, *, number: int, size: int
) -> tuple[Sequence[ServiceRow], int]:
    """Return a page of a category's services on sale, and how many there are in all."""
    here: Select[Any] = select(ServiceRow).where(
        col(ServiceRow.category_id) == category_id, _on_sale()
    )
    total = (await session.execute(select(func.count()).select_from(here.subquery()))).scalar_one()
    rows = here.order_by(col(ServiceRow.position)).offset(number * size).limit(size)
    return (await session.execute(rows)).scalars().all(), total


async def place_in_category(session: AsyncSession, service_id: int) -> int:
    """Count the services on sale before this one in its category: tells the page it is on."""
    row = await session.get(ServiceRow, service_id)
    if row is None:
        return 0
    query = select(func.count()).where(
        col(ServiceRow.category_id) == row.category_id,
        col(ServiceRow.position) < row.position,
        _on_sale(),
    )
    return (await session.execute(query)).scalar_one()


async def get(session: AsyncSession, service_id: int) -> ServiceRow | None:
    """Return a service by our id, gone or not."""
    return await session.get(ServiceRow, service_id)


async def count(session: AsyncSession) -> int:
    """Count the services on sale."""
    query = select(func.count()).select_from(ServiceRow).where(_on_sale())
    return (await session.execute(query)).scalar_one()


def as_service(row: ServiceRow, category_name: str = "") -> Service:
    """Return the domain's view of a stored service."""
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
        description=row.description,
        average_time=row.average_time,
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
            row.sqlmodel_update(values)
            changed += 1
    gone = [row.id for key, row in stored.items() if key not in seen and row.gone_at is None]
    if gone:
        await session.execute(
            update(ServiceRow).where(col(ServiceRow.id).in_(gone)).values(gone_at=now)
        )
    return SyncResult(new=new, changed=changed, gone=len(gone))


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
