"""Services as they are sold now, read anew: the catalogue in memory may be a moment older."""

from collections.abc import Iterable, Mapping, Sequence
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
        is_listed: its own panel sells it; else it is sold since it is bought elsewhere, too.
    """

    row: ServiceRow
    service: Service
    platform: str = ""
    is_listed: bool = True


async def sold_now(
    session: Session, service_ids: Iterable[int], file: FileOverrides
) -> Mapping[int, StoredService]:
    """Return those of some services, by our numbers, that are sold and that nobody hides.

    Args:
        file: the operator's file of overrides.
    """
    named = await catalogue.sold(session, service_ids)
    keys, categories = [it.row.id for it in named], [it.row.category_id for it in named]
    effective = await overrides.of_services(session, file, keys, categories)
    found: dict[int, StoredService] = {}
    for key, it in (await _in_one_currency(session, named)).items():
        override = effective.of_service(key, it.service.shown_id)
        is_category_hidden = effective.of_category(it.row.category_id, it.service.category).hidden
        if not override.hidden and not is_category_hidden:
            service = replace(it.service, name=override.name or it.service.name)
            found[key] = replace(it, service=service)
    return found


async def is_sold(session: Session, service_id: int) -> bool:
    """Return whether a service, by our number, is on sale at its panel, or bought elsewhere."""
    return bool(await catalogue.sold(session, [service_id]))


async def on_lists(session: Session, service_ids: Iterable[int]) -> Mapping[int, StoredService]:
    """Return those of some services, by our numbers, that can be bought at their panels."""
    return await _in_one_currency(session, await catalogue.listed(session, service_ids))


async def _in_one_currency(
    session: Session, named: Sequence[catalogue.Named]
) -> dict[int, StoredService]:
    """Return services at what they cost in the catalogue's currency, where that is known."""
    main = await catalogue.main_panel(session)
    is_one = all(it.row.panel_id == main for it in named)
    currencies = ALL_THE_SAME if is_one else await read_currencies(session)
    found: dict[int, StoredService] = {}
    for it in named:
        service = currencies.convert(catalogue.as_service(it.row, it.category, main=main))
        if service is not None:
            found[it.row.id] = StoredService(it.row, service, it.platform, it.is_listed)
    return found


async def stored_service(session: Session, service_id: int) -> StoredService | None:
    """Return a service by our number, sold or not, as the panel calls it; without category."""
    row = await catalogue.get(session, service_id)
    return None if row is None else StoredService(row, catalogue.as_service(row))
