"""From a confirmed list to the order log, at once or when it was approved."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.catalogue.store import catalogue
from bot.core.database.engine import Session
from bot.core.telegram.context import Context
from bot.orders import forms
from bot.orders.mass import store as mass_store
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import purchase_of
from bot.orders.rules.quotes import Quote, quote_of
from bot.orders.service.placing import Orderer
from bot.orders.service.placing import place as place_order
from bot.panel.service import panel_state
from bot.spending.service import approvals

AT_ONCE = 50
"""Orders written down in one transaction."""


async def place(context: Context, mass_id: int) -> None:
    """Write the orders of a confirmed list into the log, some at a time; again is harmless.

    A list that waits for an approval is left alone.
    """
    left = True
    while left:
        async with context.begin() as session:
            found = await mass_store.get(session, mass_id)
            if found is None or await approvals.holds(session, mass_id):
                return
            for line in found.lines[:AT_ONCE]:
                await _add(session, found, line, context.now())
            found.lines = found.lines[AT_ONCE:]
            left = bool(found.lines)


async def _add(session: Session, found: MassOrder, line: dict[str, Any], now: datetime) -> None:
    """Write an order down as it was agreed; what has changed since is seen when it leaves."""
    row = await catalogue.get(session, line["service"])
    if row is None:
        return
    present = quote_of(catalogue.as_service(row), (await panel_state.get(session)).currency)
    quote = Quote.known(line.get("quote", {}), present)
    form = forms.form_for(quote.type)
    if form is None:
        return
    service = replace(catalogue.as_service(row, name=quote.name), type=quote.type, rate=quote.rate)
    purchase = replace(
        purchase_of(service, form, line["answers"], found.currency),
        price=Decimal(line["price"]),
        quote=quote,
    )
    by = Orderer(
        chat_id=found.chat_id,
        user_id=found.user_id,
        user_name=found.user_name,
        thread_id=found.thread_id,
        source_message_id=found.source_message_id,
    )
    key = f"{found.key}:{line['number']}"
    await place_order(session, row, purchase, key=key, by=by, now=now, batch_id=found.id)
