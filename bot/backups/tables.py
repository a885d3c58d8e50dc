"""The table of the feature; times are UTC."""

from datetime import datetime

from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import BigId, JsonColumn, UtcDateTime


class BackupState(Row, table=True):
    """How the backups stand: one row, worked on when it is due."""

    __tablename__ = "backups"

    id: int = Field(default=1, primary_key=True, sa_type=BigId)
    due_at: datetime = Field(sa_type=UtcDateTime)  # the next one, or what is left to send
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the last one
    error: str = ""  # of the latest attempt
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)  # owners know
    old_told: bool = False  # owners know that the last one is old
    unsent: list[str] = Field(default_factory=list, sa_type=JsonColumn)  # files, in their order
    attempts: int = 0  # in a row to send the first of them
