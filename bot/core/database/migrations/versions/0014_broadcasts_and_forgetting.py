"""Broadcasts with the chats that are still to get them, and people who want to be forgotten."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("owner_id", types.BigId, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("entities", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("message_id", types.BigId, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME, nullable=True),
        sa.Column("drawn_at", _TIME, nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "recipients",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("broadcast_id", types.BigId, nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("broadcast_id", "chat_id"),
    )
    with op.batch_alter_table("recipients") as batch_op:
        batch_op.create_index("ix_recipients_due", ["due_at", "id"])
        batch_op.create_index(op.f("ix_recipients_chat_id"), ["chat_id"])
    op.create_table(
        "forgotten",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("user_id", types.BigId, nullable=True),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("forgotten") as batch_op:
        batch_op.create_index(op.f("ix_forgotten_user_id"), ["user_id"])


def downgrade() -> None:
    op.drop_table("forgotten")
    op.drop_table("recipients")
    op.drop_table("broadcasts")
