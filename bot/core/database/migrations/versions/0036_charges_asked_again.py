"""When owners were asked what an order costs: they are asked again while its runs stay open."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("charge_asked_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE orders SET charge_asked_at = state_at WHERE charge_asked")
    op.drop_column("orders", "charge_asked")


def downgrade() -> None:
    op.add_column("orders", _asked())
    op.execute("UPDATE orders SET charge_asked = (charge_asked_at IS NOT NULL)")
    op.drop_column("orders", "charge_asked_at")


def _asked() -> sa.Column[bool]:
    return sa.Column("charge_asked", sa.Boolean(), nullable=False, server_default=sa.false())
