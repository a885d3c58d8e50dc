"""What a service's card shows besides the service itself."""

from dataclasses import dataclass
from datetime import datetime

from bot.catalogue.store import catalogue, favourites
from bot.core.database.engine import Session
from bot.refills.service import refills


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What is known of a service, and what a person has made of it.

    Attributes:
        description: the panel's.
        refills_disabled: the panel, or the service, takes no refill requests.
        favourite_name: what it was called when it became a favourite; empty: not known.
    """

    description: str = ""
    refills_disabled: bool = False
    is_favourite: bool = False
    favourite_name: str = ""


async def service_details(
    session: Session, service_id: int, user_id: int, now: datetime
) -> ServiceDetails:
    """Return the details of a service, by our number of it, for a person."""
    favourite = await favourites.find(session, user_id, service_id)
    return ServiceDetails(
        await catalogue.description(session, service_id),
        await refills.are_disabled(session, service_id, now),
        favourite is not None,
        favourite.name if favourite else "",
    )
