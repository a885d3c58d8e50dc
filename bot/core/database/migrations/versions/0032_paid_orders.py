"""Orders that a wallet pays: price and cost, and what is reserved and booked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_ADDED: tuple[sa.Column[Any], ...] = (
    sa.Column("wallet_id", types.BigId, nullable=True),
    sa.Column("hold_key", sa.String(), nullable=False, server_default=""),
    sa.Column("booked", types.BigId, nullable=False, server_default="0"),
    sa.Column("written_off", types.BigId, nullable=False, server_default="0"),
    sa.Column("movements", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("decided", types.BigId, nullable=True),
    sa.Column("charge_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("loss_told", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("cost", types.MoneyColumn(), nullable=True),
    sa.Column("cost_currency", sa.String(), nullable=False, server_default=""),
    sa.Column("exchange_rate", types.MoneyColumn(), nullable=True),
    sa.Column("exchange_id", types.BigId, nullable=True),
    sa.Column("price_rule_id", types.BigId, nullable=True),
)


def upgrade() -> None:
    # Orders that are there were paid by the operator: they have no wallet.
    for column in _ADDED:
        op.add_column("orders", column)
    op.add_column("mass_orders", _pays_self())
    op.add_column("mass_orders", sa.Column("wallet_id", types.BigId, nullable=True))
    op.add_column("drafts", _pays_self())


def _pays_self() -> sa.Column[bool]:
    return sa.Column("pays_self", sa.Boolean(), nullable=False, server_default=sa.false())


def downgrade() -> None:
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_column("pays_self")
    with op.batch_alter_table("mass_orders") as batch_op:
        batch_op.drop_column("wallet_id")
        batch_op.drop_column("pays_self")
    with op.batch_alter_table("orders") as batch_op:
        for column in _ADDED:
            batch_op.drop_column(column.name)
