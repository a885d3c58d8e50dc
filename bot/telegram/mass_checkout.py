"""From a confirmed list to the order log, at once or when it was approved."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.domain import forms
from bot.domain.approvals import Verdict
from bot.domain.purchases import purchase_of
from bot.storage import approvals, batches, catalogue, orders
from bot.storage.engine import Session
from bot.storage.orders import Orderer
from bot.storage.tables import MassOrder
from bot.telegram import checkout
from bot.telegram.context import Context

AT_ONCE = 50
"""Orders written down in one transaction."""


def largest(found: MassOrder) -> Decimal | None:
    """Return the price of the dearest order of a confirmed list."""
    return max((Decimal(line["price"]) for line in found.lines), default=None)


async def objection(session: Session, found: MassOrder) -> Verdict | None:
    """Say why a list that was confirmed a while ago cannot be ordered as it was agreed."""
    for line in found.lines:
        price, currency = Decimal(line["price"]), found.currency
        why = await checkout.objection(session, line["service"], line["answers"], price, currency)
        if why is not None:
            return why
    return None


async def place(context: Context, mass_id: int) -> None:
    """Write the orders of a confirmed list into the log, some at a time; again is harmless.

    A list that waits for an approval is left alone.
    """
    left = True
    while left:
        async with context.begin() as session:
            found = await batches.get(session, mass_id)
            if found is None or await approvals.holds(session, mass_id):
                return
            for line in found.lines[:AT_ONCE]:
                await _add(session, found, line, context.now())
            found.lines = found.lines[AT_ONCE:]
            left = bool(found.lines)


async def _add(session: Session, found: MassOrder, line: dict[str, Any], now: datetime) -> None:
    row = await catalogue.get(session, line["service"])
    form = None if row is None else forms.form_for(row.type)
    if row is None or form is None:
        return
    service = catalogue.as_service(row)
    purchase = purchase_of(service, form, line["answers"], found.currency)
    by = Orderer(
        chat_id=found.chat_id,
        user_id=found.user_id,
        user_name=found.user_name,
        thread_id=found.thread_id,
        source_message_id=found.source_message_id,
    )
    key = f"{found.key}:{line['number']}"
    await orders.add(session, row, purchase, key=key, by=by, now=now, batch_id=found.id)
