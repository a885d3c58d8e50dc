"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.catalogue.search import Sort
from bot.core.database.row import Row
from bot.core.database.types import (
    COUNTING_ON,
    BigId,
    JsonColumn,
    MoneyColumn,
    TextEnum,
    UtcDateTime,
)
from bot.orders.rules.states import OrderState
from bot.refills.rules.refills import RefillKind


class Step(StrEnum):
    """Where a form stands."""

    PLATFORM = "platform"  # where a new order begins
    CATALOGUE = "catalogue"  # the same, to look around
    CATEGORY = "category"
    SERVICE = "service"
    RESULTS = "results"  # services from all over the catalogue: a `Listing`
    MEANING = "meaning"  # which of several meanings a message had
    COMPARE = "compare"
    CARD = "card"
    FIELD = "field"
    CHANGE = "change"  # a field asked from the summary, to which it goes back
    SUMMARY = "summary"


class Listing(StrEnum):
    """What the results of a form are."""

    SEARCH = "search"
    FAVOURITES = "favourites"
    RECENT = "recent"  # what the person has ordered in this chat
    LINK = "link"  # what suits the links that were sent


class Draft(Row, table=True):
    """A form being filled: one per person and chat."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("chat_id", "user_id"), COUNTING_ON)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(unique=True)  # goes into the order log: a form becomes one order at most
    chat_id: int = Field(sa_type=BigId)
    user_id: int = Field(sa_type=BigId)  # the anonymous administrator's is the group's own id
    user_name: str
    thread_id: int | None = Field(default=None, sa_type=BigId)
    source_message_id: int | None = Field(default=None, sa_type=BigId)  # the person's /order
    message_id: int | None = Field(default=None, sa_type=BigId)  # the form, edited in place
    prompt_message_id: int | None = Field(default=None, sa_type=BigId)  # ForceReply in a group
    step: Step = Field(sa_type=TextEnum(Step))
    page: int = 0
    platform: str | None = None
    category_id: int | None = Field(default=None, sa_type=BigId)
    listing: Listing | None = Field(  # where the card was opened from, if not in a category
        default=None, sa_type=TextEnum(Listing)
    )
    query: str = ""  # the words of a search
    filters: list[str] = Field(default_factory=list, sa_type=JsonColumn)  # those that are on
    sort: Sort = Field(default=Sort.BEST, sa_type=TextEnum(Sort))
    compared: list[int] | None = Field(  # service ids, while they are chosen and compared
        default=None, sa_type=JsonColumn
    )
    service_id: int | None = Field(default=None, sa_type=BigId)  # our row's id
    asking: str | None = None  # key of the field being asked
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    collected: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn)  # a list so far
    guesses: dict[str, list[Any]] | None = Field(  # what was typed may mean: keys, values
        default=None, sa_type=JsonColumn
    )
    aside: dict[str, Any] | None = Field(  # the half-filled form that this one has replaced
        default=None, sa_type=JsonColumn
    )
    quote: dict[str, Any] | None = Field(  # of the service, as its card or the summary showed it
        default=None, sa_type=JsonColumn
    )
    request: dict[str, Any] | None = Field(  # what was sent before a service was chosen
        default=None, sa_type=JsonColumn
    )
    choices: dict[str, Any] | None = Field(  # what a message may mean (`Step.MEANING`)
        default=None, sa_type=JsonColumn
    )
    pays_self: bool = False  # in a group: from the person's own wallet
    revision: int = 0  # counts changes; a button of an older screen does nothing
    seen_update: int = Field(default=0, sa_type=BigId)  # handled again, it changes nothing
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Order(Row, table=True):
    """A line of the order log: what was ordered, by whom, and how it stands."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_chat", "chat_id", "id"),
        Index("ix_orders_chat_created", "chat_id", "created_at"),
        Index("ix_orders_created", "created_at"),
        Index("ix_orders_due", "state", "due_at"),
        Index("ix_orders_look", "look_at", "id"),
        Index("ix_orders_number", "provider_order_id"),
        Index("ix_orders_link", "chat_id", "service_id", "link_key"),
        Index("ix_orders_link_key", "link_key"),
        Index("ix_orders_placed", "service_id", "placed_at"),
        Index("ix_orders_source", "source_id", "placed_at"),
        Index("ix_orders_user_created", "user_id", "created_at"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    draft_key: str = Field(unique=True)
    chat_id: int = Field(sa_type=BigId)
    user_id: int = Field(sa_type=BigId)
    user_name: str
    thread_id: int | None = Field(default=None, sa_type=BigId)
    source_message_id: int | None = Field(default=None, sa_type=BigId)
    form_message_id: int | None = Field(default=None, sa_type=BigId)  # its card
    batch_id: int | None = Field(  # of a mass order
        default=None, foreign_key="mass_orders.id", index=True, sa_type=BigId
    )

    panel_id: int = Field(default=1, foreign_key="panels.id", sa_type=BigId)
    service_id: int = Field(foreign_key="services.id", sa_type=BigId)
    source_id: int | None = Field(  # of a merged service: as which it is bought, if not as itself
        default=None, sa_type=BigId
    )
    refused_by: list[int] = Field(  # as which services it was refused before it went on
        default_factory=list, sa_type=JsonColumn
    )
    service_name: str  # as it was when ordered
    service_type: str
    refill_kind: RefillKind | None = Field(default=None, sa_type=TextEnum(RefillKind))
    refill_days: int | None = None  # both as promised when ordered; of old orders nobody knows
    answers: dict[str, Any] = Field(sa_type=JsonColumn)
    params: dict[str, str] = Field(sa_type=JsonColumn)  # exactly what `add` is sent
    quantity_hint: int = Field(sa_type=BigId)  # for panels that want one with every type
    quantity: int = Field(sa_type=BigId)  # in all: runs included
    link: str  # of a subscription: the username
    link_key: str = ""  # equal for links that mean the same (bot/orders/links)
    price: Decimal = Field(sa_type=MoneyColumn)  # by the rate on the summary; the most it can be
    currency: str  # of the price
    wallet_id: int | None = Field(default=None, sa_type=BigId)  # None: the operator pays
    hold_key: str = ""  # of what is reserved for it in the wallet; empty: nothing (any more)
    booked: int = Field(default=0, sa_type=BigId)  # what the wallet has paid, in its units
    written_off: int = Field(default=0, sa_type=BigId)  # likewise, what nobody pays any more
    movements: int = 0  # transfers of its money so far, after what was reserved
    settled_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime
    )  # when its wallet changed last
    decided: int | None = Field(default=None, sa_type=BigId)  # what it costs as owners say
    charge_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When owners were asked what it costs as it has ended.
    loss_told: bool = False  # they know that it costs them more than is paid for it
    cost: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # None: the price is the cost
    cost_currency: str = ""
    exchange_rate: Decimal | None = Field(default=None, sa_type=MoneyColumn)  # cost to price
    exchange_id: int | None = Field(default=None, sa_type=BigId)  # of that rate
    price_rule_id: int | None = Field(default=None, sa_type=BigId)  # that made the price
    quote: dict[str, Any] | None = Field(  # of the service, as it was confirmed or approved
        default=None, sa_type=JsonColumn
    )
    offer: dict[str, Any] | None = Field(  # as it is now, where that is asked about
        default=None, sa_type=JsonColumn
    )

    state: OrderState = Field(default=OrderState.QUEUED, sa_type=TextEnum(OrderState))
    state_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)  # next turn of the submitter
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # next status check
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0  # of submitting, or checks in a row that brought nothing

    provider_order_id: str | None = None
    provider_word: str = ""  # the panel's own status word
    charge: Decimal | None = Field(default=None, sa_type=MoneyColumn)
    taken: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # from the panel's balance
    start_count: int | None = Field(default=None, sa_type=BigId)
    remains: int | None = Field(default=None, sa_type=BigId)
    posts: int | None = Field(default=None, sa_type=BigId)  # of a subscription: done so far
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    placed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # first delivered
    alarmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # pending too long
    reason: str | None = None  # RefusalReason of a rejection, Verdict of a refused one
    words: str = ""  # the panel's words, what is known of an unclear end, or who has refused it
    balance_before: Decimal | None = Field(default=None, sa_type=MoneyColumn)
    balance_after: Decimal | None = Field(default=None, sa_type=MoneyColumn)
    claimed_number: str | None = None  # an owner says so; believed when the panel knows it
    reported_number: str | None = None  # stood in an unclear answer: most likely the order's
    answer_until: datetime | None = Field(  # of an unclear one: so long an answer may still come
        default=None, sa_type=UtcDateTime
    )

    @property
    def bought_id(self) -> int:
        """Return our number of the panel's service as which it is, or would be, bought."""
        return self.service_id if self.source_id is None else self.source_id


