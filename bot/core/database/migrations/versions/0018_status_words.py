"""Status words that owners teach, and services of the list that could not be read."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "status_words",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "word"),
    )
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(sa.Column("skipped", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("skipped_told", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_column("skipped_told")
        batch_op.drop_column("skipped")
    op.drop_table("status_words")
