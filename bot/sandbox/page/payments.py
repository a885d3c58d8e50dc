"""What the page shows of payments in Stars, and what people and Telegram do about them."""

import asyncio
from typing import Any

from aiohttp import web

from bot.sandbox.telegram.checkouts import BALANCE_TOO_LOW, TIMED_OUT, Checkouts
from bot.sandbox.telegram.invoices import Invoices
from bot.sandbox.telegram.model import Invoice, Message, Person
from bot.sandbox.telegram.stars import Payment, Stars

MORE_STARS = 1000
"""What a person can buy at once."""
MOST_STARS = 100_000
PATIENCE_SECONDS = 5.0
"""How much longer than the bot the page waits."""
_WORDS = {
    BALANCE_TOO_LOW: "You have too few Stars.",
    TIMED_OUT: "The bot did not answer in time. You were not charged.",
}


class Payments:
    """Payments as people see them."""

    def __init__(self, stars: Stars, checkouts: Checkouts, invoices: Invoices) -> None:
        self._stars = stars
        self._checkouts = checkouts
        self._invoices = invoices

    async def pay(self, person: Person, invoice: Invoice, message: Message | None) -> str | None:
        """Have a person pay; return why it was refused."""
        checkout = self._checkouts.begin(person, invoice, message)
        seconds = self._checkouts.answer_seconds + PATIENCE_SECONDS
        await asyncio.wait_for(checkout.over.wait(), seconds)
        refusal = checkout.refusal
        return None if refusal is None else _WORDS.get(refusal, refusal)

    def behind(self, link: object) -> Invoice:
        """Return what a link asks for."""
        invoice = self._invoices.behind(str(link))
        if invoice is None:
            raise web.HTTPNotFound(text="This link does not lead to an invoice.")
        return invoice

    def invoice_of(self, message: Message) -> Invoice:
        """Return what a message asks for, if it can still be paid there."""
        has_pay = any(button.pay for row in message.buttons for button in row)
        if message.invoice is None or message.receipt or not has_pay:
            raise web.HTTPNotFound(text="There is nothing to pay.")
        return message.invoice

    @staticmethod
    def buy(person: Person) -> None:
        """Have a person buy Stars."""
        person.stars = min(person.stars + MORE_STARS, max(MOST_STARS, person.stars))

    def receipt(self, message: Message) -> dict[str, Any] | None:
        """Return the receipt that a message is, or tells of."""
        service = message.service.get("successful_payment") or {}
        charge_id = message.receipt or service.get("telegram_payment_charge_id")
        payment = self._stars.payments.get(str(charge_id))
        return None if payment is None else shown_payment(payment)


def shown_invoice(invoice: Invoice) -> dict[str, Any]:
    """Return an invoice for the page."""
    return {
        "title": invoice.title,
        "description": invoice.description,
        "stars": invoice.stars,
    }


def shown_payment(payment: Payment) -> dict[str, Any]:
    """Return a payment for the page."""
    return {
        **shown_invoice(payment.invoice),
        "charge_id": payment.charge_id,
        "person": payment.person.name,
        "date": payment.receipt.date if payment.receipt else 0,
        "returned": payment.returned,
    }
