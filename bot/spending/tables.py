"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index
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
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Level, Period


class ChatLimit(Row, table=True):
    """How much may be spent in a chat without asking anybody."""

    __tablename__ = "limits"

    chat_id: int = Field(primary_key=True, foreign_key="chats.id", sa_type=BigId)
    level: Level = Field(primary_key=True, sa_type=TextEnum(Level))
    period: Period = Field(primary_key=True, sa_type=TextEnum(Period))
    amount: Decimal = Field(sa_type=MoneyColumn)


class Approval(Row, table=True):
    """An order above a limit, or many from one list, and what became of that."""

    __tablename__ = "approvals"
    __table_args__ = (Index("ix_approvals_waiting", "verdict", "created_at"), COUNTING_ON)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(sa_type=BigId)
    order_id: int | None = Field(default=None, foreign_key="orders.id", unique=True, sa_type=BigId)
    mass_id: int | None = Field(  # else
        default=None, foreign_key="mass_orders.id", unique=True, sa_type=BigId
    )
    level: Level = Field(sa_type=TextEnum(Level))  # the limit, as it was then
    period: Period = Field(sa_type=TextEnum(Period))
    amount: Decimal = Field(sa_type=MoneyColumn)
    left: Decimal = Field(sa_type=MoneyColumn)
    cards: list[list[int]] = Field(  # [chat id, message id] of the messages that ask
        default_factory=list, sa_type=JsonColumn
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    verdict: Verdict | None = Field(default=None, sa_type=TextEnum(Verdict))
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = ""  # a person's name
