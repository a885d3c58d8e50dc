"""Several processes: leased updates, orders' looks apart from their submission, one panel row."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbox") as batch_op:
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_inbox_handled_at"))
        batch_op.create_index("ix_inbox_lane", ["handled_at", "lane", "update_id"])
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_orders_look", ["look_at", "id"])
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sync_at", sa.DateTime(timezone=True), nullable=True))
    # An ended order was due in the year 9999; now it is due never.
    op.execute(
        "UPDATE orders SET look_at = due_at WHERE due_at < '9000-01-01' "
        "AND state IN ('placed', 'pending', 'processing', 'in_progress', 'attention')"
    )
    op.execute(
        "INSERT INTO panel (id, capabilities, currency, balance_watchers, hold, told, failures) "
        "SELECT 1, '{}', '', '[]', '', '', 0 WHERE NOT EXISTS (SELECT 1 FROM panel)"
    )


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_column("sync_at")
        batch_op.drop_column("spent_at")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_look")
        batch_op.drop_column("look_at")
    with op.batch_alter_table("inbox") as batch_op:
        batch_op.drop_index("ix_inbox_lane")
        batch_op.create_index(batch_op.f("ix_inbox_handled_at"), ["handled_at"])
        batch_op.drop_column("lease_until")
