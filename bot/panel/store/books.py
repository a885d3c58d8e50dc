"""The books of the account at each panel."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.panel.rules.entries import EntryKind
from bot.panel.tables import PanelBooks, PanelEntry


async def find(session: AsyncSession, panel_id: int) -> PanelBooks | None:
    """Return the books of a panel, if any are kept."""
    return await session.get(PanelBooks, panel_id)


async def put(session: AsyncSession, books: PanelBooks) -> PanelBooks:
    """Begin the books of a panel, or begin them anew."""
    return await session.merge(books)


async def add(session: AsyncSession, entry: PanelEntry) -> PanelEntry:
    """Store an entry and give it its number."""
    session.add(entry)
    await session.flush()
    return entry


async def find_entry(session: AsyncSession, entry_id: int) -> PanelEntry | None:
    """Return an entry."""
    return await session.get(PanelEntry, entry_id)


async def last_correction(session: AsyncSession, entry_id: int) -> PanelEntry | None:
    """Return the last correction of an entry; `None`: there is none."""
    query = (
        select(PanelEntry)
        .where(col(PanelEntry.corrects) == entry_id)
        .order_by(col(PanelEntry.id).desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def asked_about(session: AsyncSession, panel_id: int, limit: int) -> Sequence[PanelEntry]:
    """Return the entries of a panel that owners were asked about, the latest first."""
    query = (
        select(PanelEntry)
        .where(
            col(PanelEntry.panel_id) == panel_id,
            col(PanelEntry.kind) != EntryKind.OPENING,
            col(PanelEntry.corrects).is_(None),
        )
        .order_by(col(PanelEntry.id).desc())
        .limit(limit)
    )
    return (await session.execute(query)).scalars().all()
