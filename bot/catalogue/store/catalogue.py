"""The stored catalogue: what people browse, panel up or down."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from bot.catalogue.rules.catalogue import Category as Shelf
from bot.catalogue.rules.services import Service
from bot.catalogue.tables import Category, ServiceRow
from bot.core.database.by_key import ByKey
from bot.panel.tables import BotState, Panel, PanelStatus

Place = tuple[bool, int, int]
"""Where a service is in its category: those of the main panel first, each panel's in its order."""
AT_ONCE = 500
"""So many rows are read or written before other work has its turn."""
SERVICES = SQLModel.metadata.tables["services"]
_OPEN = select(col(Panel.id)).where(col(Panel.status) == PanelStatus.ACTIVE)
_MAIN = select(col(BotState.panel_id)).where(col(BotState.id) == 1)
_DESCRIPTION = select(SERVICES.c.description).where(SERVICES.c.id == bindparam("service_id"))
_ON_LIST = col(ServiceRow.gone_at).is_(None) & col(ServiceRow.panel_id).in_(_OPEN)
_SOURCES = SQLModel.metadata.tables["sources"].c
_as_source = aliased(ServiceRow)
_MERGED_ON_SALE = (  # by one of its sources at least
    select(_SOURCES.merged_id)
    .join(_as_source, col(_as_source.id) == _SOURCES.service_id)
    .where(col(_as_source.gone_at).is_(None), col(_as_source.panel_id).in_(_OPEN))
)
_BEHIND_ANOTHER = select(_SOURCES.service_id).where(_SOURCES.service_id != _SOURCES.merged_id)
"""Services as which a merged one is bought, and which nobody sees."""
ON_SALE = (_ON_LIST | col(ServiceRow.id).in_(_MERGED_ON_SALE)) & col(ServiceRow.id).not_in(
    _BEHIND_ANOTHER
)
_NAMED = (
    select(ServiceRow, col(Category.name), col(Category.platform), _ON_LIST)
    .join(Category, col(Category.id) == col(ServiceRow.category_id))
    .where(col(ServiceRow.id).in_(bindparam("services", expanding=True)))
    .execution_options(populate_existing=True)
)
_SOLD = _NAMED.where(ON_SALE)
_LISTED = _NAMED.where(_ON_LIST)
_SERVICES = ByKey(ServiceRow)
_BUT_DESCRIPTION = [column for column in SERVICES.columns if column.name != "description"]


async def main_panel(session: AsyncSession) -> int:
    """Return our number of the panel that the settings name."""
    return (await session.execute(_MAIN)).scalar_one()


async def read(session: AsyncSession) -> Sequence[Shelf]:
    """Return everything on sale as the panel has it, without the descriptions."""
    categories = {row.id: row for row in (await session.execute(select(Category))).scalars()}
    main = await main_panel(session)
    services: defaultdict[int, list[tuple[Place, Service]]] = defaultdict(list)
    async for rows in pages(session, _BUT_DESCRIPTION, ON_SALE):
        for row in rows:
            category = categories[row.category_id]
            service = as_service(row, category.name, main=main)
            services[category.id].append((place_of(row, main), service))
    found = sorted((categories[key] for key in services), key=lambda row: row.position)
    return [Shelf(row.id, row.name, row.platform, _in_order(services[row.id])) for row in found]


def place_of(row: Any, main: int) -> Place:
    """Return where a service is in its category, by its row."""
    return row.panel_id != main, row.panel_id, row.position


def _in_order(placed: Iterable[tuple[Place, Service]]) -> Sequence[Service]:
    return tuple(service for _, service in sorted(placed, key=lambda it: it[0]))


async def pages(
    session: AsyncSession, columns: Iterable[Any], *where: Any
) -> AsyncIterator[Sequence[Any]]:
    """Yield the stored services, so many rows at once that other work has its turn."""
    query = select(*columns).where(*where).order_by(SERVICES.c.id).limit(AT_ONCE)
    last = 0
    while rows := (await session.execute(query.where(SERVICES.c.id > last))).all():
        yield rows
        last = rows[-1].id
        await asyncio.sleep(0)


async def description(session: AsyncSession, service_id: int) -> str:
    """Return what the panel says of a service; panels tell a lot, and few read it."""
    return (await session.execute(_DESCRIPTION, {"service_id": service_id})).scalar() or ""


async def get(session: AsyncSession, service_id: int) -> ServiceRow | None:
    """Return a service by our id, gone or not."""
    return await _SERVICES.find(session, service_id)


@dataclass(frozen=True, slots=True)
class Named:
    """A service, read anew, with its category.

    Attributes:
        is_listed: it is on its panel's list, and the panel takes orders.
    """

    row: ServiceRow
    category: str
    platform: str
    is_listed: bool


async def sold(session: AsyncSession, service_ids: Iterable[int]) -> Sequence[Named]:
    """Return those of some services that people can order; not those behind a merged one."""
    return await _named(session, _SOLD, service_ids)


async def listed(session: AsyncSession, service_ids: Iterable[int]) -> Sequence[Named]:
    """Return those of some services that can be bought at their panels."""
    return await _named(session, _LISTED, service_ids)


async def _named(session: AsyncSession, query: Any, service_ids: Iterable[int]) -> list[Named]:
    rows = await session.execute(query, {"services": list(service_ids)})
    return [
        Named(row, category, platform, bool(is_listed))
        for row, category, platform, is_listed in rows
    ]


async def count(session: AsyncSession, panel_id: int) -> int:
    """Count the services that are on a panel's list."""
    its = (SERVICES.c.panel_id == panel_id, SERVICES.c.gone_at.is_(None))
    query = select(func.count()).select_from(SERVICES).where(*its)
    return (await session.execute(query)).scalar_one()


def as_service(
    row: Any, category_name: str = "", description: str = "", *, main: int = 0
) -> Service:
    """Return the domain's view of a stored service: a `ServiceRow`, or its columns.

    Args:
        main: our number of the panel whose services people call by its own IDs; 0: of any.
    """
    is_main = main in {0, row.panel_id}
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
        description=description,
        average_time=row.average_time,
        key=row.id,
        panel_name=row.name,
        panel_category=category_name,
        panel_id=row.panel_id,
        code="" if is_main else f"{row.panel_id}-{row.provider_id}",
    )
