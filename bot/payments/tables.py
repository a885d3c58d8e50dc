"""Top-ups, and the money that has arrived; times are UTC, units are those of the wallets.

A top-up is written before anybody is asked to pay: its key is what the gateway brings back, and
what it credits stands in its row. A payment is what has arrived; it is never deleted.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ColumnElement, Index, UniqueConstraint, or_
from sqlmodel import Field, col, select

from bot.core.database.row import Row
from bot.core.database.types import (
    COUNTING_ON,
    BigId,
    JsonColumn,
    MoneyColumn,
    TextEnum,
    UtcDateTime,
)
from bot.payments.rules.states import PaymentState, TopUpState


class TopUp(Row, table=True):
    """Somebody wants to pay in: what is asked of them, and what they get for it."""

    __tablename__ = "top_ups"
    __table_args__ = (
        Index("ix_top_ups_due", "state", "due_at"),
        Index("ix_top_ups_wallet", "wallet_id", "id"),
        Index("ix_top_ups_invoice", "method", "external_id"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(unique=True)  # random: whoever has it can pay
    asked_with: str = Field(unique=True)  # the button that was tapped: a second tap is the same
    wallet_id: int = Field(foreign_key="accounts.id", sa_type=BigId)
    chat_id: int = Field(sa_type=BigId)  # where it was asked, and is told
    message_id: int | None = Field(default=None, sa_type=BigId)  # there, shows how it is
    asked_by: int = Field(index=True, sa_type=BigId)
    pay_in: int | None = Field(
        default=None, index=True, sa_type=BigId
    )  # the private chat it is paid in
    method: str  # the code of a way to pay (rules/methods.py)
    due: Decimal = Field(sa_type=MoneyColumn)  # what is asked
    due_currency: str
    units: int = Field(sa_type=BigInteger)  # what is credited for it
    currency: str  # of the wallet
    rate: Decimal = Field(sa_type=MoneyColumn)  # of the wallet's currency, for 1 of what is asked
    state: TopUpState = Field(sa_type=TextEnum(TopUpState))
    external_id: str = ""  # the gateway's own number of it
    url: str = ""  # where it is paid
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # when the worker checks it
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0


class Payment(Row, table=True):
    """Money that has arrived, under the gateway's own number of it: each is there once."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("method", "external_id"),
        Index("ix_payments_wallet", "wallet_id", "id"),
        Index("ix_payments_state", "state", "due_at"),
        Index("ix_payments_paid", "method", "paid_at"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    method: str
    external_id: str = Field(index=True)  # of Telegram's charge, of the gateway's invoice
    key: str = ""  # as the gateway has brought it back
    top_up_id: int | None = Field(
        default=None, foreign_key="top_ups.id", index=True, sa_type=BigId
    )
    payer_id: int | None = Field(default=None, index=True, sa_type=BigId)
    amount: Decimal = Field(sa_type=MoneyColumn)
    amount_currency: str
    wallet_id: int | None = Field(default=None, foreign_key="accounts.id", sa_type=BigId)
    units: int = Field(default=0, sa_type=BigInteger)  # credited
    state: PaymentState = Field(sa_type=TextEnum(PaymentState))
    refusals: int = 0  # how often the gateway did not give it back
    problem: str | None = None  # why owners have to decide (rules/states.py: Problem)
    fee: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # that the gateway keeps
    fee_currency: str = ""  # empty: it has not said that it keeps any
    fee_worth: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # in `amount_currency`
    paid_at: datetime = Field(sa_type=UtcDateTime)
    booked_at: datetime = Field(sa_type=UtcDateTime)
    help_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by the payer
    due_at: datetime = Field(sa_type=UtcDateTime)  # when the worker gives it back, if it is to
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None
    attempts: int = 0


def paid_by(user_id: int) -> ColumnElement[bool]:
    """Return what holds for a person's payments; where no payer is named, for who has asked."""
    asked = select(TopUp.id).where(col(TopUp.asked_by) == user_id)
    unnamed = col(Payment.payer_id).is_(None) & col(Payment.top_up_id).in_(asked)
    return or_(col(Payment.payer_id) == user_id, unnamed)


class PaymentSettings(Row, table=True):
    """What owners have set about paying in: the one row."""

    __tablename__ = "payment_settings"

    id: int = Field(default=1, primary_key=True)
    methods: list[str] = Field(default_factory=list, sa_type=JsonColumn)  # codes, switched on
    amounts: list[int] = Field(default_factory=list, sa_type=JsonColumn)  # suggested, in units
    least: int = Field(default=0, sa_type=BigInteger)  # units of one top-up; 0: no limit
    most: int = Field(default=0, sa_type=BigInteger)


class GatewayCheck(Row, table=True):
    """How far a gateway's own list was read, and what our rows do not explain of it."""

    __tablename__ = "gateway_checks"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    method: str = Field(unique=True)
    begun_at: datetime = Field(sa_type=UtcDateTime)  # what was paid long before is not ours
    cursor: str = ""  # as the gateway counts; empty: from the beginning
    whole_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # read from there
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # read to the end
    balance: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # as the gateway says
    unexplained: dict[str, str] = Field(default_factory=dict, sa_type=JsonColumn)  # by currency
    wrong_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""  # why it could not be read, since `checked_at`
    is_told: bool = False  # owners know of it
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None
    attempts: int = 0


class GatewayTransaction(Row, table=True):
    """What a gateway's list has besides payments: withdrawals, fees, and what was there before."""

    __tablename__ = "gateway_movements"
    __table_args__ = (UniqueConstraint("method", "external_id", "is_out"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    method: str
    external_id: str
    is_out: bool
    amount: Decimal = Field(sa_type=MoneyColumn)  # below 0: went out
    currency: str
    at: datetime = Field(sa_type=UtcDateTime)
