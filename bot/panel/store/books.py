"""The books of the account at each panel."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.panel.rules.movements import MovementKind
from bot.panel.tables import PanelBooks, PanelMovement


async def find(session: AsyncSession, panel_id: int) -> PanelBooks | None:
    """Return the books of a panel, if any are kept."""
    return await session.get(PanelBooks, panel_id)


async def put(session: AsyncSession, books: PanelBooks) -> PanelBooks:
    """Begin the books of a panel, or begin them anew."""
    return await session.merge(books)


async def add(session: AsyncSession, movement: PanelMovement) -> PanelMovement:
    """Write a movement down and give it its number."""
    session.add(movement)
    await session.flush()
    return movement


async def find_movement(session: AsyncSession, movement_id: int) -> PanelMovement | None:
    """Return a movement."""
    return await session.get(PanelMovement, movement_id)


async def last_correction(session: AsyncSession, movement_id: int) -> PanelMovement | None:
    """Return the last word for a movement that is not the first; `None`: there is none."""
    query = (
        select(PanelMovement)
        .where(col(PanelMovement.corrects) == movement_id)
        .order_by(col(PanelMovement.id).desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def asked_about(session: AsyncSession, panel_id: int, limit: int) -> Sequence[PanelMovement]:
    """Return the movements at a panel that owners were asked about, the latest first."""
    query = (
        select(PanelMovement)
        .where(
            col(PanelMovement.panel_id) == panel_id,
            col(PanelMovement.kind) != MovementKind.OPENING,
            col(PanelMovement.corrects).is_(None),
        )
        .order_by(col(PanelMovement.id).desc())
        .limit(limit)
    )
    return (await session.execute(query)).scalars().all()
