"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import COUNTING_ON, BigId, JsonColumn, MoneyColumn, UtcDateTime


class MassOrder(Row, table=True):
    """Many orders from one list: while its summary is shown, and as long as its orders run."""

    __tablename__ = "mass_orders"
    __table_args__ = COUNTING_ON

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(unique=True)  # how the keys of its orders begin
    chat_id: int = Field(sa_type=BigId)
    user_id: int = Field(sa_type=BigId)
    user_name: str
    thread_id: int | None = Field(default=None, sa_type=BigId)
    source_message_id: int | None = Field(default=None, sa_type=BigId)
    message_id: int | None = Field(default=None, sa_type=BigId)  # shows how it stands
    text: str = ""  # the list, until it is confirmed; empty: it is still to come
    quotes: dict[str, dict[str, Any]] = Field(  # by our numbers, as the summary showed them
        default_factory=dict, sa_type=JsonColumn
    )
    lines: list[dict[str, Any]] = Field(  # what was confirmed and is still to be placed
        default_factory=list, sa_type=JsonColumn
    )
    price: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # as the summary showed it
    currency: str = ""
    pays_self: bool = False  # in a group: from the person's own wallet
    wallet_id: int | None = Field(default=None, sa_type=BigId)  # None: the operator pays
    seen_update: int = Field(default=0, sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of all its orders
