"""The tables. Times are UTC; ids of Telegram have up to 52 bits; ids of the panel are text."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain import broadcasts
from bot.domain.access import Announcements, OrderPolicy, Standing, Told
from bot.domain.approvals import Verdict
from bot.domain.catalogue import Kind
from bot.domain.limits import Level, Period
from bot.domain.orders import OrderState
from bot.domain.refills import RefillKind
from bot.domain.search import Sort
from bot.domain.services import Flag
from bot.domain.statuses import RefillState, WordKind
from bot.reports.layout import Format
from bot.storage.types import BigId, JsonColumn, MoneyColumn, TextEnum, UtcDateTime

COUNTING_ON = {"sqlite_autoincrement": True}
"""Of tables whose numbers people see or buttons carry: none is given twice, and a copy that is put
back counts ahead."""


class InboxUpdate(SQLModel, table=True):
    """An update from Telegram; a handled one keeps its number, so that it is known again."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_lane", "handled_at", "lane", "update_id"),)

    update_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    lane: int = Field(sa_type=BigId)  # chat id, else user id: one lane is handled in order
    payload: dict[str, Any] = Field(sa_type=JsonColumn)
    received_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0  # how often a process has taken it up
    error: str | None = None  # set aside with its traceback after too many attempts
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim


class Chat(SQLModel, table=True):
    """A private chat or a group, with what was decided about it."""

    __tablename__ = "chats"

    id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    type: str  # private, group, supergroup
    title: str
    standing: Standing = Field(default=Standing.NEW, sa_type=TextEnum(Standing))
    language: str  # at first Telegram's of the person, then as chosen
    policy: OrderPolicy = Field(default=OrderPolicy.EVERYONE, sa_type=TextEnum(OrderPolicy))
    announcements: Announcements = Field(
        default=Announcements.ALL, sa_type=TextEnum(Announcements)
    )
    told: Told = Field(default=Told.GROUP, sa_type=TextEnum(Told))
    topic_id: int | None = Field(
        default=None, sa_type=BigId
    )  # of announcements; None: where it was ordered
    quiet_from: int | None = None  # minutes after midnight; None: no quiet hours
    quiet_until: int | None = None
    time_zone: str = "UTC"  # IANA name
    categories: list[int] | None = Field(default=None, sa_type=JsonColumn)  # None: all of them
    paused: bool = False
    reachable: bool = True  # False: blocked the bot or removed it; pushes stop
    muted: bool = False  # wants no broadcasts
    note: str = ""  # of the owners, for themselves
    last_quantity: int | None = Field(default=None, sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_on: date | None = None  # the last day on which somebody asked for something
    administrators_changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ChatMigration(SQLModel, table=True):
    """A group that became a supergroup: Telegram knows it by a new id, for ever."""

    __tablename__ = "chat_migrations"

    old_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    new_id: int = Field(index=True, sa_type=BigId)
    joined: bool = False  # Telegram has told that the bot is in the supergroup, which is no news
    migrated_at: datetime = Field(sa_type=UtcDateTime)


class Person(SQLModel, table=True):
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


class Forgotten(SQLModel, table=True):
    """Somebody who wants to be forgotten; our number stands for them in what stays."""

    __tablename__ = "forgotten"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int | None = Field(default=None, index=True, sa_type=BigId)  # None: all is done
    asked_at: datetime = Field(sa_type=UtcDateTime)  # what was ordered later is not meant
    due_at: datetime = Field(sa_type=UtcDateTime)


class ListedPerson(SQLModel, table=True):
    """A person who may order in a group whose policy is a list."""

    __tablename__ = "listed_people"

    chat_id: int = Field(primary_key=True, foreign_key="chats.id", sa_type=BigId)
    user_id: int = Field(primary_key=True, sa_type=BigId)
    name: str
    added_at: datetime = Field(sa_type=UtcDateTime)


class AuditEntry(SQLModel, table=True):
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


class Category(SQLModel, table=True):
    """A category of the panel, in the panel's own order."""

    __tablename__ = "categories"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(unique=True)
    platform: str = Field(index=True)
    position: int


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


class ServiceRow(SQLModel, table=True):
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
    position: int  # with gaps, see bot/domain/places.py
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of gone ones
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


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


class Favourite(SQLModel, table=True):
    """A service that a person keeps at hand; a group's anonymous administrators share theirs."""

    __tablename__ = "favourites"

    user_id: int = Field(primary_key=True, sa_type=BigId)  # as in a draft
    service_id: int = Field(primary_key=True, foreign_key="services.id", sa_type=BigId)
    name: str = ""  # of the service, as the panel called it then
    added_at: datetime = Field(sa_type=UtcDateTime)


class ShapeRow(SQLModel, table=True):
    """What an owner wants of a category or service: `None` leaves it as it is told elsewhere."""

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


class Step(StrEnum):
    """Where a form stands."""

    PLATFORM = "platform"
    CATEGORY = "category"
    SERVICE = "service"
    RESULTS = "results"  # services from all over the catalogue: a `Listing`
    CARD = "card"
    FIELD = "field"
    CHANGE = "change"  # a field asked from the summary, to which it goes back
    SUMMARY = "summary"


class Listing(StrEnum):
    """What the results of a form are."""

    SEARCH = "search"
    FAVOURITES = "favourites"
    RECENT = "recent"  # what the person has ordered in this chat


class Draft(SQLModel, table=True):
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
    service_id: int | None = Field(default=None, sa_type=BigId)  # our row's id
    asking: str | None = None  # key of the field being asked
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    collected: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn)  # a list so far
    quote: dict[str, Any] | None = Field(  # of the service, as its card or the summary showed it
        default=None, sa_type=JsonColumn
    )
    revision: int = 0  # counts changes; a button of an older screen does nothing
    seen_update: int = Field(default=0, sa_type=BigId)  # handled again, it changes nothing
    updated_at: datetime = Field(sa_type=UtcDateTime)


