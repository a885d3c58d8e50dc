"""Panels that owners add: an address and a key on trial, and keys that cannot be read."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "panels",
        sa.Column("is_unreadable", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "panel_checks",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("owner_id", types.BigId, nullable=False),
        sa.Column("panel_id", types.BigId, nullable=True),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("begun_at", types.UtcDateTime(), nullable=False),
        sa.Column("message_id", types.BigId, nullable=True),
        sa.Column("due_at", types.UtcDateTime(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("balance", types.MoneyColumn(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.Column("is_unencrypted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("panel_checks")
    op.drop_column("panels", "is_unreadable")
