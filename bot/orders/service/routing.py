"""From which panel the order of a merged service is bought, and when it goes on to another one.

Only while it waits, or once a panel has surely not taken it: what may have been bought is never
sent anywhere else. The price stays what was agreed.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.catalogue.rules.sources import FOR_NOW, Source
from bot.catalogue.rules.storefront import Storefront
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.orders.rules.purchases import Cost, cost_columns
from bot.orders.rules.reroutes import Reroute
from bot.orders.service.sources import Sources, read_sources
from bot.orders.service.transitions import record_note
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.rules.refusals import RefusalReason

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
    found = await read_sources(session, waiting, storefront, now)
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


async def reroute(session: Session, order: Order, storefront: Storefront, now: datetime) -> bool:
    """Have an order that was surely not taken bought elsewhere; return whether it is.

    Where nobody else takes it, all begin anew: what has refused it may take it the next time.
    """
    order.refused_by = [*order.refused_by, order.bought_id]
    found = await read_sources(session, [order], storefront, now)
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
    found = await read_sources(session, elsewhere, storefront, now) if elsewhere else None
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
    await record_note(session, order, Reroute(order.panel_id, panel_id, why).note, now)
    order.panel_id, order.due_at = panel_id, now
    order.lease_until, order.balance_before = None, None
    notify_on_commit(session, Topic.ORDERS)
