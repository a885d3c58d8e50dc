"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import BigId, TextEnum, UtcDateTime
from bot.panel.rules.statuses import RefillState


class Refill(Row, table=True):
    """A refill that was asked for; one per order at a time."""

    __tablename__ = "refills"
    __table_args__ = (Index("ix_refills_due", "state", "due_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(foreign_key="orders.id", index=True, sa_type=BigId)
    user_name: str
    state: RefillState = Field(default=RefillState.QUEUED, sa_type=TextEnum(RefillState))
    provider_refill_id: str | None = None
    words: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0


class CancelState(StrEnum):
    """Where a request to cancel stands."""

    QUEUED = "queued"
    REQUESTING = "requesting"  # committed before the request leaves
    ACCEPTED = "accepted"  # the status will tell whether it happened
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the answer was lost


class CancelRequest(Row, table=True):
    """A cancellation that was asked for."""

    __tablename__ = "cancel_requests"
    __table_args__ = (Index("ix_cancel_requests_due", "state", "due_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(foreign_key="orders.id", index=True, sa_type=BigId)
    user_name: str
    state: CancelState = Field(default=CancelState.QUEUED, sa_type=TextEnum(CancelState))
    words: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0
