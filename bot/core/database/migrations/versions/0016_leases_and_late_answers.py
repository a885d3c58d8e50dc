"""Who holds a lease, and until when an answer may still come of an unclear order."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_LEASED = (
    "cancel_requests",
    "exports",
    "inbox",
    "orders",
    "outbox",
    "recipients",
    "refills",
)


def upgrade() -> None:
    for table in _LEASED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("lease_holder", sa.String(), nullable=True))
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("answer_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("answer_until")
    for table in _LEASED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("lease_holder")
