"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import (
    COUNTING_ON,
    BigId,
    JsonColumn,
    MoneyColumn,
    TextEnum,
    UtcDateTime,
)
from bot.panel.rules.entries import EntryKind
from bot.panel.rules.statuses import WordKind


class PanelStatus(StrEnum):
    """What a panel is used for."""

    ACTIVE = "active"
    PAUSED = "paused"  # by owners: nothing is ordered there, and what was is followed
    REMOVED = "removed"  # likewise, until it is added again, or what is under way has ended
    OUT_OF_REACH = "out_of_reach"  # its key is not known: it is asked nothing


class Panel(Row, table=True):
    """A panel that is worked with, was, or is asked about: an address and an account there.

    Both are kept as keyed digests, which tell whether it is the same one. Of a panel that owners
    have added they are also kept sealed, with a key that the database does not have; of the one
    that the settings name nowhere.
    """

    __tablename__ = "panels"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    host: str = ""
    salt: str = ""  # random, the digests' key
    address: str = ""  # empty: it is not known yet which one this row is
    account: str = ""
    first_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    name: str = ""  # as owners call it; empty: by its host
    status: PanelStatus = Field(default=PanelStatus.OUT_OF_REACH, sa_type=TextEnum(PanelStatus))
    sealed: str = ""  # address and key of a panel that owners have added
    options: dict[str, str] = Field(default_factory=dict, sa_type=JsonColumn)  # peculiarities
    is_unreadable: bool = False  # what is sealed was found to be, with the secret in use

    @property
    def called(self) -> str:
        """Return what people call it."""
        return self.name or self.host


class PanelCheck(Row, table=True):
    """An address and a key that an owner has typed, until they are confirmed; for an hour at most.

    Where the panel is and its key are kept sealed alone.
    """

    __tablename__ = "panel_checks"
    __table_args__ = (COUNTING_ON,)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    owner_id: int = Field(sa_type=BigId)  # who types; one check at a time
    panel_id: int | None = Field(  # whose account is to become this one; None: a new panel
        default=None, foreign_key="panels.id", sa_type=BigId
    )
    sealed: str
    host: str
    begun_at: datetime = Field(sa_type=UtcDateTime)
    message_id: int | None = Field(default=None, sa_type=BigId)  # shows how it stands
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # is tried then
    fault: str = ""  # what is wrong with it, of `Fault` in bot/panel/rules/trials.py
    words: str = ""  # the panel's, or of the failed connection
    balance: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # None: not known yet
    currency: str = ""
    services: int = 0
    is_unencrypted: bool = False  # the address has no https


class ServiceHold(Row, table=True):
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
    """What owners know of a list that is not believed, or that cannot be read."""

    NO = ""  # the list is as it should be
    ALERTED = "told"
    UNREAD = "unread"  # for so long that what is stored may be wrong
    BELIEVED = "believed"  # an owner says that it is right


class PanelState(Row, table=True):
    """How it stands with a panel that is, or was, worked with."""

    __tablename__ = "panel_states"

    panel_id: int = Field(
        default=1,
        primary_key=True,
        foreign_key="panels.id",
        sa_type=BigId,
        sa_column_kwargs={"autoincrement": False},
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
    list_digest: str = ""  # of the answer that the stored list was read from
    shrunk: Shrunk = Field(default=Shrunk.NO, sa_type=TextEnum(Shrunk))
    skipped: int = 0  # services of the list that could not be read
    skipped_told: int = 0  # so many owners know of
    calls: dict[str, dict[str, Any]] = Field(  # process -> its `Calls` of late, as JSON
        default_factory=dict, sa_type=JsonColumn
    )
    low_balance: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # None: no alert
    low_balance_told: bool = False  # until it was above again


class BotState(Row, table=True):
    """What holds for the bot as a whole: one row."""

    __tablename__ = "bot_state"

    id: int = Field(default=1, primary_key=True)
    panel_id: int = Field(default=1, foreign_key="panels.id", sa_type=BigId)  # of the settings
    asked_panel_id: int | None = Field(  # configured now; owners say whether it is the same one
        default=None, foreign_key="panels.id", sa_type=BigId
    )
    catalogue_version: int = 0  # counts the changes of what is on sale
    maintenance: str | None = None  # what people are told; None: there is none
    problems_told: bool = False  # owners know that there are problems, and have not looked since


class PanelEntry(Row, table=True):
    """Money that came to the account at a panel, as far as the bot knows or asks.

    An owner's word for it stays as it was given: another word is an entry of its own.
    """

    __tablename__ = "panel_movements"
    __table_args__ = (
        Index("ix_panel_movements_panel", "panel_id", "id"),
        Index("ix_panel_movements_corrects", "corrects"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    panel_id: int = Field(foreign_key="panels.id", sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: EntryKind = Field(sa_type=TextEnum(EntryKind))
    amount: Decimal = Field(sa_type=MoneyColumn)
    currency: str
    by: int | None = Field(default=None, sa_type=BigId)  # the owner who has answered
    corrects: int | None = Field(default=None, sa_type=BigId)  # which entry: what it is now


class PanelBooks(Row, table=True):
    """How the balance at a panel agrees with what its orders cost, as it was last compared.

    What is expected: the opening balance and deposits, less what was charged since.
    """

    __tablename__ = "panel_books"

    panel_id: int = Field(
        primary_key=True,
        foreign_key="panels.id",
        sa_type=BigId,
        sa_column_kwargs={"autoincrement": False},
    )
    currency: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opening: Decimal = Field(sa_type=MoneyColumn)  # the first balance
    deposits: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # since then
    charged: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # likewise, for orders
    balance: Decimal = Field(sa_type=MoneyColumn)  # as it was compared
    compared_at: datetime = Field(sa_type=UtcDateTime)
    unexplained: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # more than expected
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)  # it is not zero
    known: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # of it, before the last jump
    low: Decimal = Field(sa_type=MoneyColumn)  # the balance then
    jumped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # not asked about yet


class StatusWord(Row, table=True):
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
