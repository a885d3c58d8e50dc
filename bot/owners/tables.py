"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime

from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import BigId, UtcDateTime


class Digest(Row, table=True):
    """What an owner wants to be told every day, and when that is next."""

    __tablename__ = "digests"

    owner_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    wanted: bool = False
    hour: int = 9  # from 0 to 23, in `time_zone`
    time_zone: str  # IANA name
    next_at: datetime = Field(sa_type=UtcDateTime)
