"""Checkouts: a person pays, the bot has seconds to agree, and only then Stars move.

Source: https://core.telegram.org/bots/payments-stars, and `payments.sendStarsForm` of
https://core.telegram.org/methods for what the payer's app is refused with.
"""

import asyncio
import itertools
from dataclasses import dataclass, field

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.messages import TOO_OLD
from bot.sandbox.telegram.model import STARS, Invoice, Message, Person
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.stars import Payment, Stars
from bot.sandbox.telegram.world import World

ANSWER_SECONDS = 10.0
"""How long a checkout waits for the bot."""
BALANCE_TOO_LOW = "BALANCE_TOO_LOW"
TIMED_OUT = "BOT_PRECHECKOUT_TIMEOUT"
_FIRST_ID = 4_700_000_000_000_001


@dataclass(eq=False)
class Checkout:
    """Somebody pays; one of `payment` and `refusal` is set when it is `over`."""

    id: str
    person: Person
    invoice: Invoice
    message: Message | None
    payment: Payment | None = None
    refusal: str | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Checkouts:
    """What people are about to pay.

    Attributes:
        answer_seconds: how long the bot may take to agree.
    """

    def __init__(self, world: World, stars: Stars) -> None:
        self.answer_seconds = ANSWER_SECONDS
        self._world = world
        self._stars = stars
        self._open: dict[str, Checkout] = {}
        self._ids = itertools.count(_FIRST_ID)

    def begin(self, person: Person, invoice: Invoice, message: Message | None = None) -> Checkout:
        """Have a person confirm that they pay.

        Args:
            message: where the invoice stands, if it is no link.
        """
        checkout = Checkout(str(next(self._ids)), person, invoice, message)
        if person.stars < invoice.stars:
            return self._refuse(checkout, BALANCE_TOO_LOW)
        self._open[checkout.id] = checkout
        loop = asyncio.get_running_loop()
        loop.call_later(self.answer_seconds, self._refuse, checkout, TIMED_OUT)
        asked = {
            "id": checkout.id,
            "from": person.as_user(),
            "currency": STARS,
            "total_amount": invoice.stars,
            "invoice_payload": invoice.payload,
        }
        self._world.deliver({"pre_checkout_query": asked})
        return checkout

    def answer(self, p: Parameters) -> bool:
        """Take the bot's word, once and in time."""
        if not p.flag("ok") and not p.text("error_message"):
            raise bad_request('parameter "error_message" is required')
        checkout = self._open.get(p.text("pre_checkout_query_id"))
        if checkout is None:
            raise bad_request(TOO_OLD)
        if not p.flag("ok"):
            self._refuse(checkout, p.text("error_message"))
        elif checkout.person.stars < checkout.invoice.stars:  # was spent in between
            self._refuse(checkout, BALANCE_TOO_LOW)
        else:
            self._charge(checkout)
        return True

    def _charge(self, checkout: Checkout) -> None:
        del self._open[checkout.id]
        checkout.payment = self._stars.take(checkout.person, checkout.invoice)
        message = checkout.message
        if message is not None and message.chat.id == checkout.person.id:
            message.receipt = checkout.payment.charge_id
            self._world.record_event("edit", message.chat, message)
        checkout.over.set()

    def _refuse(self, checkout: Checkout, reason: str) -> Checkout:
        self._open.pop(checkout.id, None)
        if not checkout.over.is_set():
            checkout.refusal = reason
            checkout.over.set()
        return checkout
