"""Quick picks: a person's favourites and recently ordered services, those still on sale.

They lead to a service by its number, as links and inline results do, and open its card: it shows
name and price as they are now, and of a favourite what it was if it is another service by now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.store import favourites
from bot.core.database.engine import Session
from bot.orders.service.recent import recent_services


@dataclass(frozen=True, slots=True)
class QuickPicks:
    """A person's services on sale.

    Attributes:
        favourites: the newest first.
        recent: what the person has ordered in a chat, the latest first.
    """

    favourites: Sequence[Service] = ()
    recent: Sequence[Service] = ()


async def quick_picks(
    session: Session, catalogue: Catalogue, chat_id: int, user_id: int
) -> QuickPicks:
    """Return a person's quick picks in a chat."""
    return QuickPicks(
        await favourites_of(session, catalogue, user_id),
        await recent_of(session, catalogue, chat_id, user_id),
    )


async def favourites_of(session: Session, catalogue: Catalogue, user_id: int) -> Sequence[Service]:
    """Return a person's favourites, the newest first."""
    return on_sale(catalogue, await favourites.of_person(session, user_id))


async def recent_of(
    session: Session, catalogue: Catalogue, chat_id: int, user_id: int
) -> Sequence[Service]:
    """Return what a person has ordered in a chat, the latest first."""
    return on_sale(catalogue, await recent_services(session, chat_id, user_id))


def on_sale(catalogue: Catalogue, keys: Iterable[int]) -> Sequence[Service]:
    """Return the services with these numbers of ours that are on sale."""
    return [service for key in keys if (service := catalogue.service(key)) is not None]


async def set_favourite(
    session: Session, user_id: int, service: Service, now: datetime, *, on: bool
) -> None:
    """Make a service a person's favourite, or remove it; again is harmless."""
    if on:
        name = service.panel_name or service.name
        await favourites.add(session, user_id, service.key, now, name=name)
    else:
        await favourites.remove(session, user_id, service.key)
