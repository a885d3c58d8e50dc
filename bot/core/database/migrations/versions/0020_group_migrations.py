"""Groups that became supergroups, by their old id; messages kept for owners who are to come."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_migrations",
        sa.Column("old_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("new_id", types.BigId, nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("migrated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("old_id"),
    )
    with op.batch_alter_table("chat_migrations") as batch_op:
        batch_op.create_index(op.f("ix_chat_migrations_new_id"), ["new_id"])
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(
            sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_column("kept")
    op.drop_table("chat_migrations")
