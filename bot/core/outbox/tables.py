"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import BigId, JsonColumn, UtcDateTime


class OutboxMessage(Row, table=True):
    """Something to tell a chat; deleted when it was delivered."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "dead", "due_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(sa_type=BigId, index=True)
    kind: str  # OutboxKind
    payload: dict[str, Any] = Field(sa_type=JsonColumn)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0
    dead: bool = False  # given up; owners can see these
    kept: bool = False  # for an owner who has to open the bot first
    error: str = ""
