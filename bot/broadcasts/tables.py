"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.broadcasts.rules import Audience, BroadcastState, Content, Kind
from bot.core.database.row import Row
from bot.core.database.types import COUNTING_ON, BigId, JsonColumn, TextEnum, UtcDateTime


class Broadcast(Row, table=True):
    """News that an owner sends to many chats, and how far it is."""

    __tablename__ = "broadcasts"
    __table_args__ = COUNTING_ON

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    owner_id: int = Field(sa_type=BigId)
    state: BroadcastState = Field(default=BroadcastState.DRAFT, sa_type=TextEnum(BroadcastState))
    text: str = ""  # of a photo its caption
    entities: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonColumn)
    photo: str | None = None  # Telegram's file id
    links: list[list[str]] = Field(default_factory=list, sa_type=JsonColumn)  # [label, URL]
    kind: Kind = Field(default=Kind.ALL, sa_type=TextEnum(Kind))
    language: str = ""  # empty: all
    days: int = 0  # 0: whenever the chat was seen
    message_id: int | None = Field(default=None, sa_type=BigId)  # shows how far it is
    total: int = 0
    sent: int = 0
    blocked: int = 0
    failed: int = 0
    error: str = ""  # Telegram's words about the last failure
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    drawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def content(self) -> Content:
        """Return what every chat gets."""
        return Content(self.text, self.entities, self.photo, self.links)

    @property
    def audience(self) -> Audience:
        """Return which chats get it."""
        return Audience(self.kind, self.language, self.days)


class Recipient(Row, table=True):
    """A chat that is still to get a broadcast; written at its start, deleted when it has it."""

    __tablename__ = "recipients"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "chat_id"),
        Index("ix_recipients_due", "due_at", "id"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    broadcast_id: int = Field(foreign_key="broadcasts.id", sa_type=BigId)
    chat_id: int = Field(index=True, sa_type=BigId)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0
