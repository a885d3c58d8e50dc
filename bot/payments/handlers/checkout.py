"""What Telegram tells of payments: served before flood guard, gate and maintenance.

A payer waits ten seconds at most, and money that has arrived is booked whoever has sent it.
"""

import logging
from decimal import Decimal

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import ApplicationHandlerStop

from bot.catalogue.on_sale import selling_here
from bot.core.access import arrival
from bot.core.access.roles import Role
from bot.core.errors import N_
from bot.core.telegram.context import Context, unreachable
from bot.payments.rules.gateways import Checkout, GivenBack, Received
from bot.payments.rules.methods import STARS
from bot.payments.rules.states import Refusal
from bot.payments.service import chargebacks, receipts, top_ups

logger = logging.getLogger(__name__)

_WORDS = {
    Refusal.UNKNOWN: N_("This invoice is no longer valid. Open /wallet to top up."),
    Refusal.PAID: N_("This invoice was paid already. Open /wallet to top up again."),
    Refusal.OVER: N_("This offer has ended. Open /wallet for a new one."),
    Refusal.OTHER_AMOUNT: N_("The amount is not the one that was offered. Open /wallet again."),
    Refusal.OTHER_PERSON: N_("Only the person who asked for this invoice can pay it."),
    Refusal.CLOSED: N_("Nothing can be paid in now. Ask the owner of this bot."),
}


async def pre_checkout(update: Update, context: Context) -> None:
    """Say whether an invoice may be paid: one query, and no other call."""
    query = update.pre_checkout_query or unreachable("an update without a pre-checkout query")
    actor = await arrival.at_home(query.from_user, context)
    refusal: Refusal | None = Refusal.CLOSED
    if selling_here(context) is not None and actor.role is not Role.BLOCKED:
        asked = Checkout(
            query.invoice_payload,
            query.from_user.id,
            Decimal(query.total_amount),
            query.currency,
        )
        async with context.read() as session:
            refusal = await top_ups.refusal_of(session, asked, context.now())
    try:
        if refusal is None:
            await query.answer(ok=True)
        else:
            await query.answer(ok=False, error_message=actor.t.plain(_WORDS[refusal]))
    except BadRequest as error:  # too late: Telegram has called the payment off
        logger.warning("checkout_not_answered", extra={"error": error.message})


async def given_back(update: Update, context: Context) -> None:
    """Book a payment that went back; mostly that is what we have asked for ourselves."""
    message = update.message or unreachable("a refund without a message")
    payment = message.refunded_payment or unreachable("a message without a refund")
    back = GivenBack(
        method=STARS,
        external_id=payment.telegram_payment_charge_id,
        amount=Decimal(payment.total_amount),
        currency=payment.currency,
        at=message.date,
    )
    owners, now = context.services.owners, context.now()
    async with context.services.database.begin() as session:
        await chargebacks.take_back(session, back, owners=owners, now=now)
    raise ApplicationHandlerStop


async def paid(update: Update, context: Context) -> None:
    """Book a payment that Telegram tells of."""
    message = update.message or unreachable("a payment without a message")
    payment = message.successful_payment or unreachable("a message without a payment")
    received = Received(
        method=STARS,
        external_id=payment.telegram_payment_charge_id,
        key=payment.invoice_payload,
        payer_id=message.from_user.id if message.from_user else None,
        amount=Decimal(payment.total_amount),
        currency=payment.currency,
        paid_at=message.date,
    )
    owners, now = context.services.owners, context.now()
    async with context.services.database.begin() as session:
        await receipts.book(session, received, owners=owners, now=now)
    raise ApplicationHandlerStop
