"""Services that are bought from several panels, and from which of them each order is."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_services",
        sa.Column("service_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("preference", sa.String(), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(), nullable=False),
        sa.Column("changed_by", types.BigId, nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"]),
        sa.PrimaryKeyConstraint("service_id"),
    )
    op.create_table(
        "sources",
        sa.Column("service_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("merged_id", types.BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"]),
        sa.ForeignKeyConstraint(["merged_id"], ["merged_services.service_id"]),
        sa.PrimaryKeyConstraint("service_id"),
    )
    op.create_index("ix_sources_merged_id", "sources", ["merged_id"])
    op.add_column("orders", sa.Column("source_id", types.BigId, nullable=True))
    op.add_column(
        "orders", sa.Column("refused_by", types.JsonColumn(), nullable=False, server_default="[]")
    )
    op.create_index("ix_orders_source", "orders", ["source_id", "placed_at"])


def downgrade() -> None:
    op.drop_index("ix_orders_source", "orders")
    op.drop_column("orders", "refused_by")
    op.drop_column("orders", "source_id")
    op.drop_index("ix_sources_merged_id", "sources")
    op.drop_table("sources")
    op.drop_table("merged_services")
