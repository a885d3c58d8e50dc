"""What owners want of categories and services, by buttons; and what stands beside each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, bindparam, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.rules.catalogue import Kind
from bot.catalogue.rules.editing import Sibling
from bot.catalogue.rules.overrides import FileOverrides, Override, Overrides
from bot.catalogue.store.catalogue import ON_SALE, as_service, main_panel, place_of
from bot.catalogue.tables import Category, OverrideRow, ServiceRow

# Built once: every summary asks for them.
_OF_SERVICES = select(OverrideRow).where(
    or_(
        and_(
            col(OverrideRow.kind) == Kind.SERVICE,
            col(OverrideRow.target_id).in_(bindparam("services", expanding=True)),
        ),
        and_(
            col(OverrideRow.kind) == Kind.CATEGORY,
            col(OverrideRow.target_id).in_(bindparam("categories", expanding=True)),
        ),
    )
)


async def of_buttons(session: AsyncSession) -> Mapping[tuple[Kind, int], Override]:
    """Return all overrides that were made by buttons."""
    rows = (await session.execute(select(OverrideRow))).scalars()
    return {(row.kind, row.target_id): _override(row) for row in rows}


async def of_services(
    session: AsyncSession, file: FileOverrides, services: Iterable[int], categories: Iterable[int]
) -> Overrides:
    """Return the overrides of some services and categories, by our numbers."""
    these = {"services": list(services), "categories": list(categories)}
    rows = (await session.execute(_OF_SERVICES, these)).scalars()
    return Overrides(file, {(row.kind, row.target_id): _override(row) for row in rows})


def _override(row: OverrideRow) -> Override:
    return Override(row.hidden, row.name, row.place, row.pinned)


async def siblings(
    session: AsyncSession, file: FileOverrides, kind: Kind, number: int
) -> Sequence[Sibling]:
    """Return all on sale that stand beside one, itself too, hidden ones too, in the panel's order.

    Nothing stands beside what the panel does not sell any more.
    """
    overrides = Overrides(file, await of_buttons(session))
    beside = _categories_beside if kind is Kind.CATEGORY else _services_beside
    found = await beside(session, overrides, number)
    return found if any(it.id == number for it in found) else ()


async def _categories_beside(
    session: AsyncSession, overrides: Overrides, number: int
) -> Sequence[Sibling]:
    platform = select(Category.platform).where(col(Category.id) == number).scalar_subquery()
    on_sale = select(ServiceRow.category_id).where(ON_SALE)
    query = select(Category.id, Category.name, Category.platform).where(
        col(Category.platform) == platform, col(Category.id).in_(on_sale)
    )
    rows = (await session.execute(query.order_by(col(Category.position)))).all()
    return [
        Sibling(Kind.CATEGORY, key, name, where, overrides.of_category(key, name))
        for key, name, where in rows
    ]


async def _services_beside(
    session: AsyncSession, overrides: Overrides, number: int
) -> Sequence[Sibling]:
    category = select(ServiceRow.category_id).where(col(ServiceRow.id) == number)
    query = (
        select(ServiceRow, Category.name)
        .join(Category, col(Category.id) == col(ServiceRow.category_id))
        .where(col(ServiceRow.category_id) == category.scalar_subquery(), ON_SALE)
    )
    main = await main_panel(session)
    rows = sorted((await session.execute(query)).all(), key=lambda it: place_of(it[0], main))
    listed = [(as_service(row, main=main), where) for row, where in rows]
    return [
        Sibling(Kind.SERVICE, it.key, it.name, where, overrides.of_service(it.key, it.shown_id))
        for it, where in listed
    ]


async def write(
    session: AsyncSession, kind: Kind, overrides: Mapping[int, Override], *, by: int, now: datetime
) -> None:
    """Store overrides by our numbers, each in place of the former."""
    for number, override in overrides.items():
        row = OverrideRow(kind=kind, target_id=number, changed_at=now, changed_by=by)
        row.sqlmodel_update(asdict(override))
        await session.merge(row)


async def delete(session: AsyncSession, kind: Kind, number: int) -> bool:
    """Delete an override that was made by buttons; `False` if there is none."""
    row = await session.get(OverrideRow, (kind, number), with_for_update=True)
    if row is None:
        return False
    await session.delete(row)
    return True
