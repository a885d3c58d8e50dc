"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.core.charts.layout import Format
from bot.core.database.row import Row
from bot.core.database.types import COUNTING_ON, BigId, TextEnum, UtcDateTime


class Export(Row, table=True):
    """A file of orders that was asked for, one per person and chat; deleted when it was sent."""

    __tablename__ = "exports"
    __table_args__ = (
        UniqueConstraint("chat_id", "asked_by"),
        Index("ix_exports_due", "due_at"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(sa_type=BigId)  # where it is sent
    asked_by: int = Field(sa_type=BigId)
    thread_id: int | None = Field(default=None, sa_type=BigId)
    message_id: int | None = Field(default=None, sa_type=BigId)  # says how far it is
    format: Format = Field(sa_type=TextEnum(Format))
    of_chat: int | None = Field(default=None, sa_type=BigId)  # None: every chat's orders
    of_user: int | None = Field(default=None, sa_type=BigId)  # None: everybody's
    first: date | None = None  # None: from the beginning
    last: date
    total: int  # orders, when it was asked for
    created_at: datetime = Field(sa_type=UtcDateTime)  # later orders are left out
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0  # in a row that brought nothing
    rows: int = 0  # sent so far
    files: int = 0
    after_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the last one sent
    after_id: int | None = Field(default=None, sa_type=BigId)


class WeeklySummary(Row, table=True):
    """When and where a group is told how its week was; without a row it is not."""

    __tablename__ = "weekly_summaries"

    chat_id: int = Field(
        primary_key=True,
        foreign_key="chats.id",
        sa_type=BigId,
        sa_column_kwargs={"autoincrement": False},
    )
    weekday: int = 0  # from 0, Monday
    hour: int = 9  # from 0 to 23
    topic_id: int | None = Field(default=None, sa_type=BigId)  # None: no topic, or the general one
    time_zone: str  # the chat's, an IANA name, as `next_at` was counted in it
    next_at: datetime = Field(index=True, sa_type=UtcDateTime)
