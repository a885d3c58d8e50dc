"""What every gateway does, whatever it is: quote, open, poll, refund.

A further one is a module of `bot/payments/gateways` and a line in `bot/payments/service/methods`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offer:
    """What a top-up costs and gives; both are fixed with it.

    Attributes:
        method: the code of the way to pay.
        due: what is asked, in `due_currency`.
        units: what is credited for it.
        rate: of the wallets' currency, for 1 of what is asked.
        holds: so long it can be paid.
        asked: the units that were asked for, by which it is quoted again; 0: those credited.
    """

    method: str
    due: Decimal
    due_currency: str
    units: int
    rate: Decimal
    holds: timedelta = timedelta(hours=1)
    asked: int = 0

    @property
    def quoted_units(self) -> int:
        """Return the units by which it is quoted again."""
        return self.asked or self.units


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a gateway is asked to open.

    Attributes:
        key: what it brings back with the payment.
        pay_in: the private chat of who pays.
        units: what is credited, in `currency`.
        seconds: how long it can be paid.
    """

    key: str
    pay_in: int
    due: Decimal
    due_currency: str
    units: int
    currency: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Opened:
    """An invoice that can be paid.

    Attributes:
        external_id: the gateway's own number of it; empty: it tells of payments by itself.
        url: where it is paid; empty: in the chat.
    """

    external_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """What a gateway keeps of a payment.

    Attributes:
        amount: more than 0, in `currency`.
        worth: in the currency of the payment; `None`: the gateway does not say.
    """

    amount: Decimal
    currency: str
    worth: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Money that a gateway says has arrived.

    Attributes:
        external_id: the gateway's own number of the payment: it is booked once.
        key: of the top-up, as the gateway brings it back.
        amount: 0 where the gateway names none that can be.
    """

    method: str
    external_id: str
    key: str
    payer_id: int | None
    amount: Decimal
    currency: str
    paid_at: datetime
    fee: Fee | None = None


@dataclass(frozen=True, slots=True)
class Checkout:
    """Somebody is about to pay an invoice, and waits for a yes."""

    key: str
    payer_id: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Money that a gateway says has gone back to who had paid it.

    Attributes:
        external_id: of the payment.
    """

    method: str
    external_id: str
    amount: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Transaction:
    """What else came in at a gateway, or went out where `amount` is below 0."""

    external_id: str
    amount: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of what a gateway has on record.

    Attributes:
        cursor: where to read on, as the gateway counts.
        is_all: there is nothing further yet.
        other: withdrawals, fees.
    """

    received: Sequence[Received]
    given_back: Sequence[GivenBack]
    cursor: str
    is_all: bool
    other: Sequence[Transaction] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What a gateway holds: all that its list has come to."""

    amount: Decimal
    currency: str


class GatewayError(Exception):
    """A gateway does not do what it was asked; the text is its own words, without secrets."""


class GatewayAwayError(GatewayError):
    """It could not be asked, or nobody knows whether it has heard: later, the same may work."""


class GatewayRefusedError(GatewayError):
    """It says no, and would say so again."""


class Gateway(Protocol):
    """A way by which money arrives without anybody's hand.

    Attributes:
        code: the method's.
    """

    code: str

    async def open(self, invoice: Invoice) -> Opened:
        """Have it ask for money.

        Raises:
            GatewayAwayError, GatewayRefusedError: it does not.
        """
        ...

    async def poll(self, external_ids: Sequence[str]) -> Sequence[Received]:
        """Return what of some invoices has been paid.

        Raises:
            GatewayAwayError, GatewayRefusedError: it cannot be asked.
        """
        ...

    async def read(self, cursor: str) -> Reading:
        """Return what it has on record, on from a cursor, the last of it once more.

        An empty cursor is the beginning, and is returned where all of it was read at once.

        Raises:
            GatewayAwayError, GatewayRefusedError: it cannot be asked.
        """
        ...

    async def balance(self) -> Balance | None:
        """Return what it holds; `None`: its list alone says what was paid.

        Raises:
            GatewayAwayError, GatewayRefusedError: it cannot be asked.
        """
        ...

    async def refund(self, payer_id: int, external_id: str) -> None:
        """Give a payment back, wholly; one that was given back before is no error.

        Raises:
            GatewayAwayError: nobody knows whether it was.
            GatewayRefusedError: it was not.
        """
        ...
