"""Services as they are sold now, read anew: the catalogue in memory may be a moment older."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.catalogue.rules.origins import ALL_THE_SAME
from bot.catalogue.rules.overrides import FileOverrides
from bot.catalogue.rules.services import Service
from bot.catalogue.service.currencies import read_currencies
from bot.catalogue.store import catalogue, overrides
from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Session


@dataclass(frozen=True, slots=True)
class StoredService:
    """A service with its row.

    Attributes:
        service: as the panel describes it, by the name that people know it by.
        platform: of its category.
    """

    row: ServiceRow
    service: Service
    platform: str = ""


async def sold_now(
    session: Session, service_ids: Iterable[int], file: FileOverrides
) -> Mapping[int, StoredService]:
    """Return those of some services, by our numbers, that are sold and that nobody hides.

    Args:
        file: the operator's file of overrides.
    """
    rows = await catalogue.sold(session, service_ids)
    main = await catalogue.main_panel(session)
    is_one = all(row.panel_id == main for row, *_ in rows)
    currencies = ALL_THE_SAME if is_one else await read_currencies(session)
    keys, categories = [row.id for row, *_ in rows], [row.category_id for row, *_ in rows]
    wanted = await overrides.of_services(session, file, keys, categories)
    found: dict[int, StoredService] = {}
    for row, category, platform in rows:
        service = catalogue.as_service(row, category, main=main)
        override = wanted.of_service(row.id, service.shown_id)
        if override.hidden or wanted.of_category(row.category_id, category).hidden:
            continue
        converted = currencies.convert(service)
        if converted is None:
            continue
        service = replace(converted, name=override.name or service.name)
        found[row.id] = StoredService(row, service, platform)
    return found


async def stored_service(session: Session, service_id: int) -> StoredService | None:
    """Return a service by our number, sold or not, as the panel calls it; without category."""
    row = await catalogue.get(session, service_id)
    return None if row is None else StoredService(row, catalogue.as_service(row))
