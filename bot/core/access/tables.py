"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.core.access.roles import Announcements, ChatAccess, NotifyTarget, OrderPolicy
from bot.core.database.row import Row
from bot.core.database.types import BigId, JsonColumn, TextEnum, UtcDateTime


class Chat(Row, table=True):
    """A private chat or a group, with what was decided about it."""

    __tablename__ = "chats"

    id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    type: str  # private, group, supergroup
    title: str
    standing: ChatAccess = Field(default=ChatAccess.NEW, sa_type=TextEnum(ChatAccess))
    language: str  # at first Telegram's of the person, then as chosen
    policy: OrderPolicy = Field(default=OrderPolicy.EVERYONE, sa_type=TextEnum(OrderPolicy))
    announcements: Announcements = Field(
        default=Announcements.ALL, sa_type=TextEnum(Announcements)
    )
    told: NotifyTarget = Field(default=NotifyTarget.GROUP, sa_type=TextEnum(NotifyTarget))
    topic_id: int | None = Field(
        default=None, sa_type=BigId
    )  # of announcements; None: where it was ordered
    quiet_from: int | None = None  # minutes after midnight; None: no quiet hours
    quiet_until: int | None = None
    time_zone: str = "UTC"  # IANA name; at first guessed from the language, UTC: not known
    categories: list[int] | None = Field(default=None, sa_type=JsonColumn)  # None: all of them
    paused: bool = False
    reachable: bool = True  # False: blocked the bot or removed it; pushes stop
    muted: bool = False  # wants no broadcasts
    introduced: bool = False  # was told how the bot works
    note: str = ""  # of the owners, for themselves
    last_quantity: int | None = Field(default=None, sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_on: date | None = None  # the last day on which somebody asked for something
    administrators_changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Person(Row, table=True):
    """Somebody who has written to the bot, or pressed a button."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_username", "username"),)

    user_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    name: str
    username: str = ""  # in small letters, without the @; empty: none
    language: str = ""  # as Telegram says it
    blocked: bool = False  # by the owners
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    seen_on: date


class ListedPerson(Row, table=True):
    """A person who may order in a group whose policy is a list."""

    __tablename__ = "listed_people"

    chat_id: int = Field(primary_key=True, foreign_key="chats.id", sa_type=BigId)
    user_id: int = Field(primary_key=True, sa_type=BigId)
    name: str
    added_at: datetime = Field(sa_type=UtcDateTime)


class ChatMigration(Row, table=True):
    """A group that became a supergroup: Telegram knows it by a new id, for ever."""

    __tablename__ = "chat_migrations"

    old_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    new_id: int = Field(index=True, sa_type=BigId)
    joined: bool = False  # Telegram has said that the bot is in the supergroup
    migrated_at: datetime = Field(sa_type=UtcDateTime)
