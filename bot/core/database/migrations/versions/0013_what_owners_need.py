"""Maintenance, alerts and digests; how the panel answers; orders by link and by person."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("owner_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("next_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("owner_id"),
    )
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_index("ix_orders_link_key", ["link_key"])
        batch_op.create_index("ix_orders_user_created", ["user_id", "created_at"])
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(sa.Column("calls", sa.Text(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("maintenance", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("low_balance", types.MoneyColumn(), nullable=True))
        batch_op.add_column(
            sa.Column("low_balance_told", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        for name in ("low_balance_told", "low_balance", "maintenance", "calls"):
            batch_op.drop_column(name)
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_user_created")
        batch_op.drop_index("ix_orders_link_key")
    op.drop_table("digests")
