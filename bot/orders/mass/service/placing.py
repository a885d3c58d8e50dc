"""The orders of a confirmed list are placed, at once or once approved, or withdrawn."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.catalogue.service.offers import StoredService, stored_service
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.mass import store
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import Cost, Purchase, purchase_of
from bot.orders.rules.quotes import Quote, quote_of
from bot.orders.service import reserving, unsent
from bot.orders.service.placing import Orderer, place
from bot.orders.service.reserving import Payment
from bot.panel.service import panel_state
from bot.spending.service import approvals

AT_ONCE = 50
"""Orders placed in one transaction."""


async def place_all(
    begin_transaction: Callable[[], AbstractAsyncContextManager[Session]],
    mass_id: int,
    now: datetime,
) -> None:
    """Place the orders of a confirmed list, some in each transaction; again is harmless.

    A list that waits for an approval is left alone.
    """
    left = True
    while left:
        async with begin_transaction() as session:
            left = await _place_some(session, mass_id, now)


async def _place_some(session: Session, mass_id: int, now: datetime) -> bool:
    """Place the next orders of a confirmed list; return whether there are more."""
    mass = await store.get(session, mass_id)
    if mass is None or await approvals.holds(session, mass_id):
        return False
    lines = mass.lines[:AT_ONCE]
    currency = (await panel_state.main(session)).currency
    services = {it: await stored_service(session, it) for it in {it["service"] for it in lines}}
    for line in lines:
        stored = services[line["service"]]
        await _place_line(session, mass, line, stored, currency=currency, now=now)
    mass.lines = mass.lines[AT_ONCE:]
    return bool(mass.lines)


async def _place_line(
    session: Session,
    mass: MassOrder,
    line: Mapping[str, Any],
    stored: StoredService | None,
    *,
    currency: str,
    now: datetime,
) -> None:
    """Place an order as it was agreed; what has changed since is seen when it is submitted."""
    purchase = None if stored is None else _agreed(stored, mass, line, currency)
    if stored is None or purchase is None:
        await reserving.release_lines(session, [line], now)
        return
    key = f"{mass.key}:{line['number']}"
    payment = None if mass.wallet_id is None else Payment(mass.wallet_id, line["hold"])
    await place(
        session,
        stored.row,
        purchase,
        key=key,
        by=Orderer.of(mass),
        now=now,
        batch_id=mass.id,
        payment=payment,
    )


def _agreed(
    stored: StoredService, mass: MassOrder, line: Mapping[str, Any], currency: str
) -> Purchase | None:
    """Return what was agreed; `None`: nobody knows any more what such an order needs."""
    present = quote_of(stored.service, currency)
    quote = Quote.known(line.get("quote", {}), present)
    form = forms.form_for(quote.type)
    if form is None:
        return None
    name = quote.name or stored.service.name
    service = replace(stored.service, name=name, type=quote.type, rate=quote.rate)
    return replace(
        purchase_of(service, form, line["answers"], mass.currency),
        price=Decimal(line["price"]),
        quote=quote,
        cost=Cost.read(line["cost"]) if "cost" in line else None,
    )


async def withdraw_waiting(session: Session, mass: MassOrder, name: str, now: datetime) -> int:
    """End the orders of a confirmed list, which is locked, that have not left; count them."""
    waiting = await store.lock_queued(session, mass.id)
    count = len(waiting) + len(mass.lines)
    await reserving.release_lines(session, mass.lines, now)
    mass.lines = []
    for order in waiting:
        await unsent.withdraw(session, order, name, now)
    return count
