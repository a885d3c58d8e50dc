"""From which panel the order of a merged service is bought, and when it goes on to another one.

Only while it waits, or once a panel has surely not taken it: what may have been bought is never
sent anywhere else. The price stays what was agreed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.catalogue.rules.selling import bought
from bot.catalogue.rules.services import Service
from bot.catalogue.rules.sources import FOR_NOW, Preference, Source, Unfit, ranked
from bot.catalogue.rules.storefront import Storefront
from bot.catalogue.service import merging
from bot.catalogue.service.merging import Merged, is_as_merged
from bot.catalogue.service.offers import StoredService, on_lists
from bot.catalogue.tables import SourceRow
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.money import Money
from bot.orders import forms
from bot.orders.rules.moves import Move
from bot.orders.rules.purchases import Cost, Purchase, cost_columns, purchase_of
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
from bot.orders.service.transitions import record_note
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.rules.refusals import RefusalReason
from bot.panel.service import balances, panel_state, service_holds
from bot.panel.tables import PanelState, ServiceHold
from bot.pricing.rules.prices import Prices
from bot.pricing.service.prices import read_prices

OF_THE_SOURCE = frozenset(
    {
        RefusalReason.AUTH,
        RefusalReason.ACCOUNT,
        RefusalReason.FUNDS,
        RefusalReason.SERVICE,
        RefusalReason.QUANTITY,
    }
)
"""Another panel may say yes. Of a link, say, it would say the same; and where a panel says that
there is an order for the link already, that may be this very one."""
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


async def sources(
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
        tied=await orders.that_were(session, [it.id for it in waiting], OrderState.UNKNOWN),
        prices=None if selling is None else await read_prices(session, selling, currency),
        currency=currency,
        now=now,
    )


async def _as_itself(session: Session, service_id: int) -> Merged:
    """Return the one source of a service that is not merged any more."""
    found = (await on_lists(session, [service_id])).get(service_id)
    own = [] if found is None else [merging.source_of(found.row, service_id)]
    return Merged(Preference.FIXED, own)


async def redirect(
    session: Session, waiting: Sequence[Order], storefront: Storefront, now: datetime
) -> tuple[Sequence[Order], Sequence[Order]]:
    """Have orders that wait bought where they can be.

    Args:
        waiting: locked by the caller.

    Returns:
        those that are, or could be, bought at the panel where they wait; and those that no source
        takes at present, though one may do so later.
    """
    found = await sources(session, waiting, storefront, now)
    if found is None:
        return waiting, ()
    staying: list[Order] = []
    delayed: list[Order] = []
    for order in waiting:
        if order.service_id not in found.merged:
            staying.append(order)
            continue
        panel_id, its = order.panel_id, found.of(order)
        fit = found.ranked(order, its, await orders.panel_beside(session, order))
        if fit:
            why = next((it.unfit for it in its if it.service_id == order.bought_id), None)
            await _buy_from(session, found, order, fit[0], why=why or "", now=now)
        is_delayed = not fit and any(it.unfit in FOR_NOW for it in its)
        if order.panel_id == panel_id:
            (delayed if is_delayed else staying).append(order)
    return staying, delayed


async def move_on(session: Session, order: Order, storefront: Storefront, now: datetime) -> bool:
    """Have an order that was surely not taken bought elsewhere; return whether it is.

    Where nobody else takes it, all begin anew: what has refused it may take it the next time.
    """
    order.refused_by = [*order.refused_by, order.bought_id]
    found = await sources(session, [order], storefront, now)
    if found is not None:
        beside = await orders.panel_beside(session, order)
        if fit := found.ranked(order, found.of(order), beside):
            await _buy_from(session, found, order, fit[0], why=order.words, now=now)
            return True
    order.refused_by = []
    return False


async def suited(
    session: Session, elsewhere: Sequence[Order], storefront: Storefront, now: datetime
) -> frozenset[int]:
    """Return our numbers of those of some orders that can be bought as agreed.

    Args:
        elsewhere: bought as another service than people see.
    """
    found = await sources(session, elsewhere, storefront, now) if elsewhere else None
    if found is None:
        return frozenset()
    return frozenset(
        order.id
        for order in elsewhere
        for it in found.of(order)
        if it.service_id == order.bought_id and (it.unfit is None or it.unfit in FOR_NOW)
    )


async def _buy_from(
    session: Session, found: Sources, order: Order, source: Source, *, why: str, now: datetime
) -> None:
    """Have an order bought as a service of a panel, at what it costs there now.

    Args:
        why: not at the panel where it was to be bought; empty: this one is tried before it.
    """
    purchase = found.purchase(order, source.service_id)
    if purchase is None:
        raise ValueError(f"order {order.id} cannot be bought as service {source.service_id}")
    is_itself = source.service_id == order.service_id
    order.source_id = None if is_itself else source.service_id
    order.params, order.quantity_hint = purchase.params, purchase.quantity_hint
    columns = cost_columns(purchase.cost or Cost(purchase.price, purchase.currency))
    del columns["price_rule_id"]  # the price is the one that was agreed
    for column, value in columns.items():
        setattr(order, column, value)
    if order.panel_id != source.panel_id:
        await _go_on(session, order, source.panel_id, why, now)


async def _go_on(session: Session, order: Order, panel_id: int, why: str, now: datetime) -> None:
    await record_note(session, order, Move(order.panel_id, panel_id, why).note, now)
    order.panel_id, order.due_at = panel_id, now
    order.lease_until, order.balance_before = None, None
    notify_on_commit(session, Topic.ORDERS)
