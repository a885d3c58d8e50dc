"""The list's digest, gaps between positions, last sight of gone services, and shapes."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shapes",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", types.BigId, nullable=False),
        sa.PrimaryKeyConstraint("kind", "target_id"),
    )
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(
            sa.Column("list_digest", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("shrunk", sa.String(length=32), nullable=False, server_default="")
        )
    with op.batch_alter_table("services") as batch_op:
        batch_op.add_column(sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE services SET last_seen_at = gone_at")
    # What comes in between needs no other to move.
    op.execute("UPDATE services SET position = (position + 1) * 4096")
    op.execute("UPDATE categories SET position = (position + 1) * 4096")


def downgrade() -> None:
    with op.batch_alter_table("services") as batch_op:
        batch_op.drop_column("last_seen_at")
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_column("shrunk")
        batch_op.drop_column("list_digest")
    op.drop_table("shapes")
