"""What gateways keep of payments."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("fee", "fee_worth"):
        op.add_column(
            "payments", sa.Column(name, types.MoneyColumn(), nullable=False, server_default="0")
        )
    op.add_column(
        "payments", sa.Column("fee_currency", sa.String(), nullable=False, server_default="")
    )


def downgrade() -> None:
    for name in ("fee_currency", "fee_worth", "fee"):
        op.drop_column("payments", name)