class MassOrder(SQLModel, table=True):
    """Many orders from one list: while they are looked over, and as long as they run."""

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
    lines: list[dict[str, Any]] = Field(  # what was confirmed and is still to be written down
        default_factory=list, sa_type=JsonColumn
    )
    price: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # as the summary showed it
    currency: str = ""
    seen_update: int = Field(default=0, sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # of all its orders


class Order(SQLModel, table=True):
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
    form_message_id: int | None = Field(default=None, sa_type=BigId)  # shows how it stands
    batch_id: int | None = Field(  # of a mass order
        default=None, foreign_key="mass_orders.id", index=True, sa_type=BigId
    )

    panel_id: int = Field(default=1, foreign_key="panels.id", sa_type=BigId)
    service_id: int = Field(foreign_key="services.id", sa_type=BigId)
    service_name: str  # as it was when ordered
    service_type: str
    refill_kind: RefillKind | None = Field(default=None, sa_type=TextEnum(RefillKind))
    refill_days: int | None = None  # both as promised when ordered; of old orders nobody knows
    answers: dict[str, Any] = Field(sa_type=JsonColumn)
    params: dict[str, str] = Field(sa_type=JsonColumn)  # exactly what `add` is sent
    quantity_hint: int = Field(sa_type=BigId)  # for panels that want one with every type
    quantity: int = Field(sa_type=BigId)  # in all: runs included
    link: str  # of a subscription: the username
    link_key: str = ""  # equal for links that mean the same (bot/domain/links)
    price: Decimal = Field(sa_type=MoneyColumn)  # by the rate on the summary; the most it can be
    currency: str
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
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # next of the tracker
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0  # of submitting, or looks in a row that brought nothing

    provider_order_id: str | None = None
    provider_word: str = ""  # the panel's own status word
    charge: Decimal | None = Field(default=None, sa_type=MoneyColumn)
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


class ChatLimit(SQLModel, table=True):
    """How much may be spent in a chat without asking anybody."""

    __tablename__ = "limits"

    chat_id: int = Field(primary_key=True, foreign_key="chats.id", sa_type=BigId)
    level: Level = Field(primary_key=True, sa_type=TextEnum(Level))
    period: Period = Field(primary_key=True, sa_type=TextEnum(Period))
    amount: Decimal = Field(sa_type=MoneyColumn)


class Approval(SQLModel, table=True):
    """An order above a limit, or many from one list, and what became of that."""

    __tablename__ = "approvals"
    __table_args__ = (Index("ix_approvals_waiting", "verdict", "created_at"), COUNTING_ON)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(sa_type=BigId)
    order_id: int | None = Field(default=None, foreign_key="orders.id", unique=True, sa_type=BigId)
    mass_id: int | None = Field(  # else
        default=None, foreign_key="mass_orders.id", unique=True, sa_type=BigId
    )
    level: Level = Field(sa_type=TextEnum(Level))  # the limit, as it was then
    period: Period = Field(sa_type=TextEnum(Period))
    amount: Decimal = Field(sa_type=MoneyColumn)
    left: Decimal = Field(sa_type=MoneyColumn)
    cards: list[list[int]] = Field(  # [chat id, message id] of the messages that ask
        default_factory=list, sa_type=JsonColumn
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    verdict: Verdict | None = Field(default=None, sa_type=TextEnum(Verdict))
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = ""  # a person's name


class OrderPart(SQLModel, table=True):
    """An order that the panel has made for a run of a drip-feed or a post of a subscription."""

    __tablename__ = "order_parts"

    order_id: int = Field(primary_key=True, foreign_key="orders.id", sa_type=BigId)
    number: str = Field(primary_key=True)  # the panel's
    state: OrderState | None = Field(default=None, sa_type=TextEnum(OrderState))
    charge: Decimal | None = Field(default=None, sa_type=MoneyColumn)
    start_count: int | None = Field(default=None, sa_type=BigId)
    remains: int | None = Field(default=None, sa_type=BigId)


class OrderEvent(SQLModel, table=True):
    """One change of an order's state; written once, never changed."""

    __tablename__ = "order_events"

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(foreign_key="orders.id", index=True, sa_type=BigId)
    at: datetime = Field(sa_type=UtcDateTime)
    state: OrderState = Field(sa_type=TextEnum(OrderState))
    note: str = ""


class Refill(SQLModel, table=True):
    """A refill that was asked for; one per order in flight."""

    __tablename__ = "refills"
    __table_args__ = (Index("ix_refills_due", "state", "due_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(foreign_key="orders.id", index=True, sa_type=BigId)
    user_name: str
    state: RefillState = Field(default=RefillState.QUEUED, sa_type=TextEnum(RefillState))
    provider_refill_id: str | None = None
    words: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0


class CancelState(StrEnum):
    """Where a request to cancel stands."""

    QUEUED = "queued"
    REQUESTING = "requesting"  # committed before the request leaves
    ACCEPTED = "accepted"  # the status will tell whether it happened
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the answer was lost


class CancelRequest(SQLModel, table=True):
    """A cancellation that was asked for."""

    __tablename__ = "cancel_requests"
    __table_args__ = (Index("ix_cancel_requests_due", "state", "due_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    order_id: int = Field(foreign_key="orders.id", index=True, sa_type=BigId)
    user_name: str
    state: CancelState = Field(default=CancelState.QUEUED, sa_type=TextEnum(CancelState))
    words: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0


class Watcher(SQLModel, table=True):
    """A message that shows an order and wants to be drawn again after the next look at it."""

    __tablename__ = "watchers"

    order_id: int = Field(primary_key=True, foreign_key="orders.id", sa_type=BigId)
    chat_id: int = Field(primary_key=True, sa_type=BigId)
    message_id: int = Field(primary_key=True, sa_type=BigId)
    view: dict[str, Any] = Field(sa_type=JsonColumn)  # bot/telegram/push.py: ViewUpdate


class OutboxMessage(SQLModel, table=True):
    """Something to tell a chat; deleted when it was delivered."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "dead", "due_at"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(sa_type=BigId, index=True)
    kind: str  # OutboxKind
    payload: dict[str, Any] = Field(sa_type=JsonColumn)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0
    dead: bool = False  # given up; owners can see these
    kept: bool = False  # for an owner who has to open the bot first
    error: str = ""


class Export(SQLModel, table=True):
    """A file of orders that was asked for, one per person and chat; deleted when it was sent."""

    __tablename__ = "exports"
    __table_args__ = (
        UniqueConstraint("chat_id", "asked_by"),
        Index("ix_exports_due", "due_at"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    chat_id: int = Field(sa_type=BigId)  # where it is sent
    asked_by: int = Field(sa_type=BigId)
    thread_id: int | None = Field(default=None, sa_type=BigId)
    message_id: int | None = Field(default=None, sa_type=BigId)  # says how far it is
    format: Format = Field(sa_type=TextEnum(Format))
    of_chat: int | None = Field(default=None, sa_type=BigId)  # None: every chat's orders
    of_user: int | None = Field(default=None, sa_type=BigId)  # None: everybody's
    first: date | None = None  # None: from the beginning
    last: date
    total: int  # orders, when it was asked for
    created_at: datetime = Field(sa_type=UtcDateTime)  # later orders are left out
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0  # in a row that brought nothing
    rows: int = 0  # sent so far
    files: int = 0
    after_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the last one sent
    after_id: int | None = Field(default=None, sa_type=BigId)


class Broadcast(SQLModel, table=True):
    """News that an owner sends to many chats, and how far it is."""

    __tablename__ = "broadcasts"
    __table_args__ = COUNTING_ON

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    owner_id: int = Field(sa_type=BigId)
    state: broadcasts.BroadcastState = Field(
        default=broadcasts.BroadcastState.DRAFT, sa_type=TextEnum(broadcasts.BroadcastState)
    )
    text: str = ""  # of a photo its caption
    entities: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonColumn)
    photo: str | None = None  # Telegram's file id
    links: list[list[str]] = Field(default_factory=list, sa_type=JsonColumn)  # [label, URL]
    kind: broadcasts.Kind = Field(default=broadcasts.Kind.ALL, sa_type=TextEnum(broadcasts.Kind))
    language: str = ""  # empty: all
    days: int = 0  # 0: whenever the chat was seen
    message_id: int | None = Field(default=None, sa_type=BigId)  # shows how far it is
    total: int = 0
    sent: int = 0
    blocked: int = 0
    failed: int = 0
    error: str = ""  # Telegram's words about the last failure
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    drawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Recipient(SQLModel, table=True):
    """A chat that is still to get a broadcast; written at its start, deleted when it has it."""

    __tablename__ = "recipients"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "chat_id"),
        Index("ix_recipients_due", "due_at", "id"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    broadcast_id: int = Field(foreign_key="broadcasts.id", sa_type=BigId)
    chat_id: int = Field(index=True, sa_type=BigId)
    due_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_holder: str | None = None  # random, of the claim
    attempts: int = 0


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


class StatusWord(SQLModel, table=True):
    """A status word of the panel that nobody knew, and what owners say that it means."""

    __tablename__ = "status_words"
    __table_args__ = (UniqueConstraint("kind", "word"), COUNTING_ON)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    kind: WordKind = Field(sa_type=TextEnum(WordKind))
    word: str  # as it is compared (bot/domain/statuses.py)
    shown: str  # as the panel says it
    number: str  # the panel's own of the first order, or refill, of which it was said
    meaning: str | None = None  # an OrderState or a RefillState; None: nobody has said
    first_seen_at: datetime = Field(sa_type=UtcDateTime)


class Digest(SQLModel, table=True):
    """What an owner wants to be told every day, and when that is next."""

    __tablename__ = "digests"

    owner_id: int = Field(
        primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False}
    )
    wanted: bool = False
    hour: int = 9  # from 0 to 23, in `time_zone`
    time_zone: str  # IANA name
    next_at: datetime = Field(sa_type=UtcDateTime)
