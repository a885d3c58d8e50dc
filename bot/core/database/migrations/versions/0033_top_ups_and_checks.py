"""When owners were asked to top up a wallet, and how the books were when they were checked."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "book_checks",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("differences", types.JsonColumn, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO book_checks (id, differences) VALUES (1, '[]')")


def downgrade() -> None:
    op.drop_table("book_checks")
    op.drop_column("accounts", "asked_at")
