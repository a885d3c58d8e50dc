"""Cards drawn again at each change; who waits for a start; measured speed; what is compared."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("watchers") as batch_op:
        # What is there waits for a look.
        batch_op.add_column(
            sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("stays", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index("ix_watchers_message", ["chat_id", "message_id"])
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.add_column(sa.Column("compared", types.JsonColumn, nullable=True))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_index("ix_orders_delivered", ["service_id", "state", "ended_at"])
    op.create_table(
        "start_watchers",
        sa.Column("order_id", types.BigId, nullable=False),
        sa.Column("user_id", types.BigId, nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("order_id", "user_id"),
    )


def downgrade() -> None:
    op.drop_table("start_watchers")
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_column("compared")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_delivered")
    op.execute("DELETE FROM watchers WHERE asked = false")
    with op.batch_alter_table("watchers") as batch_op:
        batch_op.drop_index("ix_watchers_message")
        batch_op.drop_column("stays")
        batch_op.drop_column("asked")
