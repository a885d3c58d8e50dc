"""The order form: opened, left, and what its screens show besides the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.search import Filters, SearchIndex
from bot.catalogue.service import quick_picks
from bot.catalogue.service.details import ServiceDetails, service_details
from bot.catalogue.service.quick_picks import QuickPicks
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.links import link_key
from bot.orders.mass import store as mass_store
from bot.orders.outbox import OrderMessage
from bot.orders.rules.purchases import target_of
from bot.orders.rules.quotes import Quote, differences, quote_of
from bot.orders.rules.service_metrics import ServiceMetrics
from bot.orders.service import aside, requests, service_metrics
from bot.orders.service.reserving import WalletBalance, wallet_balance_of
from bot.orders.service.transitions import draw_card
from bot.orders.store import drafts, orders
from bot.orders.tables import Draft, Listing, Order, Step
from bot.spending.rules.limits import Budget
from bot.spending.service import limits

_CHANGED = "changed"
"""In a draft's quote: what has changed, before and after."""
_ABOUT_A_SERVICE = frozenset({Step.CARD, Step.FIELD, Step.CHANGE, Step.SUMMARY})


class NotOnSaleError(Exception):
    """The category or service that a draft refers to is not in the catalogue (any more)."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a form's screens have shown of a service, and what it is now."""

    before: Quote
    after: Quote


def chosen(catalogue: Catalogue, draft: Draft) -> Service:
    """Return the service that a draft is for.

    Raises:
        NotOnSaleError: it is no longer on sale.
    """
    service = catalogue.service(draft.service_id or 0)
    if service is None:
        raise NotOnSaleError
    return service


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that was opened, and the person's former one, which it replaces."""

    draft: Draft
    former: Draft | None


async def open_form(session: Session, fresh: Draft) -> Opened:
    """Store a new form in place of the person's former one; an update opens one at most.

    A half-filled one is put aside.
    """
    former = await drafts.of_person(session, fresh.chat_id, fresh.user_id)
    if former is not None and former.seen_update == fresh.seen_update:
        return Opened(former, None)
    await mass_store.stop_waiting(session, fresh.chat_id, fresh.user_id)
    if former is not None:
        fresh.aside = aside.put_aside(former)
    return Opened(await drafts.begin(session, fresh), former)


async def leave_empty_form(session: Session, chat_id: int, user_id: int) -> Draft | None:
    """Delete and return a person's form that has no answers yet; `None` if there is none."""
    draft = await drafts.of_person(session, chat_id, user_id)
    if draft is None or aside.is_half_filled(draft):
        return None
    if aside.bring_back(draft):
        await drafts.save(session, draft)
        return None
    await drafts.discard(session, draft)
    return draft


async def reopen(session: Session, ended: Draft, key: str) -> Draft | None:
    """Open the form again that was put aside for one that has ended; `None` if there is none.

    Args:
        key: of the order that it may become.
    """
    if ended.aside is None:
        return None
    values = ended.model_dump(exclude={"id", "message_id", "prompt_message_id"})
    fresh = Draft(**values | aside.brought_back(ended.aside) | {"key": key})
    return await drafts.begin(session, fresh)


async def order_of_form(
    session: Session, chat_id: int, message_id: int, now: datetime
) -> Order | None:
    """Return the order that a form became, and have the form's message show how it stands.

    What is on its way does so: drawn after a push, that would be drawn over.
    """
    order = await orders.of_form(session, chat_id, message_id)
    if order is not None and not await _is_about_to_be_shown(session, order):
        draw_card(session, order, now)
    return order


async def _is_about_to_be_shown(session: Session, order: Order) -> bool:
    waiting = await outbox_store.living_of(session, order.chat_id)
    kinds = {OutboxKind.FORM.value, OrderMessage.NOTICE.value}
    return any(it.kind in kinds and it.payload["order_id"] == order.id for it in waiting)


