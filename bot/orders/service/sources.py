"""From what the orders of merged services can be bought, and why not from the others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.catalogue.rules.selling import bought
from bot.catalogue.rules.services import Service
from bot.catalogue.rules.sources import Preference, Source, Unfit, ranked
from bot.catalogue.rules.storefront import Storefront
from bot.catalogue.service import merging
from bot.catalogue.service.merging import Merged, is_as_merged
from bot.catalogue.service.offers import StoredService, on_lists
from bot.catalogue.tables import SourceRow
from bot.core.database.engine import Session
from bot.core.money import Money
from bot.orders import forms
from bot.orders.rules.purchases import Purchase, purchase_of
from bot.orders.rules.quotes import (
    Agreed,
    Objection,
    is_same_name,
    objection,
    objection_to_terms,
    quote_of,
)
from bot.orders.rules.service_metrics import ServiceMetrics
from bot.orders.rules.states import OrderState
from bot.orders.service import service_metrics
from bot.orders.service.quotes import agreed_on
from bot.orders.store import events as order_events
from bot.orders.tables import Order
from bot.panel.service import balances, panel_state, service_holds
from bot.panel.tables import PanelState, ServiceHold
from bot.pricing.rules.prices import Prices
from bot.pricing.service.prices import read_prices

STALE_AFTER = timedelta(days=1)
DOUBTFUL = frozenset({Unfit.FUNDS, Unfit.STALE})
_UNFIT = {
    Objection.GONE: Unfit.GONE,
    Objection.OTHER: Unfit.CHANGED,
    Objection.LIMITS: Unfit.LIMITS,
    Objection.DEARER: Unfit.DEARER,
}


@dataclass(frozen=True, slots=True)
class Sources:
    """From what the orders of some services can be bought, as it is now.

    Attributes:
        merged: by the number of the service that people see.
        listed: what the panels' lists say of the sources.
        held: services that take no orders at present.
        tied: our numbers of orders that were unclear once: an owner may have had one sent again,
            and still the first answer can come. They stay at their panel.
        prices: what customers pay; `None`: people order for the operator's money.
        currency: of the catalogue.
    """

    merged: Mapping[int, Merged]
    listed: Mapping[int, StoredService]
    panels: Mapping[int, PanelState]
    held: Mapping[int, ServiceHold]
    measured: Mapping[int, ServiceMetrics]
    tied: Collection[int]
    prices: Prices | None
    currency: str
    now: datetime

    def of(self, order: Order) -> list[Source]:
        """Return the sources of an order, and why those that cannot take it cannot."""
        rows = self.merged[order.service_id].sources
        if order.id in self.tied:
            rows = [it for it in rows if it.service_id == order.bought_id]
        return [self._source(order, it) for it in rows]

    def ranked(self, order: Order, found: Sequence[Source], beside: int | None) -> list[Source]:
        """Return those of an order's sources that can take it, the one to be tried first first.

        Where nobody else can, what may lack money, or is known by an old list, tries it.
        """
        if all(it.unfit for it in found):
            found = [replace(it, unfit=None) if it.unfit in DOUBTFUL else it for it in found]
        return ranked(found, self.merged[order.service_id].preference, beside=beside)

    def purchase(self, order: Order, service_id: int) -> Purchase | None:
        """Return what an order would be, bought as a service; `None`: as this one it cannot."""
        found = self.listed.get(service_id)
        service = None if found is None else self._bought(found.service)
        form = None if service is None else forms.form_for(service.type)
        if service is None or form is None:
            return None
        return purchase_of(service, form, order.answers, self.currency)

    def _source(self, order: Order, row: SourceRow) -> Source:
        found = self.listed.get(row.service_id)
        if found is None:
            return Source(row.service_id, 0, order.price, unfit=Unfit.GONE)
        measured = self.measured.get(row.service_id)
        rate, panel_id = found.service.rate, found.row.panel_id
        unfit = self._unfit(order, row, found)
        return Source(row.service_id, panel_id, rate, measured, unfit)

    def _unfit(self, order: Order, row: SourceRow, found: StoredService) -> Unfit | None:
        service = self._bought(found.service)
        if service is None:
            return Unfit.GONE
        now = quote_of(service, self.currency if self.prices is None else self.prices.currency)
        agreed = agreed_on(order, now)
        if row.service_id == order.service_id:
            why = objection(agreed, service, now)
        elif is_as_merged(row, found) and self._is_what_was_merged(order.service_id, agreed):
            why = objection_to_terms(agreed, service, now)
        else:
            why = Objection.OTHER
        if why is not None:
            return _UNFIT[why]
        if row.service_id in order.refused_by:
            return Unfit.REFUSED
        return self._for_now(order, service, row.service_id)

    def _is_what_was_merged(self, service_id: int, agreed: Agreed) -> bool:
        """Return whether somebody has agreed to what the other sources were merged with.

        Its own panel may sell something else under that number since.
        """
        rows = self.merged[service_id].sources
        merged = next(it for it in rows if it.service_id == service_id)
        quote = agreed.quote
        return is_same_name(merged.name, quote.name) and merged.type == quote.type

    def _for_now(self, order: Order, service: Service, service_id: int) -> Unfit | None:
        """Return why a source that could take an order does not do so at present."""
        state = self.panels.get(service.panel_id)
        if state is None or panel_state.takes_nothing(state, self.now):
            return Unfit.HELD
        if service_holds.takes_nothing(self.held.get(service_id), self.now):
            return Unfit.HELD
        if is_stale(state, self.now):
            return Unfit.STALE
        if state.balance is not None and not balances.affords(state, self._cost(order, service)):
            return Unfit.FUNDS
        return None

    def _bought(self, service: Service) -> Service | None:
        return service if self.prices is None else bought(service, self.prices)

    def _cost(self, order: Order, service: Service) -> Money:
        form = forms.form_for(service.type)
        amount = order.price if form is None else forms.cost_of(service, form, order.answers)
        return Money(amount, "" if service.origin is None else service.origin.currency)


def is_stale(state: PanelState, now: datetime) -> bool:
    """Return whether a panel's list was not read for so long that its costs are not known."""
    return state.synced_at is None or state.synced_at < now - STALE_AFTER


