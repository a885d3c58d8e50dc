"""What decides about refills: promises, ends of orders and refills, refusals for good."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("refill_kind", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("refill_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("refills") as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("services") as batch_op:
        batch_op.add_column(
            sa.Column("refill_refused_at", sa.DateTime(timezone=True), nullable=True)
        )
    op.execute(
        "UPDATE orders SET ended_at = (SELECT min(at) FROM order_events "
        "WHERE order_id = orders.id AND order_events.state IN ('completed', 'partial')) "
        "WHERE placed_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("services", "refill_refused_at")
    op.drop_column("refills", "ended_at")
    for name in ("ended_at", "refill_days", "refill_kind"):
        op.drop_column("orders", name)
