"""Vouchers: batches of codes, the codes as hashes, and who has redeemed them; times are UTC."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import COUNTING_ON, BigId, UtcDateTime


class VoucherBatch(Row, table=True):
    """Codes that were made together; until `made_at` owners only prepare them."""

    __tablename__ = "voucher_batches"
    __table_args__ = (COUNTING_ON,)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    amount: int = Field(default=0, sa_type=BigInteger)  # units of one redemption
    currency: str
    count: int = 1  # of codes
    uses: int = 1  # of each code, by different people
    days: int = 0  # that they can be redeemed; 0: for ever
    is_sold: bool = True  # else the operator gives them away
    note: str = ""  # the owners' own
    made_by: int = Field(sa_type=BigId)
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    valid_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_stopped: bool = False


class Voucher(Row, table=True):
    """A code, as its hash."""

    __tablename__ = "vouchers"
    __table_args__ = (
        CheckConstraint("used >= 0 AND used <= uses", name="ck_vouchers_used"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    batch_id: int = Field(foreign_key="voucher_batches.id", index=True, sa_type=BigId)
    digest: str = Field(unique=True)  # SHA-256, in hexadecimal
    uses: int
    used: int = 0


class Redemption(Row, table=True):
    """Somebody has redeemed a code: each person once."""

    __tablename__ = "redemptions"
    __table_args__ = (
        UniqueConstraint("voucher_id", "person_id"),
        Index("ix_redemptions_person", "person_id"),
        Index("ix_redemptions_redeemer", "redeemer", unique=True),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    voucher_id: int = Field(foreign_key="vouchers.id", sa_type=BigId)
    person_id: int = Field(sa_type=BigId)
    redeemer: str | None = None  # SHA-256 of code and person
    wallet_id: int = Field(foreign_key="accounts.id", sa_type=BigId)
    units: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)


class CodeTries(Row, table=True):
    """How often somebody has sent a wrong code."""

    __tablename__ = "code_tries"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    person_id: int = Field(unique=True, sa_type=BigId)
    wrong: int = 0
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
