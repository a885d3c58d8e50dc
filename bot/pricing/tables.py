"""The tables of the feature; times are UTC, ids of Telegram have up to 52 bits."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.core.database.row import Row
from bot.core.database.types import COUNTING_ON, BigId, JsonColumn, MoneyColumn, UtcDateTime


class PriceRule(Row, table=True):
    """A markup; 0 or no text where it is not for a tier, a chat, a platform ...

    No `NULL`, which databases take for different from itself: a rule is there once.
    """

    __tablename__ = "price_rules"
    __table_args__ = (
        UniqueConstraint(
            *("tier_id", "chat_id", "platform", "category_id", "service_id"),
            name="uq_price_rules_scope",
        ),
        CheckConstraint("tier_id = 0 OR chat_id = 0", name="ck_price_rules_buyer"),
        COUNTING_ON,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    tier_id: int = Field(default=0, sa_type=BigId)
    chat_id: int = Field(default=0, sa_type=BigId)
    platform: str = ""
    category_id: int = Field(default=0, sa_type=BigId)
    service_id: int = Field(default=0, sa_type=BigId)
    percent: Decimal = Field(sa_type=MoneyColumn)
    fixed: Decimal = Field(sa_type=MoneyColumn)  # the wallets' currency; per 1000, or a package
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: int = Field(sa_type=BigId)  # an owner's user id


class Tier(Row, table=True):
    """A group of customers who pay the same."""

    __tablename__ = "tiers"
    __table_args__ = COUNTING_ON

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(unique=True)


class Customer(Row, table=True):
    """A chat that is in a tier."""

    __tablename__ = "customers"

    chat_id: int = Field(primary_key=True, foreign_key="chats.id", sa_type=BigId)
    tier_id: int = Field(foreign_key="tiers.id", index=True, sa_type=BigId)


class ExchangeRate(Row, table=True):
    """What a unit of one currency costs in another; never changed, the newest counts."""

    __tablename__ = "exchange_rates"
    __table_args__ = (Index("ix_exchange_rates_pair", "base", "quote", "id"), COUNTING_ON)

    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    base: str  # the panel's currency
    quote: str  # the wallets', or the catalogue's
    rate: Decimal = Field(sa_type=MoneyColumn)
    at: datetime = Field(sa_type=UtcDateTime)
    by: int = Field(sa_type=BigId)  # an owner's user id


class PricingState(Row, table=True):
    """What holds for all prices: one row."""

    __tablename__ = "pricing"

    id: int = Field(default=1, primary_key=True)
    least_margin: Decimal = Field(default=Decimal(0), sa_type=MoneyColumn)  # percent of the cost
    rate_days: int = 7  # so old an exchange rate is when owners are reminded
    rate_told_at: datetime | None = Field(  # when owners were reminded of the newest one
        default=None, sa_type=UtcDateTime
    )
    unsold_told: list[int] = Field(  # services under the floor that owners know of, our numbers
        default_factory=list, sa_type=JsonColumn
    )
    wallet_currency: str = ""  # of the amounts that are stored; empty: nothing has been sold yet
