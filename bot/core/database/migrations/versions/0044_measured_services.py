"""The orders by which a service is measured: those placed lately, however they have ended."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_delivered")
        batch_op.create_index("ix_orders_placed", ["service_id", "placed_at"])


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_placed")
        batch_op.create_index("ix_orders_delivered", ["service_id", "state", "ended_at"])
