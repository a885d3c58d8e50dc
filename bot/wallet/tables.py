"""The books; amounts are whole numbers of units (rules/units.py), times are UTC.

A transfer takes its amount from one account (debit) to another (credit). The database itself lets
nobody delete one, or change what was transferred: triggers of the migration see to that.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import COUNTING_ON, BigId, JsonColumn, TextEnum, UtcDateTime
from bot.wallet.rules.ledger import AccountKind, HoldState, TransferKind


class Account(Row, table=True):
    """Money of somebody; only wallets keep their balance, that of others is summed on reading."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("kind", "chat_id", "currency"),
        CheckConstraint(
            "kind <> 'wallet' OR (posted >= 0 AND held >= 0 AND held <= posted)",
            name="ck_accounts_never_below_zero",
        ),
        # On PostgreSQL, too, by the migration: named here, that dialect would be loaded.
        Index("ix_accounts_low", "low", sqlite_where=text("low > 0")),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    kind: AccountKind = Field(sa_type=TextEnum(AccountKind))
    chat_id: int | None = Field(sa_type=BigId)  # of a wallet; 0: the bot's own, none: merged
    currency: str
    posted: int = Field(default=0, sa_type=BigInteger)
    held: int = Field(default=0, sa_type=BigInteger)  # of it: reserved for orders
    frozen: bool = False  # nothing is ordered from it
    low: int = Field(default=0, sa_type=BigInteger)  # below so much its chat is told; 0: never
    low_told: bool = False
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # owners, to top it up
    created_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def available(self) -> int:
        """Return what may be spent, in units."""
        return self.posted - self.held


class Transfer(Row, table=True):
    """An entry of the journal; it is never changed, only followed by another."""

    __tablename__ = "transfers"
    __table_args__ = (
        Index("ix_transfers_debit", "debit_id", "at"),
        Index("ix_transfers_credit", "credit_id", "at"),
        CheckConstraint("amount > 0", name="ck_transfers_amount"),
        CheckConstraint("debit_id <> credit_id", name="ck_transfers_two_accounts"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    debit_id: int = Field(foreign_key="accounts.id", sa_type=BigId)
    credit_id: int = Field(foreign_key="accounts.id", sa_type=BigId)
    amount: int = Field(sa_type=BigInteger)
    currency: str
    key: str = Field(unique=True)
    request_hash: str  # of what the key stands for
    kind: TransferKind = Field(sa_type=TextEnum(TransferKind))
    order_id: int | None = Field(default=None, index=True, sa_type=BigId)
    by: int | None = Field(default=None, sa_type=BigId)  # the owner whose word it was
    note: str = ""  # the owner's reason


class Hold(Row, table=True):
    """Money reserved for an order."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_account", "account_id", "state"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(unique=True)
    account_id: int = Field(foreign_key="accounts.id", sa_type=BigId)
    amount: int = Field(sa_type=BigInteger)
    captured: int = Field(default=0, sa_type=BigInteger)
    state: HoldState = Field(default=HoldState.OPEN, sa_type=TextEnum(HoldState))
    order_id: int | None = Field(default=None, index=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    request_hash: str


class BookCheck(Row, table=True):
    """How the books were when they were last compared with themselves: the one row."""

    __tablename__ = "book_checks"

    id: int = Field(primary_key=True, sa_type=BigId)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    differences: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonColumn)
