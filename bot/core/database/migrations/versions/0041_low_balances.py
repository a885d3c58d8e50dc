"""Chats that want to know when little is left in their wallet."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("low", types.BigId, nullable=False, server_default="0"))
    op.add_column(
        "accounts", sa.Column("low_told", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    for column in ("low_told", "low"):
        op.drop_column("accounts", column)
