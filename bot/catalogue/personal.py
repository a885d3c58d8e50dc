"""What is kept of people in favourites and in owners' changes of the catalogue."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.tables import (
    Category,
    Favourite,
    MergedService,
    OverrideRow,
    ServiceRow,
    SourceRow,
)
from bot.core.personal import Declared, ErasureRequest, PersonalData, PersonalFile, Rows

_FAVOURITES = "favourites"


def _rows(user_id: int) -> Rows:
    return {
        Favourite: col(Favourite.user_id) == user_id,
        OverrideRow: col(OverrideRow.changed_by) == user_id,
        MergedService: col(MergedService.changed_by) == user_id,
    }


async def _name_services(session: AsyncSession, _: int, found: PersonalFile) -> None:
    """Put the names that services have now where none was written down."""
    numbers = [row["service_id"] for row in found[_FAVOURITES]]
    query = select(ServiceRow.id, ServiceRow.name).where(col(ServiceRow.id).in_(numbers))
    names = {row.id: row.name for row in await session.execute(query)}
    for row in found[_FAVOURITES]:
        row["name"] = row["name"] or names[row["service_id"]]


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await session.execute(delete(Favourite).where(col(Favourite.user_id) == person.user_id))
    changed: tuple[type[OverrideRow | MergedService], ...] = (OverrideRow, MergedService)
    for table in changed:
        theirs = update(table).where(col(table.changed_by) == person.user_id)
        await session.execute(theirs.values(changed_by=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        Category: Declared(not_personal="name platform"),
        ServiceRow: Declared(
            not_personal="provider_id name type minimum maximum description average_time"
        ),
        Favourite: Declared(file=_FAVOURITES, erased="user_id name"),
        OverrideRow: Declared(
            file="changes_of_services", pseudonymized="changed_by", not_personal="target_id name"
        ),
        MergedService: Declared(file="merged_services", pseudonymized="changed_by"),
        SourceRow: Declared(not_personal="position name type"),
    },
    rows=_rows,
    complete=_name_services,
    erase=_erase,
)
