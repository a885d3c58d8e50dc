"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import BigId, UtcDateTime


class Question(Row, table=True):
    """A message that asks somebody for a text."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_latest", "chat_id", "user_id", "is_latest"),)

    chat_id: int = Field(primary_key=True, sa_type=BigId)
    message_id: int = Field(primary_key=True, sa_type=BigId)
    user_id: int = Field(sa_type=BigId)  # who was asked
    kind: str  # what is asked, by the word of its feature
    about: str = ""  # what it is about, by the feature's own words
    asked_at: datetime = Field(sa_type=UtcDateTime)
    is_latest: bool = True  # of those that this person was asked in this chat
    closed_by: int | None = Field(default=None, sa_type=BigId)  # the update that answered it
