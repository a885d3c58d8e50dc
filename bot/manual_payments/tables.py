"""Ways to pay by hand, and what people send to show that they have paid; times are UTC."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import (
    COUNTING_ON,
    BigId,
    JsonColumn,
    MoneyColumn,
    TextEnum,
    UtcDateTime,
)
from bot.manual_payments.rules.proofs import Decision


class ManualMethod(Row, table=True):
    """A way to pay by hand, as owners have made it."""

    __tablename__ = "manual_methods"
    __table_args__ = (COUNTING_ON,)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    name: str
    text: str = ""  # the account, and what else people have to know
    currency: str  # that people pay
    least: int = Field(default=0, sa_type=BigInteger)  # units of one top-up; 0: as of all methods
    most: int = Field(default=0, sa_type=BigInteger)
    percent: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # a fee; below 0: a bonus
    wants_picture: bool = True
    wants_reference: bool = False
    is_on: bool = False
    is_removed: bool = False  # payments still name it


class ManualSettings(Row, table=True):
    """What owners have set about all payments by hand: the one row."""

    __tablename__ = "manual_settings"

    id: int = Field(default=1, primary_key=True)
    two_owners_from: int = Field(default=0, sa_type=BigInteger)  # units; 0: one always suffices
    first_most: int = Field(default=0, sa_type=BigInteger)  # units, of new people; 0: no limit


class Proof(Row, table=True):
    """What somebody has sent for a top-up, and what owners have decided."""

    __tablename__ = "payment_proofs"
    __table_args__ = (
        UniqueConstraint("method", "claimed"),
        Index("ix_payment_proofs_person", "person_id", "id"),
        Index("ix_payment_proofs_reference", "reference"),
        Index("ix_payment_proofs_digest", "digest"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    top_up_id: int = Field(foreign_key="top_ups.id", unique=True, sa_type=BigId)
    method: str  # the code of the way to pay
    person_id: int = Field(sa_type=BigId)  # who has paid
    reference: str = ""  # as it is compared
    claimed: str | None = None  # the same, of the first who used it, unless refused
    file_id: str = ""
    unique_id: str = ""  # Telegram's, of the picture
    digest: str = ""  # SHA-256 of its bytes
    is_document: bool = False
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # complete since then
    asked: str = ""  # what an owner wants to know
    answer: str = ""
    cards: list[list[int]] = Field(default_factory=list, sa_type=JsonColumn)  # [chat, message]
    arrived: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # as owners say
    approved_by: list[int] = Field(default_factory=list, sa_type=JsonColumn)  # owners, so far
    decision: Decision | None = Field(default=None, sa_type=TextEnum(Decision))
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = ""  # names
    reason: str = ""  # of a refusal