class Suborder(Row, table=True):
    """An order that the panel has made for a run of a drip-feed or a post of a subscription."""

    __tablename__ = "order_parts"

    order_id: int = Field(primary_key=True, foreign_key="orders.id", sa_type=BigId)
    number: str = Field(primary_key=True)  # the panel's
    state: OrderState | None = Field(default=None, sa_type=TextEnum(OrderState))
    charge: Decimal | None = Field(default=None, sa_type=MoneyColumn)
    start_count: int | None = Field(default=None, sa_type=BigId)
    remains: int | None = Field(default=None, sa_type=BigId)


class PanelCharge(Row, table=True):
    """What an order has taken from its panel's balance, more or less than before.

    Deleted when the panel's books have it, so that these need not read the order log.
    """

    __tablename__ = "panel_charges"
    __table_args__ = (Index("ix_panel_charges_panel", "panel_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    panel_id: int = Field(foreign_key="panels.id", sa_type=BigId)
    currency: str
    amount: Decimal = Field(sa_type=MoneyColumn)


class OrderEvent(Row, table=True):
    """One change of an order's state; written once, never changed."""

    __tablename__ = "order_events"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(foreign_key="orders.id", index=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    state: OrderState = Field(sa_type=TextEnum(OrderState))
    note: str = ""


class StartWatcher(Row, table=True):
    """Somebody who wants to be told when an order starts; deleted when they were."""

    __tablename__ = "start_watchers"

    order_id: int = Field(primary_key=True, foreign_key="orders.id", sa_type=BigId)
    user_id: int = Field(primary_key=True, sa_type=BigId)
    user_name: str


class Watcher(Row, table=True):
    """A message that shows an order, and is drawn again."""

    __tablename__ = "watchers"
    __table_args__ = (Index("ix_watchers_message", "chat_id", "message_id"),)

    order_id: int = Field(primary_key=True, foreign_key="orders.id", sa_type=BigId)
    chat_id: int = Field(primary_key=True, sa_type=BigId)
    message_id: int = Field(primary_key=True, sa_type=BigId)
    view: dict[str, Any] = Field(sa_type=JsonColumn)  # bot/core/outbox/composing.py: View
    asked: bool = False  # after the next check of the order, whatever that brings
    stays: bool = False  # at each change of it
