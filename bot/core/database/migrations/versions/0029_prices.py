"""Prices: rules, tiers, exchange rates, and what holds for all of them."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_rates",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("rate", types.MoneyColumn(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", types.BigId, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_exchange_rates_pair", "exchange_rates", ["base", "quote", "id"])
    op.create_table(
        "price_rules",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("tier_id", types.BigId, nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("category_id", types.BigId, nullable=False),
        sa.Column("service_id", types.BigId, nullable=False),
        sa.Column("percent", types.MoneyColumn(), nullable=False),
        sa.Column("fixed", types.MoneyColumn(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", types.BigId, nullable=False),
        sa.CheckConstraint("tier_id = 0 OR chat_id = 0", name="ck_price_rules_buyer"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "tier_id",
            "chat_id",
            "platform",
            "category_id",
            "service_id",
            name="uq_price_rules_scope",
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tiers",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "customers",
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("tier_id", types.BigId, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"]),
        sa.ForeignKeyConstraint(["tier_id"], ["tiers.id"]),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_index("ix_customers_tier_id", "customers", ["tier_id"])
    op.create_table(
        "pricing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("least_margin", types.MoneyColumn(), nullable=False),
        sa.Column("rate_days", sa.Integer(), nullable=False),
        sa.Column("rate_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsold_told", types.JsonColumn(), nullable=False),
        sa.Column("wallet_currency", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "insert into pricing (id, least_margin, rate_days, unsold_told, "
        "wallet_currency) values (1, '0', 7, '[]', '')"
    )


def downgrade() -> None:
    for table in ("customers", "tiers", "pricing", "price_rules", "exchange_rates"):
        op.drop_table(table)
