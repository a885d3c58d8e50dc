"""What a message asks for becomes a form, as far as it goes: a list, a question or a summary."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.search import ALL, Filters, SearchIndex, Sort
from bot.catalogue.service import quick_picks
from bot.core.database.engine import Session
from bot.core.errors import InputError
from bot.orders import forms
from bot.orders.forms import Reader
from bot.orders.links import describe, link_key
from bot.orders.requests import OrderRequest, filled, fitting, is_plain
from bot.orders.store import orders
from bot.orders.tables import Draft, Listing, Order, Step


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a form begins.

    Attributes:
        values: of the draft.
        wrong: what of the request could not be taken.
    """

    values: dict[str, Any]
    wrong: InputError | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """What a person likes to order in a chat.

    Attributes:
        orders: the latest first.
        favourites: our numbers, the newest first.
    """

    orders: Sequence[Order] = ()
    favourites: Sequence[int] = ()

    def ranked(self, services: Sequence[Service]) -> list[Service]:
        """Return services with those first that the person orders most, then favourites."""
        times = Counter(order.service_id for order in self.orders)
        stars = set(self.favourites)
        return sorted(services, key=lambda it: (-times[it.key], it.key not in stars))


async def habits_of(session: Session, catalogue: Catalogue, chat_id: int, user_id: int) -> Habits:
    """Return what a person likes to order in a chat."""
    favourites = await quick_picks.favourites_of(session, catalogue, user_id)
    return Habits(await orders.lately(session, chat_id, user_id), [it.key for it in favourites])


@dataclass(frozen=True, slots=True)
class Shop:
    """Where a request is to be ordered.

    Attributes:
        reader: how links for a service are read, by our number of it.
    """

    catalogue: Catalogue
    index: SearchIndex
    reader: Callable[[int], Reader]
    chat_id: int
    user_id: int


async def begin(session: Session, request: OrderRequest, shop: Shop) -> Beginning:
    """Return how a form begins that knows what a request says.

    Of links of a kind that the person has ordered for before it is the summary of the same again.
    """
    if request.service is not None:
        return for_service(request, request.service, shop)
    if not request.links:
        return Beginning(_list(request, Listing.SEARCH))
    found = suitable(request, shop.catalogue, shop.index)
    again = await _again(session, request, found, shop)
    if again is not None:
        return again
    if len(found) == 1 and _is_plain(found[0]):
        return for_service(request, found[0].key, shop)
    return Beginning(_list(request, Listing.LINK))


def _is_plain(service: Service) -> bool:
    form = forms.form_for(service.type)
    return form is not None and is_plain(form)


def _list(request: OrderRequest, listing: Listing) -> dict[str, Any]:
    return {
        "step": Step.RESULTS,
        "listing": listing,
        "query": request.words,
        "request": request.as_json(),
    }


def for_service(request: OrderRequest, key: int, shop: Shop) -> Beginning:
    """Return how a form for a service begins that knows a request."""
    service, category = shop.catalogue.service(key), shop.catalogue.category_of(key)
    form = forms.form_for(service.type) if service else None
    values = {
        "service_id": key,
        "category_id": category.id if category else None,
        "request": request.as_json(),
    }
    nothing_known = not request.links and request.quantity is None
    if service is None or form is None or nothing_known:
        return Beginning({**values, "step": Step.CARD, "request": None})
    taken = filled(service, form, request, shop.reader(key))
    missing = forms.missing(form, taken.answers)
    begun = {
        "request": taken.request.as_json(),
        "answers": dict(taken.answers),
        "step": Step.SUMMARY if missing is None else Step.FIELD,
        "asking": missing.key if missing else None,
    }
    return Beginning({**values, **begun}, taken.wrong)


async def _again(
    session: Session, request: OrderRequest, found: Sequence[Service], shop: Shop
) -> Beginning | None:
    """Return the summary of the person's latest order for such a link, with this link."""
    target = describe(request.links[0])
    if len(request.links) > 1 or target is None:
        return None
    by_key = {service.key: service for service in found}
    key = link_key(request.links[0])
    for order in await orders.lately(session, shop.chat_id, shop.user_id):
        service = by_key.get(order.service_id)
        if service is None or not _is_plain(service):
            continue
        is_open = await orders.open_with_link(session, shop.chat_id, service.key, key)
        if describe(order.link) == target and is_open is None:
            return _same(order, request, shop)
    return None


def _same(order: Order, request: OrderRequest, shop: Shop) -> Beginning | None:
    """Return the summary of an order with another link, and the quantity that was said."""
    begun = for_service(request, order.service_id, shop)
    answers = {key: value for key, value in order.answers.items() if value is not None}
    answers |= begun.values.get("answers", {})
    form = forms.form_for(order.service_type)
    if begun.wrong is not None or form is None or forms.missing(form, answers) is not None:
        return begun
    same = {"step": Step.SUMMARY, "asking": None, "answers": answers, "listing": Listing.LINK}
    quote = order.quote or {"type": order.service_type}
    return Beginning({**begun.values, **same, "quote": quote, "query": request.words})


def suitable(
    request: OrderRequest,
    catalogue: Catalogue,
    index: SearchIndex,
    filters: Filters = ALL,
    sort: Sort = Sort.BEST,
) -> list[Service]:
    """Return what suits the links of a request, best first; what its words mean, if any does."""
    services = fitting(catalogue, request.links)
    if not len(index):  # the catalogue is being read
        return services
    by_key = {service.key: service for service in services}
    narrowed = index.only(by_key.keys())
    named = narrowed.search(request.words, filters=filters, sort=sort).keys
    if request.words and named:
        return [by_key[key] for key in named]
    keys = narrowed.search(filters=filters, sort=sort).keys
    if sort is not Sort.BEST:
        return [by_key[key] for key in keys]
    left = set(keys)
    return [service for service in services if service.key in left]


async def listed(
    session: Session, draft: Draft, catalogue: Catalogue, index: SearchIndex, filters: Filters
) -> Sequence[Service]:
    """Return the services that a form lists for its links, what the person likes first."""
    found = suitable(OrderRequest.of(draft.request), catalogue, index, filters, draft.sort)
    if draft.sort is not Sort.BEST:
        return found
    return (await habits_of(session, catalogue, draft.chat_id, draft.user_id)).ranked(found)
