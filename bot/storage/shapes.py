"""What owners want of categories and services, by buttons; and what stands beside each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.domain.catalogue import Kind
from bot.domain.shaping import AS_IT_IS, FileShapes, Shape, Shapes, Sibling
from bot.storage import panel
from bot.storage.tables import Category, ServiceRow, ShapeRow


async def of_buttons(session: AsyncSession) -> Mapping[tuple[Kind, int], Shape]:
    """Return all shapes that were made by buttons."""
    rows = (await session.execute(select(ShapeRow))).scalars()
    return {(row.kind, row.target_id): _shape(row) for row in rows}


async def of_services(
    session: AsyncSession, file: FileShapes, services: Iterable[int], categories: Iterable[int]
) -> Shapes:
    """Return the shapes of some services and categories, by our numbers."""
    these = or_(
        and_(col(ShapeRow.kind) == Kind.SERVICE, col(ShapeRow.target_id).in_(list(services))),
        and_(col(ShapeRow.kind) == Kind.CATEGORY, col(ShapeRow.target_id).in_(list(categories))),
    )
    rows = (await session.execute(select(ShapeRow).where(these))).scalars()
    return Shapes(file, {(row.kind, row.target_id): _shape(row) for row in rows})


def _shape(row: ShapeRow) -> Shape:
    return Shape(row.hidden, row.name, row.place, row.pinned)


async def siblings(
    session: AsyncSession, file: FileShapes, kind: Kind, number: int
) -> Sequence[Sibling]:
    """Return all on sale that stand beside one, itself too, hidden ones too, in the panel's order.

    Nothing stands beside what the panel does not sell any more.
    """
    shapes = Shapes(file, await of_buttons(session))
    beside = _categories_beside if kind is Kind.CATEGORY else _services_beside
    found = await beside(session, shapes, number)
    return found if any(it.id == number for it in found) else ()


async def _categories_beside(
    session: AsyncSession, shapes: Shapes, number: int
) -> Sequence[Sibling]:
    platform = select(Category.platform).where(col(Category.id) == number).scalar_subquery()
    on_sale = select(ServiceRow.category_id).where(col(ServiceRow.gone_at).is_(None))
    query = select(Category.id, Category.name, Category.platform).where(
        col(Category.platform) == platform, col(Category.id).in_(on_sale)
    )
    rows = (await session.execute(query.order_by(col(Category.position)))).all()
    return [
        Sibling(Kind.CATEGORY, key, name, where, shapes.of_category(key, name))
        for key, name, where in rows
    ]


async def _services_beside(
    session: AsyncSession, shapes: Shapes, number: int
) -> Sequence[Sibling]:
    category = select(ServiceRow.category_id).where(col(ServiceRow.id) == number)
    query = (
        select(ServiceRow.id, ServiceRow.name, Category.name, ServiceRow.provider_id)
        .join(Category, col(Category.id) == col(ServiceRow.category_id))
        .where(
            col(ServiceRow.category_id) == category.scalar_subquery(),
            col(ServiceRow.gone_at).is_(None),
        )
    )
    rows = (await session.execute(query.order_by(col(ServiceRow.position)))).all()
    return [
        Sibling(Kind.SERVICE, key, name, where, shapes.of_service(key, panel_id))
        for key, name, where, panel_id in rows
    ]


async def put(
    session: AsyncSession, kind: Kind, shapes: Mapping[int, Shape], *, by: int, now: datetime
) -> None:
    """Write down what an owner wants, by our numbers; what that leaves open stays as it is."""
    await panel.get_for_change(session)  # one owner after the other
    known = await of_buttons(session)
    changed = False
    for number, wanted in shapes.items():
        before = known.get((kind, number), AS_IT_IS)
        after = wanted.over(before)
        if after != before:
            changed = True
            row = ShapeRow(kind=kind, target_id=number, changed_at=now, changed_by=by)
            row.sqlmodel_update(asdict(after))
            await session.merge(row)
    if changed:
        await panel.catalogue_changed(session)


async def forget(session: AsyncSession, kind: Kind, number: int) -> None:
    """Leave something as the file and the panel have it."""
    row = await session.get(ShapeRow, (kind, number), with_for_update=True)
    if row is not None:
        await session.delete(row)
        await panel.catalogue_changed(session)