@dataclass(frozen=True, slots=True)
class FormData:
    """What the database knows that the screen of a form's step shows.

    Attributes:
        quick_picks: where a form begins.
        listed: the results: what was found, favourites or recent services.
        details: of the service on the card.
        metrics: of services on a card, or compared, where enough is known.
        open_order: one of this chat with the same service and link, which panels may refuse.
        budget: the limits that bind the person, and what was spent of them.
        wallet: that is to pay; `None`: the operator does.
    """

    quick_picks: QuickPicks = field(default_factory=QuickPicks)
    listed: Sequence[Service] = ()
    details: ServiceDetails = field(default_factory=ServiceDetails)
    metrics: Mapping[int, ServiceMetrics] = field(default_factory=dict)
    open_order: Order | None = None
    budget: Budget = field(default_factory=lambda: Budget((), {}))
    wallet: WalletBalance | None = None


async def load_form(
    session: Session,
    draft: Draft,
    catalogue: Catalogue,
    index: SearchIndex,
    *,
    chat: Chat,
    role: Role,
    now: datetime,
) -> FormData:
    """Return what the screen of a draft's step shows.

    Args:
        role: of the person whose tap or message is served.
    """
    service = catalogue.service(draft.service_id or 0)
    if draft.step is Step.PLATFORM or (
        draft.step is Step.CATEGORY and len(catalogue.platforms) <= 1
    ):
        picks = quick_picks.quick_picks(session, catalogue, draft.chat_id, draft.user_id)
        return FormData(quick_picks=await picks)
    if draft.step is Step.RESULTS:
        return FormData(listed=await _listed(session, draft, catalogue, index))
    if draft.step is Step.COMPARE:
        return FormData(
            metrics=await service_metrics.of_services(session, draft.compared or (), now)
        )
    if draft.step is Step.CARD and service is not None:
        details = await service_details(session, service.key, draft.user_id, now)
        found = await service_metrics.of_services(session, [service.key], now)
        return FormData(details=details, metrics=found)
    if draft.step is Step.SUMMARY and service is not None:
        key = link_key(target_of(draft.answers))
        return FormData(
            open_order=await orders.open_with_link(session, draft.chat_id, service.key, key),
            budget=await limits.budget_of(session, chat, role, now),
            wallet=None if service.sale is None else await wallet_balance_of(session, draft),
        )
    return FormData()


async def _listed(
    session: Session, draft: Draft, catalogue: Catalogue, index: SearchIndex
) -> Sequence[Service]:
    if draft.listing is Listing.FAVOURITES:
        return await quick_picks.favourites_of(session, catalogue, draft.user_id)
    if draft.listing is Listing.RECENT:
        return await quick_picks.recent_of(session, catalogue, draft.chat_id, draft.user_id)
    filters = Filters(refill="refill" in draft.filters, cancel="cancel" in draft.filters)
    if draft.listing is Listing.LINK:
        return await requests.listed(session, draft, catalogue, index, filters)
    found = index.search(draft.query, filters=filters, sort=draft.sort)
    return quick_picks.on_sale(catalogue, found.keys)


def record_quote(catalogue: Catalogue, draft: Draft) -> None:
    """Record on a draft what its screen is about to show of the service, and what has changed.

    Raises:
        NotOnSaleError: it is no longer on sale.
    """
    if draft.step not in _ABOUT_A_SERVICE:
        return
    now = quote_of(chosen(catalogue, draft), catalogue.currency)
    before, change = shown_of(draft, now), change_of(draft)
    if before is not None and differences(before, now):
        change = Change(before, now)
    draft.quote = now.as_json()
    record_change(draft, change)


def record_change(draft: Draft, change: Change | None) -> None:
    """Record what the screens of a draft say has changed; `None`: nothing any more."""
    kept = {key: value for key, value in (draft.quote or {}).items() if key != _CHANGED}
    if change is not None:
        kept[_CHANGED] = [change.before.as_json(), change.after.as_json()]
    draft.quote = kept or None


def change_of(draft: Draft) -> Change | None:
    """Return what a draft's screen says has changed: until the next step, however often drawn."""
    kept = (draft.quote or {}).get(_CHANGED)
    return None if kept is None else Change(*map(Quote.read, kept))


def shown_of(draft: Draft, now: Quote) -> Quote | None:
    """Return what a draft's screens have shown of its service; `None` if nothing of this one."""
    kept = draft.quote
    if kept is None or kept.get("id", now.id) != now.id:
        return None
    return Quote.known(kept, now)
