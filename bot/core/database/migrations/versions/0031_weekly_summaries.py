"""Weekly summaries of groups."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weekly_summaries",
        sa.Column("chat_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("topic_id", types.BigId, nullable=True),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"]),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    with op.batch_alter_table("weekly_summaries") as batch_op:
        batch_op.create_index("ix_weekly_summaries_next_at", ["next_at"])


def downgrade() -> None:
    op.drop_table("weekly_summaries")
