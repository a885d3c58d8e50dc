"""The bot's Telegram Stars: what people have paid, what went back to them, and the list of it.

Sources: https://core.telegram.org/bots/api#startransaction and `JsonStarTransaction` of
https://github.com/tdlib/telegram-bot-api.
"""

import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import STARS, Invoice, Message, Person
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.world import World

MOST_LISTED = 100


@dataclass(eq=False)
class Payment:
    """A payment that was made.

    Attributes:
        receipt: the message in the payer's private chat that tells of it.
        returned: the payer, or Apple or Google, has the Stars back.
    """

    charge_id: str
    person: Person
    invoice: Invoice
    receipt: Message | None = None
    returned: bool = False

    def as_payment(self) -> dict[str, Any]:
        """Return it as the Bot API's RefundedPayment; a SuccessfulPayment has an ID more."""
        return {
            "currency": STARS,
            "total_amount": self.invoice.stars,
            "invoice_payload": self.invoice.payload,
            "telegram_payment_charge_id": self.charge_id,
        }


@dataclass(frozen=True)
class Transaction:
    """Stars that came in, or went out where `amount` is negative."""

    id: str
    amount: int
    date: int
    partner: dict[str, Any]

    def as_transaction(self) -> dict[str, Any]:
        """Return it as the Bot API's StarTransaction."""
        direction = "source" if self.amount > 0 else "receiver"
        shown = {"id": self.id, "date": self.date, "amount": abs(self.amount)}
        return shown | {direction: self.partner}


class Stars:
    """The bot's account, oldest transaction first.

    Attributes:
        payments: by their charge IDs.
        watch: is told that something has changed.
    """

    def __init__(self, world: World) -> None:
        self.watch: Callable[[], None] = lambda: None
        self.transactions: list[Transaction] = []
        self.payments: dict[str, Payment] = {}
        self._world = world
        self._numbers = itertools.count(1)

    @property
    def balance(self) -> int:
        """The bot's Stars; below 0 where more was charged back than was left."""
        return sum(transaction.amount for transaction in self.transactions)

    # What people and Telegram do

    def take(self, person: Person, invoice: Invoice) -> Payment:
        """Have a person pay, once more, and tell the bot."""
        number = f"{person.id}_{next(self._numbers)}"
        payment = Payment(f"stx{secrets.token_urlsafe(48)}", person, invoice)
        person.stars -= invoice.stars
        self.payments[payment.charge_id] = payment
        self._record(payment.charge_id, invoice.stars, _payer(payment))
        paid = payment.as_payment() | {"provider_payment_charge_id": number}
        payment.receipt = self._notify(person, {"successful_payment": paid})
        return payment

    def give_back(self, payment: Payment, *, notify: bool = True) -> None:
        """Refund a payment, whoever asked for it.

        Args:
            notify: with a message about it; Telegram does not always write one
                (https://github.com/tdlib/telegram-bot-api/issues/690).

        Raises:
            ValueError: the payer has the Stars back already.
        """
        payment.person.stars += payment.invoice.stars
        self._return(payment, notify=notify)

    def charge_back(self, payment: Payment, *, notify: bool = False) -> None:
        """Take a payment from the bot: its buyer has the money back from Apple or Google.

        Raises:
            ValueError: the payer has the Stars back already.
        """
        self._return(payment, notify=notify)

    def withdraw(self, stars: int, state: str = "pending") -> Transaction:
        """Have the owner withdraw Stars to Fragment; `state`: `pending`, `succeeded`, `failed`."""
        known: dict[str, Any] = {"type": state}
        if state == "succeeded":
            known |= {"date": int(time.time()), "url": "https://fragment.com/withdrawal"}
        return self.spend(stars, {"type": "fragment", "withdrawal_state": known})

    def spend(self, stars: int, partner: dict[str, Any]) -> Transaction:
        """Have the owner spend Stars, on `{"type": "telegram_ads"}` for example."""
        return self._record(secrets.token_urlsafe(24), -stars, partner)

    def receive(self, stars: int, partner: dict[str, Any]) -> Transaction:
        """Have Stars come in that nobody paid an invoice with."""
        return self._record(secrets.token_urlsafe(24), stars, partner)

    def _return(self, payment: Payment, *, notify: bool) -> None:
        if payment.returned:
            raise ValueError("the payment was given back already")
        payment.returned = True
        self._record(payment.charge_id, -payment.invoice.stars, _payer(payment))
        if notify:
            self._notify(payment.person, {"refunded_payment": payment.as_payment()})
        self._world.record_event("chat", self._world.private_chat(payment.person))

    def _record(self, number: str, amount: int, partner: dict[str, Any]) -> Transaction:
        transaction = Transaction(number, amount, int(time.time()), partner)
        self.transactions.append(transaction)
        self.watch()
        return transaction

    def _notify(self, person: Person, service: dict[str, Any]) -> Message:
        chat = self._world.private_chat(person)
        message = self._world.write(chat, person, Formatted(""), service=service)
        self._world.record_event("chat", chat)
        self._world.deliver({"message": as_message(message, self._world.bot)})
        return message

    # What the bot asks

    def refund(self, p: Parameters) -> bool:
        """Give a whole payment back to who has paid it."""
        if (p.integer("user_id") or 0) <= 0:
            raise bad_request("invalid user_id specified")
        if not p.text("telegram_payment_charge_id"):
            raise bad_request('parameter "telegram_payment_charge_id" is required')
        payment = self.payments.get(p.text("telegram_payment_charge_id"))
        if payment is None or payment.person.id != p.integer("user_id"):
            raise bad_request("CHARGE_NOT_FOUND")
        if payment.returned:
            raise bad_request("CHARGE_ALREADY_REFUNDED")
        self.give_back(payment)
        return True

    def listed(self, p: Parameters) -> dict[str, Any]:
        """Return transactions, oldest first; numbers out of range are brought into it."""
        offset = max(p.integer("offset") or 0, 0)
        requested = p.integer("limit", MOST_LISTED)
        limit = min(max(MOST_LISTED if requested is None else requested, 1), MOST_LISTED)
        page = self.transactions[offset : offset + limit]
        return {"transactions": [transaction.as_transaction() for transaction in page]}

    def my_balance(self, _: Parameters) -> dict[str, int]:
        """Return the bot's balance."""
        return {"amount": self.balance}


def _payer(payment: Payment) -> dict[str, Any]:
    return {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": payment.person.as_user(),
        "invoice_payload": payment.invoice.payload,
    }
