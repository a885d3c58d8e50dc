"""Lists being collected, links by what they mean, parts of an order, mass orders."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mass_orders",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("user_id", types.BigId, nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("thread_id", types.BigId, nullable=True),
        sa.Column("source_message_id", types.BigId, nullable=True),
        sa.Column("message_id", types.BigId, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("price", types.MoneyColumn(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("seen_update", types.BigId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.add_column(sa.Column("collected", sa.Text(), nullable=True))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("link_key", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("posts", types.BigId, nullable=True))
        batch_op.add_column(sa.Column("batch_id", types.BigId, nullable=True))
        batch_op.create_foreign_key("fk_orders_batch_id", "mass_orders", ["batch_id"], ["id"])
        batch_op.create_index("ix_orders_batch_id", ["batch_id"])
        batch_op.create_index("ix_orders_link", ["chat_id", "service_id", "link_key"])
    op.create_table(
        "order_parts",
        sa.Column("order_id", types.BigId, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=True),
        sa.Column("charge", types.MoneyColumn(), nullable=True),
        sa.Column("start_count", types.BigId, nullable=True),
        sa.Column("remains", types.BigId, nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("order_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("order_parts")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_link")
        batch_op.drop_index("ix_orders_batch_id")
        batch_op.drop_constraint("fk_orders_batch_id", type_="foreignkey")
        batch_op.drop_column("batch_id")
        batch_op.drop_column("posts")
        batch_op.drop_column("link_key")
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_column("collected")
    op.drop_table("mass_orders")
