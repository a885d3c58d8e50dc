"""Limits on what may be spent, and the approval of what is above them."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "limits",
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("amount", types.MoneyColumn(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"]),
        sa.PrimaryKeyConstraint("chat_id", "level", "period"),
    )
    op.create_table(
        "approvals",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("order_id", types.BigId, nullable=True),
        sa.Column("mass_id", types.BigId, nullable=True),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("amount", types.MoneyColumn(), nullable=False),
        sa.Column("left", types.MoneyColumn(), nullable=False),
        sa.Column("cards", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["mass_id"], ["mass_orders.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id"),
        sa.UniqueConstraint("mass_id"),
    )
    with op.batch_alter_table("approvals") as batch_op:
        batch_op.create_index("ix_approvals_waiting", ["verdict", "created_at"])


def downgrade() -> None:
    op.drop_table("approvals")
    op.drop_table("limits")
