"""What a person has at hand: favourites and recently ordered services, those still on sale.

They lead to a service by its number, as links and inline results do, and open its card: it shows
name and price as they are now, and of a favourite what it was if it is another service by now.
"""

from collections.abc import Iterable, Sequence

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.store import favourites
from bot.core.database.engine import Session
from bot.core.telegram.context import Context
from bot.orders.store import orders
from bot.orders.tables import Draft


async def favourites_of(session: Session, catalogue: Catalogue, user_id: int) -> Sequence[Service]:
    """Return a person's favourites, the newest first."""
    return on_sale(catalogue, await favourites.of_person(session, user_id))


async def recent_of(
    session: Session, catalogue: Catalogue, chat_id: int, user_id: int
) -> Sequence[Service]:
    """Return what a person has ordered in a chat, the latest first."""
    return on_sale(catalogue, await orders.recent_services(session, chat_id, user_id))


async def star(
    session: Session, context: Context, draft: Draft, user_id: int, *, on: bool = True
) -> str:
    """Make the service of a form a person's favourite, or none any more, and say so."""
    t, service = context.t, context.catalogue.service(draft.service_id or 0)
    if service is None:
        return t.plain("This is not in the catalogue any more. Choose another.")
    if on:
        name = service.panel_name or service.name
        await favourites.add(session, user_id, service.key, context.now(), name=name)
        return t.plain("⭐ Added to your favourites.")
    await favourites.remove(session, user_id, service.key)
    return t.plain("☆ Taken off your favourites.")


def on_sale(catalogue: Catalogue, keys: Iterable[int]) -> Sequence[Service]:
    """Return the services with these numbers of ours, but those that are gone."""
    return [service for key in keys if (service := catalogue.service(key)) is not None]
