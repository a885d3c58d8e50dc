"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import BigId, JsonColumn, UtcDateTime


class InboxUpdate(Row, table=True):
    """An update from Telegram; a handled one keeps its number, so that it is known again."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_lane", "handled_at", "lane", "update_id"),)

    update_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    lane: int = Field(sa_type=BigId)  # chat id, else user id: one lane is handled in order
    payload: dict[str, Any] = Field(sa_type=JsonColumn)
    received_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0  # how often a process has taken it up
    error: str | None = None  # why it is a dead letter, after too many attempts
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
