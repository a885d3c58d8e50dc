"""Files of orders that were asked for, and orders by the time at which they were confirmed."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("asked_by", types.BigId, nullable=False),
        sa.Column("thread_id", types.BigId, nullable=True),
        sa.Column("message_id", types.BigId, nullable=True),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("of_chat", types.BigId, nullable=True),
        sa.Column("of_user", types.BigId, nullable=True),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("after_at", _TIME, nullable=True),
        sa.Column("after_id", types.BigId, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chat_id", "asked_by"),
    )
    with op.batch_alter_table("exports") as batch_op:
        batch_op.create_index("ix_exports_due", ["due_at"])
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_index("ix_orders_chat_created", ["chat_id", "created_at"])
        batch_op.create_index("ix_orders_created", ["created_at"])


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_created")
        batch_op.drop_index("ix_orders_chat_created")
    op.drop_table("exports")
