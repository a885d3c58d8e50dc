"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.catalogue.rules.catalogue import Kind
from bot.catalogue.rules.services import Flag
from bot.catalogue.rules.sources import Preference
from bot.core.database.row import Row
from bot.core.database.types import BigId, MoneyColumn, TextEnum, UtcDateTime


class Category(Row, table=True):
    """A category of the panel, in the panel's own order."""

    __tablename__ = "categories"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(unique=True)
    platform: str = Field(index=True)
    position: int


class ServiceRow(Row, table=True):
    """A service of a panel; gone ones stay, orders refer to them."""

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("panel_id", "provider_id", name="uq_services_number"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    panel_id: int = Field(default=1, foreign_key="panels.id", sa_type=BigId)
    provider_id: str
    category_id: int = Field(foreign_key="categories.id", index=True, sa_type=BigId)
    name: str
    type: str
    rate: Decimal = Field(sa_type=MoneyColumn)
    minimum: int = Field(sa_type=BigId)
    maximum: int = Field(sa_type=BigId)
    refill: Flag = Field(sa_type=TextEnum(Flag))
    refill_refused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # for good
    cancel: Flag = Field(sa_type=TextEnum(Flag))
    dripfeed: Flag = Field(sa_type=TextEnum(Flag))
    description: str = ""
    average_time: str = ""
    position: int  # with gaps, see bot/catalogue/rules/positions.py
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of gone ones
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Favourite(Row, table=True):
    """A favourite service of a person; a group's anonymous administrators share theirs."""

    __tablename__ = "favourites"

    user_id: int = Field(primary_key=True, sa_type=BigId)  # as in a draft
    service_id: int = Field(primary_key=True, foreign_key="services.id", sa_type=BigId)
    name: str = ""  # of the service, as the panel called it then
    added_at: datetime = Field(sa_type=UtcDateTime)


class OverrideRow(Row, table=True):
    """What an owner wants of a category or service: `None` leaves it to the file and the panel."""

    __tablename__ = "shapes"

    kind: Kind = Field(primary_key=True, sa_type=TextEnum(Kind))
    target_id: int = Field(  # our row's id
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    hidden: bool | None = None
    name: str | None = None
    place: int | None = None
    pinned: bool | None = None
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: int = Field(sa_type=BigId)  # an owner's user id


class MergedService(Row, table=True):
    """A service that is bought from several panels; people see it as this one's."""

    __tablename__ = "merged_services"

    service_id: int = Field(
        primary_key=True,
        foreign_key="services.id",
        sa_type=BigId,
        sa_column_kwargs={"autoincrement": False},
    )
    preference: Preference = Field(default=Preference.FIXED, sa_type=TextEnum(Preference))
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: int = Field(sa_type=BigId)  # an owner's user id


class SourceRow(Row, table=True):
    """A panel's service from which a merged one is bought; the one that people see is one, too."""

    __tablename__ = "sources"

    service_id: int = Field(
        primary_key=True,
        foreign_key="services.id",
        sa_type=BigId,
        sa_column_kwargs={"autoincrement": False},
    )
    merged_id: int = Field(foreign_key="merged_services.service_id", index=True, sa_type=BigId)
    position: int  # where owners have put it
    name: str  # as its panel called it when it was merged
    type: str
