"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ScalarSelect, UniqueConstraint, select
from sqlmodel import Field, SQLModel, col

from bot.core.database.types import (
    COUNTING_ON,
    BigId,
    JsonColumn,
    MoneyColumn,
    TextEnum,
    UtcDateTime,
)
from bot.panel.rules.statuses import WordKind


class Panel(SQLModel, table=True):
    """A panel that was worked with, or is asked about: an address and an account there.

    Both are kept as keyed digests alone: they tell whether it is the same one.
    """

    __tablename__ = "panels"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    host: str = ""
    salt: str = ""  # random, the digests' key
    address: str = ""  # empty: it is not known yet which one this row is
    account: str = ""
    first_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ServiceHold(SQLModel, table=True):
    """A service that the panel takes no orders for at present, one after the other."""

    __tablename__ = "service_holds"

    service_id: int = Field(
        primary_key=True,
        foreign_key="services.id",
        sa_type=BigId,
        sa_column_kwargs={"autoincrement": False},
    )
    refusals: int  # in a row
    refused_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(  # then one order tries it; None: orders are sent as they come
        default=None, sa_type=UtcDateTime
    )


class Hold(StrEnum):
    """Why orders wait."""

    NONE = ""
    FUNDS = "funds"
    AUTH = "auth"
    DOWN = "down"


class Shrunk(StrEnum):
    """What owners know of a list that is suddenly much shorter, which is not believed."""

    NO = ""  # the list is as it should be
    TOLD = "told"
    BELIEVED = "believed"  # an owner says that it is right


class PanelState(SQLModel, table=True):
    """What is known of the panel: one row."""

    __tablename__ = "panel"

    id: int = Field(default=1, primary_key=True)
    panel_id: int = Field(default=1, foreign_key="panels.id", sa_type=BigId)  # whose row it is
    asked_panel_id: int | None = Field(  # configured now; owners say whether it is the same one
        default=None, foreign_key="panels.id", sa_type=BigId
    )
    capabilities: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    balance: Decimal | None = Field(default=None, sa_type=MoneyColumn)
    currency: str = ""
    balance_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    balance_watchers: list[list[Any]] = Field(  # [chat id, message id, view] to draw when known
        default_factory=list, sa_type=JsonColumn
    )
    synced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sync_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # next; None: at once
    submit_after: datetime | None = Field(default=None, sa_type=UtcDateTime)  # busy until
    spent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # an order left or ended
    hold: Hold = Field(default=Hold.NONE, sa_type=TextEnum(Hold))  # why
    told: Hold = Field(default=Hold.NONE, sa_type=TextEnum(Hold))  # what owners were told
    probe_at: datetime | None = Field(  # of a hold: when the balance is asked for next
        default=None, sa_type=UtcDateTime
    )
    tried_at: datetime | None = Field(  # of a hold: when it began, or an order last tried it
        default=None, sa_type=UtcDateTime
    )
    failures: int = 0  # orders in a row without a usable answer
    failing: list[list[int]] = Field(  # their [order id, service id], each once
        default_factory=list, sa_type=JsonColumn
    )
    causes_told: dict[str, str] = Field(  # what single orders wait for -> when owners were told
        default_factory=dict, sa_type=JsonColumn
    )
    catalogue_version: int = 0  # counts the changes of what is on sale
    list_digest: str = ""  # of the answer that the stored list was read from
    shrunk: Shrunk = Field(default=Shrunk.NO, sa_type=TextEnum(Shrunk))
    skipped: int = 0  # services of the list that could not be read
    skipped_told: int = 0  # so many owners know of
    problems_told: bool = False  # owners know that there are problems, and have not looked since
    calls: dict[str, dict[str, Any]] = Field(  # process -> its `Calls` of late, as JSON
        default_factory=dict, sa_type=JsonColumn
    )
    maintenance: str | None = None  # what people are told; None: there is none
    low_balance: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # None: no alert
    low_balance_told: bool = False  # until it was above again


CURRENT_PANEL: ScalarSelect[int] = (
    select(col(PanelState.panel_id)).where(col(PanelState.id) == 1).scalar_subquery()
)
"""Our number of the panel that is worked with, in a query."""


class StatusWord(SQLModel, table=True):
    """A status word of the panel that nobody knew, and what owners say that it means."""

    __tablename__ = "status_words"
    __table_args__ = (UniqueConstraint("kind", "word"), COUNTING_ON)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    kind: WordKind = Field(sa_type=TextEnum(WordKind))
    word: str  # as it is compared (bot/panel/rules/statuses.py)
    shown: str  # as the panel says it
    number: str  # the panel's own of the first order, or refill, of which it was said
    meaning: str | None = None  # an OrderState or a RefillState; None: nobody has said
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
