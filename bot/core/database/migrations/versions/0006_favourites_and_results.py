"""Favourites, and forms that list what a search has found."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "favourites",
        sa.Column("user_id", types.BigId, nullable=False),
        sa.Column("service_id", types.BigId, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"]),
        sa.PrimaryKeyConstraint("user_id", "service_id"),
    )
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.add_column(sa.Column("listing", sa.String(32), nullable=True))
        batch_op.add_column(sa.Column("query", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("filters", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("sort", sa.String(32), nullable=False, server_default="best")
        )


def downgrade() -> None:
    with op.batch_alter_table("drafts") as batch_op:
        for column in ("sort", "filters", "query", "listing"):
            batch_op.drop_column(column)
    op.drop_table("favourites")