async def read_sources(
    session: Session, waiting: Iterable[Order], storefront: Storefront, now: datetime
) -> Sources | None:
    """Return from what some orders can be bought; `None`: each as what it is, and nowhere else."""
    waiting = list(waiting)
    merged = dict(await merging.merged(session, {it.service_id for it in waiting}))
    parted = {it.service_id for it in waiting if it.source_id} - merged.keys()
    merged |= {key: await _as_itself(session, key) for key in parted}
    if not merged:
        return None
    keys = [it.service_id for how in merged.values() for it in how.sources]
    best = [it for it in merged.values() if it.preference is Preference.BEST]
    compared = [it.service_id for how in best for it in how.sources]
    currency = (await panel_state.main(session)).currency
    selling = storefront.selling
    return Sources(
        merged=merged,
        listed=await on_lists(session, keys),
        panels={it.panel_id: it for it in await panel_state.within_reach(session)},
        held=await service_holds.find(session),
        measured=await service_metrics.of_sources(session, compared, now),
        tied=await order_events.that_were(session, [it.id for it in waiting], OrderState.UNKNOWN),
        prices=None if selling is None else await read_prices(session, selling, currency),
        currency=currency,
        now=now,
    )


async def _as_itself(session: Session, service_id: int) -> Merged:
    """Return the one source of a service that is not merged any more."""
    found = (await on_lists(session, [service_id])).get(service_id)
    own = [] if found is None else [merging.source_of(found.row, service_id)]
    return Merged(Preference.FIXED, own)
