"""The panel's list as it is stored: read whole, to be compared, and brought up to date in bulk."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Executable, Table, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from bot.catalogue.rules.changes import Changes, StoredCategory, StoredList, StoredService
from bot.catalogue.rules.services import Service
from bot.catalogue.store.catalogue import AT_ONCE, SERVICES, as_service, main_panel, pages
from bot.catalogue.tables import Category

Rows = Iterable[Mapping[str, Any]]

_categories = SQLModel.metadata.tables["categories"]


async def read(session: AsyncSession, *, panel_id: int, version: int) -> StoredList:
    """Return all that is stored of a panel's list; other work goes on meanwhile.

    Args:
        version: of the catalogue.
    """
    settled = await _settled(session, panel_id)
    categories = {
        row.id: StoredCategory(row.id, row.name, row.platform, row.position, row.id in settled)
        for row in (await session.execute(select(Category))).scalars()
    }
    services: list[StoredService] = []
    async for rows in pages(session, SERVICES.columns, SERVICES.c.panel_id == panel_id):
        for row in rows:
            service = as_service(row, categories[row.category_id].name, row.description)
            services.append(StoredService(service, row.position, row.gone_at is not None))
    return StoredList(version, tuple(categories.values()), services)


async def _settled(session: AsyncSession, panel_id: int) -> frozenset[int]:
    """Return the categories in which a panel that comes before this one sells something."""
    main = await main_panel(session)
    if panel_id == main:
        return frozenset()
    is_before = or_(SERVICES.c.panel_id == main, SERVICES.c.panel_id < panel_id)
    query = select(SERVICES.c.category_id).where(SERVICES.c.gone_at.is_(None), is_before)
    return frozenset((await session.execute(query.distinct())).scalars())


async def write(
    session: AsyncSession,
    changes: Changes,
    panel_id: int,
    *,
    now: datetime,
    last_seen_at: datetime,
) -> None:
    """Write changes of a panel's list down, a batch at a time.

    Args:
        last_seen_at: when the panel's list still had the services that are gone.
    """
    for statement, rows in _of_categories(changes.categories):
        await _run(session, statement, rows)
    named = await session.execute(select(_categories.c.name, _categories.c.id))
    ids = {row.name: row.id for row in named}
    for statement, rows in _of_services(changes, panel_id, ids, now, last_seen_at):
        await _run(session, statement, rows)


async def _run(session: AsyncSession, statement: Executable, rows: Rows) -> None:
    left = iter(rows)
    while batch := list(islice(left, AT_ONCE)):
        await session.execute(statement, batch)
        await asyncio.sleep(0)


def _of_categories(categories: Sequence[StoredCategory]) -> Iterator[tuple[Executable, Rows]]:
    rows = [
        ({"key": it.id} if it.id else {})
        | {"name": it.name, "platform": it.platform, "position": it.position}
        for it in categories
    ]
    yield insert(_categories), [row for row in rows if "key" not in row]
    yield _change(_categories), [row for row in rows if "key" in row]


def _of_services(
    changes: Changes,
    panel_id: int,
    ids: Mapping[str, int],
    now: datetime,
    last_seen_at: datetime,
) -> Iterator[tuple[Executable, Rows]]:
    on_sale = {"gone_at": None, "last_seen_at": None}
    yield (
        insert(SERVICES),
        (
            {
                "panel_id": panel_id,
                "provider_id": it.id,
                "first_seen_at": now,
                **_values(it, ids),
                "position": position,
            }
            for it, position in changes.new
        ),
    )
    change = _change(SERVICES)
    changed = [
        ({"key": was.key, **_values(it, ids), "position": position, **on_sale}, was, it)
        for was, it, position in changes.changed
    ]
    yield change, (values for values, was, it in changed if not _is_promised_anew(was, it))
    anew = {"refill_refused_at": None}
    yield change, (values | anew for values, was, it in changed if _is_promised_anew(was, it))
    yield change, ({"key": key, "position": position} for key, position in changes.moved)
    went = {"gone_at": now, "last_seen_at": last_seen_at}
    yield change, ({"key": it.key, **went} for it in changes.gone)


def _is_promised_anew(was: Service, it: Service) -> bool:
    """Return whether a refill that was refused for good may be asked for again."""
    return (was.name, was.refill) != (it.name, it.refill)


def _change(table: Table) -> Executable:
    """Return the statement that sets the columns of a row that its parameters name."""
    return update(table).where(table.c.id == bindparam("key"))


def _values(service: Service, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "category_id": ids[service.category],
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
    }
