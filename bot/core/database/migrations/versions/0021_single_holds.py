"""What single orders and services wait for, apart from what holds up all of them."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "service_holds",
        sa.Column("service_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("refused_at", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"]),
        sa.PrimaryKeyConstraint("service_id"),
    )
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(sa.Column("probe_at", _TIME, nullable=True))
        batch_op.add_column(sa.Column("tried_at", _TIME, nullable=True))
        batch_op.add_column(sa.Column("failing", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("causes_told", sa.Text(), nullable=False, server_default="{}")
        )


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        for name in ("causes_told", "failing", "tried_at", "probe_at"):
            batch_op.drop_column(name)
    op.drop_table("service_holds")
