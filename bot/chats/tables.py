"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime

from sqlmodel import Field

from bot.chats.rules.own_texts import OwnTextKind
from bot.core.database.row import Row
from bot.core.database.types import BigId, TextEnum, UtcDateTime


class Forgotten(Row, table=True):
    """Somebody who wants to be forgotten; our number stands for them in what stays."""

    __tablename__ = "forgotten"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int | None = Field(default=None, index=True, sa_type=BigId)  # None: all is done
    asked_at: datetime = Field(sa_type=UtcDateTime)  # what was ordered later is not meant
    due_at: datetime = Field(sa_type=UtcDateTime)


class AuditEntry(Row, table=True):
    """A change of a chat's settings: who, when, what; written once, never changed."""

    __tablename__ = "audit"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(foreign_key="chats.id", index=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    user_id: int = Field(sa_type=BigId)
    user_name: str
    change: str  # what was changed
    before: str = ""
    after: str = ""


class OwnText(Row, table=True):
    """What owners say to people in their own words; without a row the bot's own is said."""

    __tablename__ = "own_texts"

    kind: OwnTextKind = Field(primary_key=True, sa_type=TextEnum(OwnTextKind))
    text: str
